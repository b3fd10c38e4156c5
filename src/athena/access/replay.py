"""Reading the log, and re-creating exactly what the reader of an entry saw: for those who may, and itself logged.

The log may be read only for the four uses of DPA 2018 s.62(4); a view over it is opened under a ground that is one
of them, and masks an entry by field group as it would a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from athena.access.archive import QueryDigest, archived_policy
from athena.access.policy import PolicyDigest
from athena.access.refused import Refused
from athena.access.run import digest, run, spelled
from athena.access.shape import ACCESS_LOG, LOG_LABEL
from athena.access.view import View
from athena.lake.storage import SnapshotId
from athena.ledger.canonical import Json
from athena.ledger.entry import Entry, Event
from athena.ledger.operation import Operation

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "provenance": ("seq", "t", "op"),
    "classification": ("decision", "policies", "policy_digest", "snapshot", "rows", "sha256", "inputs", "withheld"),
    "account": ("actor", "role", "case", "ground", "purpose", "login", "recipient"),
    "relation": ("subject_refs", "prev_seq"),
    "narrative": ("reason", "fields", "query"),
}
"""The parts of an entry by the field group that opens them."""


@dataclass(frozen=True)
class SeenEntry:
    """One entry as a view shows it: its parts by name, the groups that stayed shut, and the entry this reading made."""

    parts: Mapping[str, Json]
    hidden: tuple[str, ...]
    entry: int


@dataclass(frozen=True)
class Recreated:
    """What the reader of an entry saw: the rows, and their bytes, which are those whose hash the entry holds."""

    of: int
    rows: pa.Table
    sha256: str
    entry: int

    def text(self) -> bytes:
        """The bytes, line by line, as `athena.access.run.spelled` writes them."""
        return b"".join(spelled(self.rows))


def read_entry(view: View, number: int) -> SeenEntry:
    """Entry `number` as `view` shows it; the reading is logged before it is handed out.

    Refused with `access.not-a-log-view` for a view opened for anything else, and as the ledger refuses.
    """
    shown = shown_groups(view)
    found = view.door.log.reader().entry(number)
    parts = _parts(found)
    visible = {name: parts[name] for group in shown for name in _GROUPS[group] if name in parts}
    hidden = tuple(group for group in _GROUPS if group not in shown)
    entry = view.door.log.append(reading_of(view, number, (), {"shown": list(shown)})).index
    return SeenEntry(visible, hidden, entry)


def recreate(view: View, number: int) -> Recreated:
    """Exactly what the reader of entry `number` saw, from its snapshot, its policy and its query.

    The reading is logged, with the same record references, before anything is handed out. Refused with
    `access.replay-not-yours` where the view does not open the content of entries, `access.replay-nothing` for an
    entry that released no rows, and `access.replay-differs` where the answer is no longer the same bytes, which
    means that records of that snapshot were erased or changed since.
    """
    if "narrative" not in shown_groups(view):
        raise _not_yours(view)
    found = view.door.log.reader().entry(number)
    details = found.event.details
    query, snapshot = details.get("query"), details.get("snapshot")
    if not isinstance(query, str) or not isinstance(snapshot, int):
        raise _nothing(number)
    archived_policy(view.door.database, PolicyDigest(found.event.policy_digest))
    rows = _rows(view, QueryDigest(query), SnapshotId(snapshot))
    if digest(rows) != details.get("sha256"):
        raise _differs(number)
    refs = found.event.subject_refs
    entry = view.door.log.append(reading_of(view, number, refs, {"recreated": True, "rows": rows.num_rows})).index
    return Recreated(number, rows, digest(rows), entry)


def _rows(view: View, query: QueryDigest, snapshot: SnapshotId) -> pa.Table:
    text = view.door.archive.text(query)
    reading = view.door.readings.borrow(snapshot)
    try:
        return run(reading, text)
    finally:
        view.door.readings.give_back(reading)


def shown_groups(view: View) -> tuple[str, ...]:
    """The parts of an entry that `view` shows. Refused with `access.not-a-log-view` for a view of anything else."""
    shown = tuple(group for group in _GROUPS if view.decisions.decision(ACCESS_LOG, LOG_LABEL.id, group).allowed)
    if "provenance" not in shown:
        raise Refused(
            "not-a-log-view",
            what="read the access log",
            where=f"case {view.case.id}, ground {view.case.ground.name}",
            why="the log is read only for the four uses of DPA 2018 s.62(4), under a ground that is one of them",
            remedy="open a case under log-lawfulness, log-self-monitoring, log-integrity or log-criminal-proceedings",
            who="the data-protection officer",
        )
    return shown


def _parts(found: Entry) -> Mapping[str, Json]:
    event = found.event
    return {
        # First, so that no detail can stand in the place of a part that another group opens.
        **event.details,
        "seq": found.seq,
        "t": found.t,
        "op": str(event.op),
        "actor": event.actor,
        "role": event.role,
        "purpose": event.purpose,
        "decision": event.decision,
        "reason": event.reason,
        "case": event.case,
        "ground": event.ground,
        "recipient": event.recipient,
        "policy_digest": event.policy_digest,
        "policies": list(event.policies),
        "subject_refs": list(event.subject_refs),
        "fields": list(event.fields),
        "prev_seq": event.prev_seq,
    }


def reading_of(view: View, number: int | None, refs: tuple[str, ...], details: Mapping[str, Json]) -> Event:
    """The event of this reading of the log: of entry `number`, or of many where it is None."""
    return Event(
        op=Operation.CONSULTATION,
        actor=view.principal.id,
        role=view.asking.role,
        purpose=view.case.ground.name,
        decision="permit",
        reason=view.case.reason,
        case=view.case.id,
        ground=view.case.ground.id,
        policy_digest=view.decisions.policy,
        policies=view.decisions.cited([ACCESS_LOG]),
        subject_refs=refs,
        prev_seq=number,
        details={**({} if number is None else {"log_entry": number}), "login": view.door.login, **details},
    )


def _not_yours(view: View) -> Refused:
    return Refused(
        "replay-not-yours",
        what="re-create what a reader saw",
        why=f"the log opens to a {view.asking.role} without its content",
        remedy="ask professional standards or the data-protection officer",
        who="whoever maintains the policy",
    )


def _nothing(number: int) -> Refused:
    return Refused(
        "replay-nothing",
        what=f"re-create what the reader of entry {number} saw",
        why="that entry released no rows",
        remedy="read the entry itself; it says what it records",
        who="nobody",
    )


def _differs(number: int) -> Refused:
    return Refused(
        "replay-differs",
        what=f"re-create what the reader of entry {number} saw",
        why="the query over that snapshot no longer gives the bytes whose hash the entry holds",
        remedy="see whether records of that snapshot were erased since; run `athena ledger verify`",
        who="whoever runs the workspace",
    )
