"""Whether the state says of roles, cases, grants and labels what the ledger says was decided, row by row.

The door reads the state and believes it. This sets each row beside the entry that made it last, so a role that nobody
gave, a grant with another end, a review that was taken away and a database put back from yesterday are each named. It
needs the keys of both logs' bodies.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from athena.access.door import STATE
from athena.access.findings import Findings, unchecked
from athena.access.settings import state_url
from athena.access.state.attested import ROWS, standing_rows
from athena.access.state.database import FILE, open_database
from athena.access.state.outbox import INTENT
from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.failures import Failure
from athena.ledger.workspace import LogName, read_log


@dataclass
class _Said:
    """What the logs say: of each row the hashes by log and entry, and which entries changed rows without saying how."""

    made: dict[str, dict[tuple[LogName, int], str]] = field(default_factory=lambda: defaultdict(dict))
    silent: set[int] = field(default_factory=set)


def state_findings(workspace: Path) -> Findings:
    """An alarm for each row of the state that is not as the ledger says it was decided last; each is named.

    Not checked, and said so: a copy without a state or without keys, and rows that an older Athena made, whose entries
    do not say how they were.
    """
    if not (workspace / STATE).is_dir() or (state_url(workspace) is None and not (workspace / STATE / FILE).is_file()):
        return unchecked("state", "there is no state database in this copy", "whoever holds the workspace")
    try:
        said = _said(workspace)
    except Failure as failure:
        if failure.code == "no-key":
            why = "what was decided stands in the logs' bodies, whose keys are not held here"
            return unchecked("state", why, "the keeper of the ledger's body keys")
        return Findings((_alarm("state", f"the logs do not say what was decided: {failure.why}"),))
    return _compared(_rows(workspace), said)


def _said(workspace: Path) -> _Said:
    said = _Said()
    for name in LogName:
        for entry in read_log(workspace, name).entries():
            rows = entry.event.details.get(ROWS)
            if isinstance(rows, dict):
                for row, digest in rows.items():
                    said.made[row][name, entry.seq] = str(digest)
            elif INTENT in entry.event.details:
                said.silent.add(entry.seq)
    return said


def _rows(workspace: Path) -> dict[str, tuple[int, str]]:
    database = open_database(workspace / STATE, state_url(workspace))
    try:
        with database.transaction() as session:
            return {name: (entry, digest) for name, entry, digest in standing_rows(session)}
    finally:
        database.close()


def _compared(rows: dict[str, tuple[int, str]], said: _Said) -> Findings:
    alarms, older = [], 0
    for name in sorted({*rows, *said.made}):
        if name not in rows:
            alarms.append(_alarm(name, "the ledger says that it was made, and it is not there"))
        elif name not in said.made and rows[name][0] in said.silent:
            older += 1
        elif why := _differs(*rows[name], said.made.get(name, {})):
            alarms.append(_alarm(name, why))
    if not older:
        return Findings(tuple(alarms))
    why = f"{older} rows were made by an older Athena, whose entries do not say how"
    return Findings(tuple(alarms)) + unchecked("state", why, "an auditor, by reading those entries")


def _differs(entry: int, digest: str, made: dict[tuple[LogName, int], str]) -> str | None:
    """Why a row that says `entry` made it is not what the ledger vouches for; None where it is."""
    places = [log for log, seq in made if seq == entry]
    if not places:
        return "no entry of the ledger made it"
    if not any(made[log, entry] == digest for log in places):
        return f"it is not what entry {entry} made it"
    later = max((seq for log, seq in made if log in places), default=entry)
    return f"entry {later} changed it since, and it is as it was before" if later > entry else None


def _alarm(what: str, why: str) -> Alarm:
    return Alarm(AlarmKind.STATE_ALTERED, f"state/{what}" if what != "state" else what, why)
