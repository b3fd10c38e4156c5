"""Oneness: why resolution, or a person, says that several records are one, and which others were nearly among them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import ibis
from sqlalchemy import or_, select

from athena.access.operation import RECORD_ROWS
from athena.access.state.models import JudgementRow, RetractionRow
from athena.access.view import View

EDGE = "entity_edge"


@dataclass(frozen=True)
class Comparison:
    """What the model made of two records: the weight in bits, what it is the sum of, and what it did with the pair."""

    left: str
    right: str
    weight: float
    bits: tuple[tuple[str, float], ...]
    outcome: str
    model: str


@dataclass(frozen=True)
class Judged:
    """What a person said of two records, why and when; `taken_back` is when it ceased to stand, None while it does."""

    left: str
    right: str
    verdict: str
    by: str
    reason: str
    at: datetime
    taken_back: datetime | None


@dataclass(frozen=True)
class Oneness:
    """Why some records are one: the pairs inside, the heaviest first, what people judged, and the near misses."""

    inside: tuple[Comparison, ...]
    judged: tuple[Judged, ...]
    near: tuple[Comparison, ...]


NOTHING = Oneness((), (), ())
"""Of a record that nothing was compared with."""


def oneness(view: View, ids: Collection[str], as_known_on: datetime | None) -> Oneness:
    """Why the records `ids` are one, by the pairs that the view shows; at most fifty, the heaviest first.

    Judgements made after `as_known_on` are left out, and those taken back after it stood.
    """
    judged = _judged(view, ids, as_known_on)
    if EDGE not in view.reading.tables():
        return Oneness((), judged, ())
    table, named = view.table(EDGE), sorted(ids)
    mine = table.filter(table.left_record.isin(named) | table.right_record.isin(named))
    columns = ("left_record", "right_record", "weight", "evidence", "outcome", "model")
    rows = view.release(mine.select(*columns).order_by(ibis.desc("weight")).limit(RECORD_ROWS)).rows.to_pylist()
    found = [
        Comparison(
            str(row["left_record"]),
            str(row["right_record"]),
            float(row["weight"]),
            tuple((str(name), float(bits)) for name, bits in json.loads(row["evidence"])),
            str(row["outcome"]),
            str(row["model"]),
        )
        for row in rows
    ]
    inside = {id(one) for one in found if {one.left, one.right} <= set(ids)}
    return Oneness(
        tuple(one for one in found if id(one) in inside), judged, tuple(one for one in found if id(one) not in inside)
    )


def _judged(view: View, ids: Collection[str], as_known_on: datetime | None) -> tuple[Judged, ...]:
    named = sorted(ids)
    chosen = (
        select(JudgementRow, RetractionRow)
        .outerjoin(RetractionRow, RetractionRow.judgement == JudgementRow.id)
        .where(or_(JudgementRow.left_record.in_(named), JudgementRow.right_record.in_(named)))
        .order_by(JudgementRow.entry)
    )
    with view.door.database.transaction() as session:
        found = [_one(row, back) for row, back in session.execute(chosen)]
    if as_known_on is None:
        return tuple(found)
    return tuple(_as_of(one, as_known_on) for one in found if one.at <= as_known_on)


def _one(row: JudgementRow, back: RetractionRow | None) -> Judged:
    taken_back = None if back is None else back.retracted_at
    return Judged(row.left_record, row.right_record, row.verdict, row.actor, row.reason, row.judged_at, taken_back)


def _as_of(one: Judged, moment: datetime) -> Judged:
    if one.taken_back is None or one.taken_back <= moment:
        return one
    return Judged(one.left, one.right, one.verdict, one.by, one.reason, one.at, None)
