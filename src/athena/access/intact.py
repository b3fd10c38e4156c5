"""Whether the policy on disk is the one that the register log says was adopted, file by file.

The door compares the policy with the state database; this compares it with the ledger, so that it holds even where
both the files and the database were changed. It needs the key of the register log's bodies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from athena.access.door import POLICY
from athena.access.findings import Findings, unchecked
from athena.access.policy import files_of
from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.canonical import Json
from athena.ledger.entry import Entry
from athena.ledger.failures import Failure
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, read_log

FILES = "sha256"
"""Where the entry of an adoption keeps the SHA-256 of each policy file by name."""


def hashes_of(files: Mapping[str, str]) -> dict[str, Json]:
    """The SHA-256 in hex of each file, by name."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())}


def policy_findings(workspace: Path) -> Findings:
    """An alarm for each policy file and ground that is not, byte for byte, as it was adopted last; each is named.

    Not checked, and said so, for a copy without a policy and for an auditor's without the register log's keys. A
    register log that cannot be read, or that records no adoption, is an alarm itself.
    """
    folder = workspace / POLICY
    if not folder.is_dir() and not (workspace / "state").is_dir():
        return unchecked("policy", "there is no policy folder in this copy", "whoever holds the workspace")
    try:
        adopted = _adopted(workspace)
    except Failure as failure:
        if failure.code == "no-key":
            why = "what was adopted stands in the register log's bodies, whose keys are not held here"
            return unchecked("policy", why, "the keeper of the ledger's body keys")
        return Findings((_alarm("policy", f"the register log does not say what was adopted: {failure.why}"),))
    if adopted is None:
        return Findings((_alarm("policy", "the register log records no adoption of a policy"),))
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files_of(folder).items()}
    return Findings(
        tuple(
            _alarm(f"policy/{name}", _why(name, found, adopted))
            for name in sorted({*found, *adopted})
            if found.get(name) != adopted.get(name)
        )
    )


def _adopted(workspace: Path) -> Mapping[str, Json] | None:
    last: Entry | None = None
    for entry in read_log(workspace, LogName.REGISTER).entries():
        if entry.event.op is Operation.POLICY_CHANGE:
            last = entry
    files = None if last is None else last.event.details.get(FILES)
    return files if isinstance(files, dict) else None


def _why(name: str, found: Mapping[str, str], adopted: Mapping[str, Json]) -> str:
    if name not in found:
        return "it was adopted and is not there"
    if name not in adopted:
        return "nobody adopted it"
    return "its bytes are not the ones that were adopted"


def _alarm(what: str, why: str) -> Alarm:
    return Alarm(AlarmKind.POLICY_ALTERED, what, why)
