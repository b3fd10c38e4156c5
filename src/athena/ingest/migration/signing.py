"""Signing: the proof is kept as evidence, its digest goes into the ledger, and a row says where to find both."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from athena.access.deed import declare
from athena.failures import Refused, StopTheLine
from athena.ingest.loading import loading
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.proof import Proof
from athena.lake.evidence import Sha256
from athena.lake.workspace import Workspace
from athena.ledger.canonical import Json
from athena.ledger.workspace import LogName, read_log

PROOFS = "migration_proof"
_COLUMNS = {
    "migration": "VARCHAR",
    "proof_sha256": "VARCHAR",
    "files": "VARCHAR",
    "holds": "BOOLEAN",
    "entry": "BIGINT",
    "signed_at": "TIMESTAMPTZ",
}


@dataclass(frozen=True)
class Signed:
    """A signed proof: its JSON as signed, its SHA-256, and the number of the entry that holds it in the access log."""

    content: bytes
    sha256: str
    entry: int

    @property
    def says(self) -> Mapping[str, Any]:
        """The proof as parsed JSON, for showing."""
        found: Mapping[str, Any] = json.loads(self.content)
        return found


def sign(workspace: Workspace, migration: Migration, proof: Proof) -> Signed:
    """Keep the proof and enter its digest in the log of every use of records, under the loading service.

    A proof that fails is signed as well: that it failed is what the log must not lose. The entry names the
    migration, the digest of its folder and of the proof, each file's SHA-256, the sums of rows and the verdict.
    """
    content, digest = proof.as_json(), proof.digest()
    workspace.evidence.keep(io.BytesIO(content))
    mains = [row for row in proof.rows if not row.derived]
    details: dict[str, Json] = {
        "migration": migration.name,
        "folder_sha256": proof.folder_sha256,
        "proof_sha256": digest,
        "files": [file.sha256 for file in proof.files],
        "holds": proof.holds,
        "failed_checks": len(proof.failures),
        "rows_in": sum(row.rows_in for row in mains),
        "loaded": sum(row.loaded for row in mains),
        "merged": sum(row.merged for row in mains),
        "rejected": sum(row.rejected for row in mains),
    }
    with loading(workspace) as view:
        entry = declare(view, sorted({part.source.kind for part in migration.parts}), (), details)
    _note(workspace, proof, digest, entry)
    return Signed(content, digest, entry)


def signed_proof(workspace: Workspace, migration: Migration, sha256s: Sequence[str]) -> Signed:
    """The newest signed proof of exactly these files, with its log entry checked against it.

    Refused where none was signed; stops the line where the log does not hold the digest of what is kept.
    """
    with loading(workspace) as view:
        rows: list[dict[str, Any]] = []
        if PROOFS in view.tables():
            table = view.table(PROOFS)
            mine = table.filter(table.migration == migration.name, table.files == " ".join(sorted(sha256s)))
            rows = view.execute(mine.order_by("signed_at")).to_pylist()
    if not rows:
        raise Refused(
            "migration.no-proof",
            "No proof of these files was signed",
            migration.name,
            "The report shows a signed proof and makes none",
            "Run `athena migrate verify` over the same files first",
        )
    newest = rows[-1]
    sha256, entry = str(newest["proof_sha256"]), int(newest["entry"])
    with workspace.evidence.open(Sha256(sha256)) as stream:
        content = stream.read()
    if entry_digest(workspace, entry) != sha256:
        raise StopTheLine(
            f"The log does not hold the proof that is kept\n  where: entry {entry} of the access log\n"
            f"  why:   it does not name {sha256}\n"
            "  do:    whoever runs the workspace: keep everything as it is and find out who changed what"
        )
    return Signed(content, sha256, entry)


def entry_digest(workspace: Workspace, entry: int) -> str | None:
    """The digest of the proof that an entry of the access log names, if it names one."""
    found = read_log(workspace.folder, LogName.ACCESS).entry(entry)
    digest = found.event.details.get("proof_sha256")
    return digest if isinstance(digest, str) else None


def _note(workspace: Workspace, proof: Proof, digest: str, entry: int) -> None:
    row = {
        "migration": proof.migration,
        "proof_sha256": digest,
        "files": " ".join(sorted(file.sha256 for file in proof.files)),
        "holds": proof.holds,
        "entry": entry,
        "signed_at": datetime.now(UTC),
    }
    with workspace.lake.write() as writer:

        def work() -> None:
            writer.ensure_tables({PROOFS: _COLUMNS})
            writer.insert(PROOFS, pa.Table.from_pylist([row]))

        writer.commit(work)
    workspace.lake.refresh_copy()
