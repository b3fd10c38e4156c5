"""Pairs as a view shows them: what the model made of two records, with the evidence, and no values."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

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


def pairs(
    view: View, kind: EntityKind, *, records: Collection[RecordId] = (), outcome: Outcome | None = None
) -> tuple[Pair, ...]:
    """The pairs of `kind` that `view` shows, the heaviest first: all, or those with one of `records`, or of an outcome.

    A `record` view shows at most fifty, and is refused more by the door.
    """
    table = view.table(EDGE)
    chosen = table.filter(table.entity_kind == str(kind))
    if records:
        named = sorted(records)
        chosen = chosen.filter(chosen.left_record.isin(named) | chosen.right_record.isin(named))
    if outcome is not None:
        chosen = chosen.filter(chosen.outcome == str(outcome))
    rows = view.release(chosen.select("left_record", "right_record", "weight", "evidence", "outcome")).rows
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
