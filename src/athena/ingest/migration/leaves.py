"""Leaves: the fields of one record type as flat columns, under the copybook's own names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.mainframe.layout import Node, column_name
from athena.ingest.migration.book import RecordBook


@dataclass(frozen=True)
class Leaf:
    """One field of a record type: the column it becomes, its item, and its place among the reader's columns.

    A table is one leaf, of all its occurrences. The column bears the field's own name with `_` for `-`, or its path
    where the record type has two of that name.
    """

    column: str
    node: Node
    steps: tuple[str, ...]

    @property
    def repeats(self) -> bool:
        """Whether it is a table."""
        return self.node.item.occurs is not None

    def called(self, name: str) -> bool:
        """Whether `name` means this field: its column, its name, or the end of its path."""
        wanted = column_name(name).upper()
        path = self.node.path.upper()
        return wanted in (self.column.upper(), path) or path.endswith(f".{wanted}")

    def of(self, batch: pa.RecordBatch) -> pa.Array:
        """The field's values in a batch of the reader."""
        top = batch.column(batch.schema.get_field_index(self.steps[0]))
        return reduce(lambda array, step: pc.struct_field(array, step), self.steps[1:], top)


def leaves(book: RecordBook, segment: str) -> tuple[Leaf, ...]:
    """The fields of a record type in the order of the copybook, without fillers and without other types' fields."""
    layout = book.layout(segment)
    many = len(book.layouts) > 1
    nodes = list(_nodes(layout.root, book.active(segment)))
    doubled = {name for name, count in Counter(node.name for node in nodes).items() if count > 1}
    found = []
    for node in nodes:
        steps = tuple(node.path.split("."))
        below = steps if len(steps) == 1 else steps[1:]
        column = "_".join(below) if node.name in doubled else node.name
        found.append(Leaf(column, node, (layout.name, *below) if many else below))
    return tuple(found)


def leaf_schema(schema: pa.Schema, wanted: Sequence[Leaf]) -> pa.Schema:
    """The columns of these leaves, with the types that the reader gives them."""
    empty = schema.empty_table().to_batches() or [pa.RecordBatch.from_pylist([], schema=schema)]
    return pa.schema([pa.field(leaf.column, leaf.of(empty[0]).type) for leaf in wanted])


def _nodes(node: Node, active: frozenset[str]) -> Iterator[Node]:
    if not node.children:
        if not node.item.is_filler:
            yield node
        return
    for shared in node.storage():
        chosen = [one for one in shared if one.path in active] or shared
        for child in chosen:
            if child.item.is_filler:
                continue
            if child.is_group and child.item.occurs is None:
                yield from _nodes(child, active)
            else:
                yield child
