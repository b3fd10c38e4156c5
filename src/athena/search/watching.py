"""Watches: a saved question of a case, asked again as records arrive; each new record that answers alerts once.

A watch is asked by whoever made it, through a view of their own, so it never finds more than they might find by asking
again. Its text is sealed as every question's is. An alert says which record and when; what the record says is shown to
each reader by that reader's own view, and what one may not see is counted and not left out in silence.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NewType

from sqlalchemy import select

from athena.access.archive import QueryDigest
from athena.access.deed import note
from athena.access.notice import sending
from athena.access.operation import RECORD_ROWS
from athena.access.state.effect import Change, put
from athena.access.state.models import WatchedRow, WatchRow
from athena.access.view import View
from athena.failures import Refused
from athena.ledger.canonical import Json
from athena.ledger.operation import Operation as LedgerOperation
from athena.search.finding import Finder, Hit
from athena.search.grammar import parse
from athena.search.question import Question
from athena.search.searching import Answer, Index, answered
from athena.search.sight import sight_of
from athena.search.ways import Way

WatchId = NewType("WatchId", str)

MOST_NEW = 1_000
"""The most records that one asking of a watch may meet: more is a question for a search, and not for an alert."""

_OVERLAP = timedelta(days=1)
"""How far before the last asking the next one looks: a writer stamps its rows before it commits them."""


@dataclass(frozen=True)
class Watch:
    """A saved question: its case, what was typed, who made it and when, and up to when records have been looked at."""

    id: WatchId
    case: str
    typed: str
    made_by: str
    made_at: datetime
    read_until: datetime

    @property
    def asked(self) -> str:
        """The question in words."""
        return str(parse(self.typed))


@dataclass(frozen=True)
class Alert:
    """That a record answers a watch, and when that was seen."""

    watch: WatchId
    record: str
    kind: str
    raised_at: datetime


@dataclass(frozen=True)
class Ran:
    """What one asking of a watch did: the alerts that it raised, and the answer that was released for them, if any."""

    watch: Watch
    alerts: tuple[Alert, ...]
    answer: Answer | None


def watch(view: View, index: Index, typed: str) -> Watch:
    """Save `typed` as a watch of the view's case; what answers now is known already, and alerts nobody.

    Refused as `parse`, and with `search.watch-too-wide` for a question that more than `MOST_NEW` of the newest records
    answer.
    """
    question = parse(typed)
    now = view.door.clock()
    named = WatchId(f"w-{secrets.token_hex(6)}")
    until = datetime.fromisoformat(index.standing.until)
    row = put(
        WatchRow,
        {"id": named},
        case=view.case.id,
        query=view.door.archive.keep(typed, now),
        made_by=view.principal.id,
        made_at=now,
        read_until=_aware(until, now),
        ended_at=None,
    )
    known = [_met(named, hit, None) for hit in _hits(view, index, question, until.date())]
    note(view, LedgerOperation.OPENING, (), [row, *known], purpose="watch", details={"watch": named})
    return _by_id(view, named)


def watches(view: View) -> tuple[Watch, ...]:
    """The watches of the view's case that have not ended, the oldest first."""
    chosen = select(WatchRow).where(WatchRow.case == view.case.id, WatchRow.ended_at.is_(None)).order_by(WatchRow.entry)
    with view.door.database.transaction() as session:
        rows = list(session.scalars(chosen))
    return tuple(_watch(view, row) for row in rows)


def end(view: View, named: WatchId) -> int:
    """End a watch; its alerts stay. Gives the entry's number. Refused with `search.watch-unknown`."""
    _by_id(view, named)
    change = put(WatchRow, {"id": named}, ended_at=view.door.clock())
    return note(view, LedgerOperation.CLOSING, (), [change], purpose="watch", details={"watch": named})


def run(view: View, index: Index) -> tuple[Ran, ...]:
    """Ask again every watch that the view's holder made in its case, and raise an alert for each record that is new.

    The records are released before they are alerted of, and the members of the case are told in the same commit, that
    there are alerts and not of whom. A second run over the same records raises nothing.
    """
    mine = [one for one in watches(view) if one.made_by == view.principal.id]
    return tuple(_run(view, index, one) for one in mine)


