"""Signing: the digest is in the log, the JSON in evidence, and a log that says otherwise stops the line."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from athena.failures import Refused, StopTheLine
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.signing import PROOFS, entry_digest, sign, signed_proof
from athena.ingest.migration.verifying import verify
from athena.lake.workspace import Workspace, open_workspace
from athena.ledger.workspace import LogName, read_log


def test_the_digest_of_the_proof_is_in_the_log(migrated: Workspace, northmere: Migration, crimes: Path) -> None:
    proof = verify(migrated, northmere, [crimes])
    signed = sign(migrated, northmere, proof)
    assert hashlib.sha256(signed.content).hexdigest() == signed.sha256 == entry_digest(migrated, signed.entry)
    event = read_log(migrated.folder, LogName.ACCESS).entry(signed.entry).event
    assert (event.op, event.actor) == ("collection", "svc.ingest")
    sha256 = hashlib.sha256(crimes.read_bytes()).hexdigest()
    assert (event.details["files"], event.details["rows_in"], event.details["holds"]) == ([sha256], 8, True)
    assert signed_proof(migrated, northmere, [sha256]) == signed
    assert json.loads(signed.content)["holds"] is True


def test_a_log_that_does_not_hold_the_proof_stops_the_line(
    migrated: Workspace, northmere: Migration, crimes: Path
) -> None:
    signed = sign(migrated, northmere, verify(migrated, northmere, [crimes]))
    with migrated.lake.write() as writer:
        table = writer.table(PROOFS)
        writer.commit(lambda: writer.change(PROOFS, "proof_sha256", table.select("proof_sha256"), entry=0))
    migrated.lake.refresh_copy()
    assert signed.entry > 0
    with pytest.raises(StopTheLine, match="entry 0"):
        signed_proof(migrated, northmere, [hashlib.sha256(crimes.read_bytes()).hexdigest()])


def test_files_that_were_never_verified_have_no_report(as_migrated: Workspace, northmere: Migration) -> None:
    with pytest.raises(Refused, match=r"migration\.no-proof"):
        signed_proof(as_migrated, northmere, ["0" * 64])


KILLED = """
import os, signal, sys
from pathlib import Path
from athena.ingest.migration.folder import load_migration
from athena.ingest.migration.running import run
from athena.ingest.staging import Progress
from athena.lake.workspace import open_workspace
run(open_workspace(Path(sys.argv[1])), load_migration(Path(sys.argv[2])), [Path(sys.argv[3])], Progress())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_after_the_run_it_can_be_verified_later(
    workspace: Workspace, northmere: Migration, crimes: Path
) -> None:
    call = [sys.executable, "-c", KILLED, str(workspace.folder), str(northmere.folder), str(crimes)]
    assert subprocess.run(call, check=False).returncode == -9
    assert verify(open_workspace(workspace.folder), northmere, [crimes]).holds
