"""Derived tables: what is computed from records carries the union of their labels, and opens no wider than they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from athena.access.labelling import register_union
from athena.access.release import label_counts, tables_of
from athena.access.shape import Shape
from athena.access.view import View
from athena.pole import LabelId


@dataclass(frozen=True)
class Derived:
    """What a derived table is to the door: its shape, and the label that every one of its rows carries."""

    shape: Shape
    label: LabelId


def derived(view: View, expression: ir.Table, table: str, groups: Mapping[str, str]) -> Derived:
    """The shape and label of `table`, which is to hold what `expression` computes over `view`.

    The label is the union of every label that a row of an input may carry; the shape is open only where every
    input's kind is. `groups` gives each column's field group. Raises `ValueError` for an expression that reads
    nothing through the view.
    """
    used = tables_of(view, expression)
    labels = {label for name in used for label in label_counts(view, name) if label in view.permit(name).rows}
    label = register_union(view.door.outbox, labels, view.principal.id, view.door.clock())
    kinds = sorted({kind for name in used for kind in (view.permit(name).shape.kind, *view.permit(name).shape.also)})
    return Derived(Shape(table, kinds[0], groups, also=tuple(kinds[1:])), label)
