"""The permit inside the relation: rows filtered and columns masked before anything is computed from them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from athena.access.permit import Permit
from athena.access.shape import Shape
from athena.pole import LabelId

LABEL = "label_id"


def masked(table: ir.Table, permit: Permit) -> ir.Table:
    """`table` as the holder of `permit` may see it.

    Rows of other labels are gone; a column that a row may not show is null there and keeps its type, so that a
    query is the same expression for every reader. Columns that the permit's shape does not know are gone.
    Order of columns is the table's own.
    """
    known = [name for name in table.columns if name in permit.columns]
    shown = table.filter(_one_of(table, permit, permit.rows))
    return shown.select(**{name: _column(shown, name, permit) for name in known})


def rows_by_label(table: ir.Table, shape: Shape) -> ir.Table:
    """How many rows of each label the unfiltered `table` holds: `label_id`, `rows`, in the order of labels."""
    labelled = table if shape.label is None else table.mutate(label_id=ibis.literal(shape.label.id))
    return labelled.group_by(LABEL).aggregate(rows=labelled.count()).order_by(LABEL)


def _column(table: ir.Table, name: str, permit: Permit) -> ir.Value:
    labels = permit.columns[name]
    if labels == permit.rows:
        return table[name]
    nothing = ibis.null(table[name].type())
    if not labels:
        return nothing
    hidden = permit.rows - labels
    if len(hidden) < len(labels):
        return ibis.ifelse(_one_of(table, permit, hidden), nothing, table[name])
    return ibis.ifelse(_one_of(table, permit, labels), table[name], nothing)


def _one_of(table: ir.Table, permit: Permit, labels: frozenset[LabelId]) -> ir.BooleanValue:
    if permit.shape.label is not None:
        return ibis.literal(permit.shape.label.id in labels)
    # Sorted, so that one permit is always the same text: the ledger keeps a hash of it.
    return table[LABEL].isin(sorted(labels)) if labels else ibis.literal(False)
