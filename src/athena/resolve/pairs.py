"""Pairs as a view shows them: what the model made of two records, with the evidence, and no values."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from athena.access.operation import RECORD_ROWS
from athena.access.view import View
from athena.resolve.entity import EntityKind
from athena.resolve.linkage import RecordId
from athena.resolve.tables import EDGE


class Outcome(StrEnum):
    """What the model did with a pair: joined it, left it to people, or kept the two apart."""

    JOINED = "joined"
    QUEUED = "queued"
    APART = "apart"


@dataclass(frozen=True)
class Pair:
    """One row of `entity_edge`: two records, the weight in bits, and what it is the sum of, the prior among it."""

    kind: EntityKind
    left: RecordId
    right: RecordId
    weight: float
    comparisons: tuple[tuple[str, float], ...]
    outcome: Outcome

    @property
    def probability(self) -> float:
        """How likely the model holds it that the two are one."""
        return 1 / (1 + 2.0**-self.weight) if self.weight > -1000 else 0.0

    @property
    def against(self) -> tuple[tuple[str, float], ...]:
        """What speaks against, the heaviest first."""
        return tuple(sorted((one for one in self.comparisons if one[1] < 0), key=lambda one: one[1]))


def pairs(view: View, kind: EntityKind, *, outcome: Outcome | None = None) -> tuple[Pair, ...]:
    """The pairs of `kind` that `view` shows, the heaviest first: all, or those of an outcome.

    For views by list: a force has more than a `record` view shows.
    """
    table = view.table(EDGE)
    chosen = table.filter(table.entity_kind == str(kind))
    if outcome is not None:
        chosen = chosen.filter(chosen.outcome == str(outcome))
    return _released(view, kind, chosen)


def between(view: View, kind: EntityKind, groups: Sequence[Collection[RecordId]]) -> tuple[Pair, ...]:
    """The heaviest pairs between records of two different `groups`, as many as a `record` view shows at once."""
    table = view.table(EDGE)
    every = sorted(record for group in groups for record in group)
    chosen = table.filter(table.entity_kind == str(kind), table.left_record.isin(every), table.right_record.isin(every))
    for group in groups:
        if len(group) > 1:
            named = sorted(group)
            chosen = chosen.filter(~(chosen.left_record.isin(named) & chosen.right_record.isin(named)))
    return _released(view, kind, chosen, RECORD_ROWS)


def leading_out(view: View, kind: EntityKind, records: Collection[RecordId], most: int) -> tuple[Pair, ...]:
    """The heaviest pair of each of the `most` other records that weigh most with one of `records`."""
    table = view.table(EDGE)
    named = sorted(records)
    ours = table.left_record.isin(named)
    crossing = table.filter(table.entity_kind == str(kind), ours != table.right_record.isin(named))
    there = crossing.left_record.isin(named).ifelse(crossing.right_record, crossing.left_record)
    place = ibis.row_number().over(group_by=there, order_by=_heaviest_first())
    best = crossing.mutate(place=place).filter(ibis._.place == 0)
    return _released(view, kind, best, min(most, RECORD_ROWS))


def _heaviest_first() -> list[ir.Value]:
    return [ibis.desc("weight"), ibis.asc("left_record"), ibis.asc("right_record")]


def _released(view: View, kind: EntityKind, chosen: ir.Table, most: int | None = None) -> tuple[Pair, ...]:
    wanted = chosen.select("left_record", "right_record", "weight", "evidence", "outcome")
    rows = view.release(wanted if most is None else wanted.order_by(_heaviest_first()).limit(most)).rows
    found = [
        Pair(
            kind,
            RecordId(row["left_record"]),
            RecordId(row["right_record"]),
            float(row["weight"]),
            tuple((name, float(bits)) for name, bits in json.loads(row["evidence"])),
            Outcome(row["outcome"]),
        )
        for row in rows.to_pylist()
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.left, one.right)))