def alerts(view: View, index: Index) -> tuple[Sequence[Alert], Answer | None]:
    """The alerts of the view's case, the newest first, and their records as this view shows them; at most fifty.

    A record that this view does not return is in the alerts and not in the answer, so that it is seen to be withheld.
    """
    chosen = (
        select(WatchedRow)
        .join(WatchRow, WatchRow.id == WatchedRow.watch)
        .where(WatchRow.case == view.case.id, WatchedRow.raised_at.is_not(None))
        .order_by(WatchedRow.entry.desc(), WatchedRow.record)
        .limit(RECORD_ROWS)
    )
    with view.door.database.transaction() as session:
        found = [_alert(row) for row in session.scalars(chosen)]
    if not found:
        return (), None
    seen = dict.fromkeys((one.record, one.kind) for one in found)
    return found, answered(view, index, Question("", None), seen, asked=[one.record for one in found])


def _run(view: View, index: Index, one: Watch) -> Ran:
    now = view.door.clock()
    question = parse(one.typed)
    known = _known(view, one.id)
    fresh = [hit for hit in _hits(view, index, question, one.read_until.date()) if hit.record not in known]
    until = put(WatchRow, {"id": one.id}, read_until=_aware(datetime.fromisoformat(index.standing.until), now))
    if not fresh:
        note(view, LedgerOperation.NOTICE, (), [until], purpose="watch", details={"watch": one.id, "alerts": 0})
        return Ran(one, (), None)
    answer = answered(view, index, question, dict.fromkeys((hit.record, hit.kind) for hit in fresh[:RECORD_ROWS]))
    told = [
        sending(str(member), one.id, f"Watch {one.id} of case {one.case}: {len(fresh)} new", now)
        for member in sorted(view.case.members)
    ]
    raised = [_met(one.id, hit, now) for hit in fresh]
    details: dict[str, Json] = {"watch": one.id, "alerts": len(fresh)}
    records = [hit.record for hit in fresh]
    note(view, LedgerOperation.NOTICE, records, [*raised, until, *told], purpose="watch", details=details)
    return Ran(one, tuple(Alert(one.id, hit.record, hit.kind, now) for hit in fresh), answer)


def _hits(view: View, index: Index, question: Question, since: date) -> list[Hit]:
    """Every record received since the day before `since` that answers `question` surely: a likeness is no alert."""
    low = date.fromordinal(max(since.toordinal() - _OVERLAP.days, 1))
    asked = question.filters.received
    narrowed = replace(question, filters=replace(question.filters, received=max(low, asked) if asked else low))
    found = Finder(index.searcher, sight_of(view, index.standing.classes)).find(narrowed, MOST_NEW + 1)
    if len(found.hits) > MOST_NEW:
        raise Refused(
            "search.watch-too-wide",
            "This question meets too many records to be watched",
            question.typed,
            f"more than {MOST_NEW:,} of the newest records answer it",
            "Narrow it: by a name, an identifier, a place or a kind",
        )
    return [hit for hit in found.hits if hit.way <= Way.ALIKE]


def _known(view: View, named: WatchId) -> Collection[str]:
    with view.door.database.transaction() as session:
        return set(session.scalars(select(WatchedRow.record).where(WatchedRow.watch == named)))


def _by_id(view: View, named: WatchId) -> Watch:
    found = [one for one in watches(view) if one.id == named]
    if not found:
        raise Refused(
            "search.watch-unknown",
            "There is no such watch",
            str(named),
            f"case {view.case.id} has none of this name that still stands",
            "Name one from: athena watch list",
        )
    return found[0]


def _watch(view: View, row: WatchRow) -> Watch:
    typed = view.door.archive.text(QueryDigest(row.query))
    return Watch(WatchId(row.id), row.case, typed, row.made_by, row.made_at, row.read_until)


def _met(named: WatchId, hit: Hit, raised: datetime | None) -> Change:
    return put(WatchedRow, {"watch": named, "record": hit.record}, kind=hit.kind, raised_at=raised)


def _alert(row: WatchedRow) -> Alert:
    assert row.raised_at is not None
    return Alert(WatchId(row.watch), row.record, row.kind, row.raised_at)


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)
