"""Who has looked at a record: read from the access log, for those to whom the log opens, and itself logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from athena.access.refused import Refused
from athena.access.replay import reading_of, shown_groups
from athena.access.view import View
from athena.ledger.entry import Entry

DAYS = 31
"""How far back is read where nobody says; an entry names its records by a hash, so every one is opened and compared."""


@dataclass(frozen=True)
class Look:
    """How the holders of one role looked: how often, from when to when, under which entries, and who they were."""

    role: str
    entries: tuple[int, ...]
    first: str
    last: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """Who has looked at some records since a moment, by role, and the entry that this reading made.

    A reading of more than ten thousand records names none of them, so it is not here.
    """

    since: datetime
    looks: tuple[Look, ...]
    entry: int


def looked(view: View, records: Sequence[str], days: int = DAYS) -> Looked:
    """Who has looked at any of `records` in the last `days`; the reading is logged, about the same records.

    Refused with `access.not-a-log-view` for a view of anything but the log, and `access.looked-not-yours` where the
    view does not show whom entries are about, or who made them: an overseer's does neither.
    """
    shown = shown_groups(view)
    if not {"relation", "account"} <= set(shown):
        raise _not_yours(view)
    since = view.door.clock() - timedelta(days=days)
    sought = {ref for record in records if (ref := view.door.subjects.reference(record)) is not None}
    found = [entry for entry in _back_to(view, since) if sought & set(entry.event.subject_refs)] if sought else []
    refs = view.door.references.of(list(records))
    entry = view.door.log.append(reading_of(view, None, refs, {"looked": True, "days": days})).index
    return Looked(since, _by_role(found), entry)


def _back_to(view: View, since: datetime) -> list[Entry]:
    reader = view.door.log.reader()
    found = []
    for number in range(reader.size() - 1, -1, -1):
        entry = reader.entry(number)
        if datetime.fromisoformat(entry.t) < since:
            break
        found.append(entry)
    return found[::-1]


def _by_role(entries: Sequence[Entry]) -> tuple[Look, ...]:
    roles = sorted({entry.event.role for entry in entries})
    return tuple(_look(role, [entry for entry in entries if entry.event.role == role]) for role in roles)


def _look(role: str, entries: Sequence[Entry]) -> Look:
    names = sorted({entry.event.actor for entry in entries})
    return Look(role, tuple(entry.seq for entry in entries), entries[0].t, entries[-1].t, tuple(names))


def _not_yours(view: View) -> Refused:
    return Refused(
        "looked-not-yours",
        what="say who has looked at a record",
        why=f"the log opens to a {view.asking.role} without who read, or whom about",
        remedy="ask professional standards or the data-protection officer",
        who="whoever maintains the policy",
    )
