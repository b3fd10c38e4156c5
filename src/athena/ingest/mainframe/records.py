"""Records to columns: groups become structs, tables become lists, and no record is touched on its own.

A record is cut into runs of fixed places. Only what follows a table of variable length moves, and then a whole
column moves at once: its rows are gathered from where each record has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.columns import Column, bytes_array, compile_column
from athena.ingest.mainframe.doubt import Doubt, Flags, Ints, Mask, flags, mark
from athena.ingest.mainframe.findings import Findings
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.shaping import Named, list_array, scatter, struct_array, with_nulls
from athena.ingest.mainframe.spans import Span, Window, window
from athena.ingest.mainframe.text import decode_text

Counters = dict[str, Ints]


@dataclass(frozen=True)
class Segments:
    """Which rows an item is meant for: its path to the values of the record-type field that choose it."""

    rows: Mapping[str, Mask]

    def chosen(self, node: Node) -> Mask | None:
        """The rows of one node, or nothing where every row has it."""
        return self.rows.get(node.path)


class RecordDecoder:
    """Decodes records of one layout. Compiled once, used for every block; safe to share between threads."""

    def __init__(self, layout: Layout, reading: Reading) -> None:
        self.layout = layout
        self.reading = reading
        self._blank = reading.page.space
        self._tables: dict[str, list[Node]] = {}
        for table in layout.root.walk():
            if table.counter:
                self._tables.setdefault(table.counter, []).append(table)
        self._late = late_counters(layout)
        self._columns: dict[str, Column] = {
            node.path: compile_column(node, reading) for node in layout.root.walk() if not node.is_group
        }
        self.fields = self._group_fields(layout.root) + self._alias_fields()

    # -- the schema ------------------------------------------------------------------------------------------

    def _group_fields(self, node: Node) -> list[pa.Field]:
        fields: list[pa.Field] = []
        for child in node.children:
            fields.extend(self._node_fields(child))
        if not node.children:
            fields.extend(self._node_fields(node))
        return fields

    def _node_fields(self, node: Node) -> list[pa.Field]:
        if node.item.is_filler and not self.reading.fillers and not node.is_group:
            return []
        if node.is_group:
            inner = self._group_fields(node)
            if not inner:
                return []
            kind: pa.DataType = pa.struct(inner)
        else:
            kind = self._columns[node.path].type
        fields = [pa.field(node.name, pa.list_(kind) if node.item.occurs else kind)]
        if self.reading.field_bytes and not node.is_group:
            raw = pa.binary()
            fields.append(pa.field(f"{node.name}_raw", pa.list_(raw) if node.item.occurs else raw))
        if node.is_group and not node.item.occurs and self.reading.wants_text(node.path, node.name):
            fields.append(pa.field(f"{node.name}_text", pa.string()))
        return fields

    def _alias_fields(self) -> list[pa.Field]:
        fields: list[pa.Field] = []
        for alias in self.layout.aliases:
            column = self._columns.get(alias.same_as) if alias.same_as else None
            fields.append(pa.field(alias.name, column.type if column else pa.string()))
        return fields

    # -- the values ------------------------------------------------------------------------------------------

    def decode(self, span: Span, segments: Segments, findings: Findings) -> tuple[list[pa.Array], Ints]:
        """Columns in the order of `fields`, and the length each record turned out to have."""
        counters = self._early_counters(span)
        named, position = self._children(self.layout.root, span, 0, counters, segments, findings)
        named += self._aliases(span, findings)
        lengths = np.broadcast_to(np.asarray(position, np.int64), (span.count,))
        return [array for _, array in named], lengths

    def _early_counters(self, span: Span) -> Counters:
        """Counters that stand after their table, which is allowed where tables have their greatest size."""
        counters: Counters = {}
        for path in self._late:
            node = self.layout.find(path)
            view = window(span, node.offset, node.width, self._blank)
            array, _ = self._columns[path].decode(view.rows)
            self._count(node, array, counters)
        return counters

    def _count(self, counter: Node, array: pa.Array, counters: Counters) -> None:
        """Note what a counter says of each table it counts; two tables may read one counter differently."""
        for table in self._tables.get(counter.path, ()):
            counters[table.path] = as_counts(array, self.reading.counts_of(table.path, counter.path))

    def _children(
        self, node: Node, span: Span, position: Ints | int, counters: Counters, segments: Segments, findings: Findings
    ) -> tuple[list[Named], Ints | int]:
        """Decode what a group holds, run by run. Returns its columns and the position after it."""
        named: list[Named] = []
        run: list[Node] = []
        for shared in node.storage() or [[node]]:
            if not any(one.varies for one in shared):
                run.extend(shared)
                continue
            position = self._run(run, span, position, counters, segments, findings, named)
            run = []
            position = position + shared[0].slack
            if len(shared) == 1:
                arrays, position = self._moving(shared[0], span, position, counters, segments, findings)
            else:
                arrays, position = self._alternatives(shared, span, position, counters, segments, findings)
            named.extend(arrays)
        position = self._run(run, span, position, counters, segments, findings, named)
        return named, position

    def _run(
        self,
        run: list[Node],
        span: Span,
        position: Ints | int,
        counters: Counters,
        segments: Segments,
        findings: Findings,
        named: list[Named],
    ) -> Ints | int:
        """Items whose places are fixed from here on: one window serves them all."""
        if not run:
            return position
        start = run[0].offset - run[0].slack
        width = max(node.end for node in run) - start
        view = window(span, position, width, self._blank)
        named.extend(self._fixed(run, start, view, counters, segments, findings))
        return position + width

    def _fixed(
        self,
        nodes: list[Node],
        start: int,
        view: Window,
        counters: Counters,
        segments: Segments,
        findings: Findings,
    ) -> list[Named]:
        named: list[Named] = []
        taken = self._taken(nodes, segments)
        for node in nodes:
            chosen = segments.chosen(node)
            if chosen is None and node.path in taken:
                chosen = ~taken[node.path]
            part = view.part(node.offset - start, node.length)
            if chosen is None or chosen.all():
                named.extend(self._node(node, part, counters, segments, findings))
                continue
            at = np.flatnonzero(chosen)
            fewer = {path: values[at] for path, values in counters.items() if len(values) == len(chosen)}
            inside = Segments({path: mask[at] for path, mask in segments.rows.items()})
            arrays = self._node(node, part.pick(at), fewer, inside, findings)
            named.extend((name, scatter(array, at, len(chosen))) for name, array in arrays)
        return named

    def _taken(self, nodes: list[Node], segments: Segments) -> dict[str, Mask]:
        """For items that share storage with chosen ones: the rows in which another of them was chosen."""
        taken: dict[str, Mask] = {}
        group: list[Node] = []
        ends: list[Node | None] = [*nodes, None]
        for node in ends:
            if node is not None and node.item.redefines is not None:
                group.append(node)
                continue
            masks = [mask for mask in map(segments.chosen, group) if mask is not None]
            if masks:
                any_of: Mask = np.logical_or.reduce(masks)
                taken.update({other.path: any_of for other in group})
            group = [node] if node is not None else []
        return taken

    def _node(
        self, node: Node, view: Window, counters: Counters, segments: Segments, findings: Findings
    ) -> list[Named]:
        """One item at a fixed place, all its occurrences."""
        if node.item.occurs is None:
            return self._once(node, view, counters, segments, findings)
        if node.counter is None:
            inner = view.elements(node.count, node.width)
            offsets = np.arange(view.rows.count + 1, dtype=np.int64) * node.count
            deeper = {path: np.repeat(values, node.count) for path, values in counters.items()}
        else:
            counts = self._counts(node, counters, view.rows.count, view.origin, findings)
            inner, offsets, deeper = self._used(node, view.span(), 0, counts, counters)
        arrays = self._once(node, inner, deeper, Segments({}), findings)
        return [(name, list_array(offsets, array)) for name, array in arrays]

    def _once(
        self, node: Node, view: Window, counters: Counters, segments: Segments, findings: Findings
    ) -> list[Named]:
        """One occurrence of an item at a fixed place."""
        if not node.is_group:
            return self._elementary(node, view, counters, findings)
        inner = self._fixed(list(node.children), node.offset, view, counters, segments, findings)
        return self._as_struct(node, inner, view)

    def _as_struct(self, node: Node, inner: list[Named], view: Window | None) -> list[Named]:
        if not inner:
            return []
        named: list[Named] = [(node.name, struct_array(inner))]
        if view is not None and not node.item.occurs and self.reading.wants_text(node.path, node.name):
            text, _ = decode_text(view.rows, self.reading.page_of(node.path, node.name), self.reading.trim)
            named.append((f"{node.name}_text", text))
        return named

    def _elementary(self, node: Node, view: Window, counters: Counters, findings: Findings) -> list[Named]:
        counts = node.path in self._tables
        if node.item.is_filler and not self.reading.fillers and not counts:
            return []
        column = self._columns[node.path]
        array, doubts = column.decode(view.rows)
        if view.room is not None:
            array, doubts = cut_off(column, array, doubts, view.room)
        findings.add(node.path, doubts, view.origin)
        if counts:
            self._count(node, array, counters)
        if node.item.is_filler and not self.reading.fillers:
            return []
        named: list[Named] = [(node.name, array)]
        if self.reading.field_bytes:
            named.append((f"{node.name}_raw", bytes_array(view.rows)))
        return named

    # -- tables and groups that move --------------------------------------------------------------------------

    def _alternatives(
        self,
        shared: list[Node],
        span: Span,
        position: Ints | int,
        counters: Counters,
        segments: Segments,
        findings: Findings,
    ) -> tuple[list[Named], Ints]:
        """Redefinitions of varying length: each row is as long as the one chosen for it, or the longest of all."""
        starts = np.array(np.broadcast_to(np.asarray(position, np.int64), (span.count,)))
        ends = starts.copy()
        taken = self._taken(shared, segments)
        named: list[Named] = []
        for node in shared:
            chosen = segments.chosen(node)
            if chosen is None:
                chosen = ~taken[node.path] if node.path in taken else np.ones(span.count, bool)
            at = np.flatnonzero(chosen)
            inside = Segments({path: mask[at] for path, mask in segments.rows.items()})
            inner = {path: values[at] for path, values in counters.items() if len(values) == span.count}
            part = span.some(at)
            arrays: list[Named] = []
            if node.varies:
                arrays, after = self._moving(node, part, starts[at], inner, inside, findings)
            else:
                after = self._run([node], part, starts[at], inner, inside, findings, arrays)
            ends[at] = np.maximum(ends[at], after)
            named.extend((name, scatter(array, at, span.count)) for name, array in arrays)
        return named, ends

    def _moving(
        self, node: Node, span: Span, position: Ints | int, counters: Counters, segments: Segments, findings: Findings
    ) -> tuple[list[Named], Ints | int]:
        if node.item.occurs is None:
            inner, after = self._children(node, span, position, counters, segments, findings)
            return self._as_struct(node, inner, None), after
        if node.counter is None:
            counts = np.full(span.count, node.count, np.int64)
        else:
            counts = self._counts(node, counters, span.count, span.origin, findings)
        if any(child.varies for child in node.children):
            return self._uneven(node, span, position, counts, counters, findings)
        view, offsets, deeper = self._used(node, span, position, counts, counters)
        arrays = self._once(node, view, deeper, Segments({}), findings)
        return [(name, list_array(offsets, array)) for name, array in arrays], position + counts * node.width

    def _counts(self, node: Node, counters: Counters, rows: int, origin: Ints, findings: Findings) -> Ints:
        """How many occurrences each row has; a counter outside its bounds is flagged and brought to the nearest."""
        given = counters[node.path]
        least = node.item.occurs.least if node.item.occurs else 0
        doubts = flags(rows)
        mark(doubts, (given < least) | (given > node.count), Doubt.COUNTER_RANGE)
        findings.add(node.path, doubts, origin)
        return np.clip(given, least, node.count)

    def _used(
        self, node: Node, span: Span, position: Ints | int, counts: Ints, counters: Counters
    ) -> tuple[Window, Ints, Counters]:
        """A window over the occurrences in use, one row each, with list offsets and the counters repeated."""
        offsets = np.zeros(span.count + 1, np.int64)
        np.cumsum(counts, out=offsets[1:])
        owner = np.repeat(np.arange(span.count), counts)
        within = np.arange(len(owner)) - offsets[:-1][owner]
        begin = (span.starts + position)[owner] + within * node.width
        inner = Span(span.buffer, begin, span.ends[owner], span.origin[owner], span.padded)
        deeper = {path: values[owner] for path, values in counters.items() if len(values) == span.count}
        return window(inner, 0, node.width, self._blank), offsets, deeper

    def _uneven(
        self, node: Node, span: Span, position: Ints | int, counts: Ints, counters: Counters, findings: Findings
    ) -> tuple[list[Named], Ints]:
        """A table whose occurrences differ in length: one pass for each occurrence number, over all rows."""
        places = np.array(np.broadcast_to(np.asarray(position, np.int64), (span.count,)))
        pieces: list[list[Named]] = []
        owners: list[Ints] = []
        for number in range(int(counts.max(initial=0))):
            at = np.flatnonzero(counts > number)
            inner = {path: values[at] for path, values in counters.items() if len(values) == span.count}
            arrays, after = self._children(node, span.some(at), places[at], inner, Segments({}), findings)
            places[at] = after
            pieces.append(self._as_struct(node, arrays, None))
            owners.append(at)
        offsets = np.zeros(span.count + 1, np.int64)
        np.cumsum(counts, out=offsets[1:])
        if not pieces:
            kinds = self._node_fields(node)
            return [(kind.name, pa.nulls(span.count, kind.type).fill_null([])) for kind in kinds], places
        order = pa.array(np.argsort(np.concatenate(owners), kind="stable"))
        named: list[Named] = []
        for column, (name, _) in enumerate(pieces[0]):
            whole = pa.concat_arrays([piece[column][1] for piece in pieces])
            named.append((name, list_array(offsets, whole.take(order))))
        return named, places

    def _aliases(self, span: Span, findings: Findings) -> list[Named]:
        named: list[Named] = []
        for alias in self.layout.aliases:
            view = window(span, alias.offset, alias.width, self._blank)
            column = self._columns.get(alias.same_as) if alias.same_as else None
            if column is not None:
                array, doubts = column.decode(view.rows)
            else:
                array, doubts = decode_text(view.rows, self.reading.page, self.reading.trim)
            if view.room is not None:
                array = with_nulls(array, view.room <= 0)
            findings.add(alias.name, doubts, view.origin)
            named.append((alias.name, array))
        return named


def late_counters(layout: Layout) -> list[str]:
    """Paths of counters that stand after the table they count, in layouts where no table moves."""
    order = {node.path: number for number, node in enumerate(layout.root.walk())}
    tables = [] if layout.varies else [node for node in layout.root.walk() if node.counter]
    return sorted({node.counter for node in tables if node.counter and order[node.counter] > order[node.path]})


def as_counts(array: pa.Array, meanings: Mapping[str, int] | None) -> Ints:
    """A counter column as integers; a value without meaning counts as -1, which no table allows."""
    if meanings is None and pa.types.is_integer(array.type):
        return np.asarray(array.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
    values = array.dictionary_encode()
    table = [count_of(value, meanings) for value in values.dictionary.to_pylist()]
    index = np.asarray(values.indices.fill_null(len(table)), np.int64)
    return np.array([*table, -1], np.int64)[index]


def count_of(value: object, meanings: Mapping[str, int] | None) -> int:
    """How many occurrences one value of a counter stands for."""
    text = str(value).strip()
    if meanings is not None:
        return meanings.get(text, -1)
    return int(text) if text.isdigit() and text.isascii() else -1


def cut_off(column: Column, array: pa.Array, doubts: Flags, room: Ints) -> tuple[pa.Array, Flags]:
    """Values of records that end before the field: absent is null, cut is TRUNCATED (text keeps its beginning)."""
    absent = room <= 0
    cut = ~absent & (room < column.node.width)
    gone = absent if column.is_text else absent | cut
    doubts = doubts.copy()
    doubts[absent] = Doubt.NONE
    doubts[cut] = Doubt.TRUNCATED
    return with_nulls(array, gone), doubts
