"""What one view may show of one table: which labels' rows, and for each column which of those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from athena.access.decision import ROW_GROUP, DecisionSet
from athena.access.shape import Shape
from athena.pole import LabelId


@dataclass(frozen=True)
class Permit:
    """The decisions of a view about one table, as sets of labels.

    `rows` are the labels whose rows are returned; `columns` gives, for each column, the labels (all of them in
    `rows`) whose rows show it. A column with no label shows nothing.
    """

    shape: Shape
    rows: frozenset[LabelId]
    columns: Mapping[str, frozenset[LabelId]]

    def masked(self) -> tuple[str, ...]:
        """The columns that some returned row does not show, in the shape's order."""
        return tuple(name for name, shown in self.columns.items() if shown != self.rows)

    def among(self, labels: frozenset[LabelId]) -> Permit:
        """The same permit over a table that holds these labels and no others: fewer words, the same rows."""
        rows = self.rows & labels
        return Permit(self.shape, rows, {name: shown & labels for name, shown in self.columns.items()})


def permit_of(decisions: DecisionSet, shape: Shape) -> Permit:
    """What `decisions` allow of the table of `shape`."""
    rows = _open(decisions, shape, ROW_GROUP)
    by_group = {group: _open(decisions, shape, group) & rows for group in set(shape.groups.values())}
    return Permit(shape, rows, {name: by_group[group] for name, group in shape.groups.items()})


def _open(decisions: DecisionSet, shape: Shape, group: str) -> frozenset[LabelId]:
    return frozenset.intersection(*(decisions.open_labels(kind, group) for kind in (shape.kind, *shape.also)))
