"""What the bytes of a block say: each distinct spelling of a field is read once by the slow decoder.

The slow decoder costs microseconds a value. A column of a block has far fewer spellings than rows, or at worst as
many, so every record is read by it without every record paying for it. Nothing but the sorting of equal bytes
together is done by columns.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from athena.ingest.mainframe.doubt import Ints, Mask
from athena.ingest.mainframe.exact import EXACT, Placed, exact_places
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.rows import gather
from athena.ingest.mainframe.stream import Block
from athena.ingest.mainframe.totals import Total
from athena.ingest.migration.book import RecordBook, bytes_of
from athena.ingest.migration.exact_fields import ExactField, weight
from athena.ingest.migration.leaves import Leaf
from athena.ingest.migration.mapped import Value


@dataclass(frozen=True)
class Said:
    """The values of some rows: row i has `values[codes[i]]`."""

    codes: Ints
    values: Sequence[Value]

    def some(self, rows: Mask | Ints) -> "Said":
        """Some of the rows."""
        return Said(self.codes[rows], self.values)

    def total(self) -> Total:
        """The hash total of all rows; what weighs nothing counts as absent."""
        count, nulls, whole, weights = 0, 0, Decimal(0), []
        for value, many in zip(self.values, np.bincount(self.codes, minlength=len(self.values)).tolist(), strict=True):
            weighed = weight(value) if many else None
            if weighed is None:
                nulls += many
            else:
                count += many
                whole = EXACT.fma(weighed, Decimal(many), whole)
                weights.append(weighed)
        return Total(count, nulls, whole, min(weights, default=None), max(weights, default=None))


def joined(pieces: Sequence[Said]) -> Said:
    """The rows of several, one after the other."""
    values = [value for piece in pieces for value in piece.values]
    firsts = np.cumsum([0, *(len(piece.values) for piece in pieces[:-1])])
    return Said(np.concatenate([one.codes + first for one, first in zip(pieces, firsts, strict=True)]), values)


@dataclass
class Alike:
    """Records of one type in a block that have their fields at the same places. `at` are their places in the block."""

    book: RecordBook
    block: Block
    at: Ints
    places: tuple[Placed, ...]
    _read: dict[tuple[str, int], Said] = field(default_factory=dict)

    @property
    def numbers(self) -> Ints:
        """The records' numbers in the file, from 1."""
        return self.block.first + self.at + 1

    @property
    def offsets(self) -> Ints:
        """Where they begin in the file."""
        return self.block.offsets[self.at]

    def some(self, rows: Mask) -> "Alike":
        """Some of the records; what was read of them is not read again."""
        read = {place: said.some(rows) for place, said in self._read.items()}
        return Alike(self.book, self.block, self.at[rows], self.places, read)

    def leaf(self, leaf: Leaf) -> Said:
        """What each record says of a field; of a table, all its occurrences; nothing of one that it does not have."""
        placed = next((one for one in _within(self.places) if one.node.path == leaf.node.path), None)
        if placed is None:
            return Said(np.zeros(len(self.at), np.int64), [None])
        if not leaf.repeats:
            return self._element(placed.node, placed.starts[0])
        first, end = _extent(placed)
        return self._spellings(first, end - first, lambda data: _nested(placed, data, first, self.book))

    def totalled(self) -> Iterator[tuple[str, Said]]:
        """Every number and date of the records by its path, table occurrences one by one, fillers left out."""
        for one in self.places:
            for node, start in one.elements():
                if not node.item.is_filler and ExactField(node, self.book.options.reading).totalled:
                    yield node.path, self._element(node, start)

    def _element(self, node: Node, start: int) -> Said:
        if (node.path, start) not in self._read:
            field = ExactField(node, self.book.options.reading)
            self._read[node.path, start] = self._spellings(start, node.width, field.value)
        return self._read[node.path, start]

    def _spellings(self, start: int, width: int, read: Callable[[bytes], Value]) -> Said:
        starts = self.block.starts[self.at] + start
        room = self.block.lengths[self.at] - start
        whole = np.flatnonzero(room >= width)
        codes = np.zeros(len(self.at), np.int64)
        matrix = np.ascontiguousarray(gather(self.block.buffer, starts[whole], width).matrix())
        rows, codes[whole] = _distinct(matrix)
        known = {matrix[row].tobytes(): number for number, row in enumerate(rows.tolist())}
        for at in np.flatnonzero(room < width).tolist():
            data = self.block.buffer[starts[at] : starts[at] + max(int(room[at]), 0)].tobytes()
            data = self.book.padded(data, width)
            codes[at] = known.setdefault(data, len(known))
        return Said(codes, [read(data) for data in known])


def alike(book: RecordBook, segment: str, block: Block, at: Ints) -> Iterator[Alike]:
    """The records `at` of one type, sorted into those whose counters, and so whose places, are the same.

    Where a field chooses a redefinition, it is as a counter: records with other values have other fields.
    """
    layout, active = book.layout(segment), book.active(segment)
    for rows in _groups(book, layout, block, at):
        record = bytes_of(block, int(rows[0]))
        passed = book.choices.passed_over(record)
        places = exact_places(layout, book.options.reading, record, active=active, passed=passed)
        yield Alike(book, block, rows, places)


def _groups(book: RecordBook, layout: Layout, block: Block, at: Ints) -> Iterator[Ints]:
    if not len(at):
        return
    counters = _counters(layout) + [(one.field, False) for one in book.choices.choices]
    if not counters:
        yield at
        return
    if any(inside or node.end > layout.fixed_part for node, inside in counters):
        yield from (at[number : number + 1] for number in range(len(at)))
        return
    told: dict[bytes, list[int]] = {}
    for row in at.tolist():
        start, length = int(block.starts[row]), int(block.lengths[row])
        key = b"".join(
            block.buffer[start + node.offset : start + min(node.end, length)].tobytes() for node, _ in counters
        )
        told.setdefault(key, []).append(row)
    yield from (np.array(rows, np.int64) for rows in told.values())


def _counters(layout: Layout) -> list[tuple[Node, bool]]:
    """The counters of a layout's tables, and whether each stands in a table itself."""
    inside = {inner.path for node in layout.root.walk() if node.item.occurs for inner in node.walk()}
    return [(node, node.path in inside) for node in layout.root.walk() if node.path in layout.counters]


def _distinct(matrix: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> tuple[Ints, Ints]:
    """For rows of bytes: one row of each spelling, and which of the spellings each row has."""
    count, width = matrix.shape
    if count == 0 or width == 0:
        return np.zeros(min(count, 1), np.int64), np.zeros(count, np.int64)
    if width <= 8:
        words = np.zeros((count, 8), np.uint8)
        words[:, 8 - width :] = matrix
        keys: np.ndarray[tuple[int, ...], np.dtype[np.generic]] = words.reshape(-1).view(np.uint64)
    else:
        keys = matrix.view(np.dtype((np.void, width))).reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64).reshape(-1)


def _within(places: Sequence[Placed]) -> Iterator[Placed]:
    """Items and what lies in groups that stand once, in order."""
    for one in places:
        yield one
        if one.node.item.occurs is None:
            for inside in one.inside:
                yield from _within(inside)


def _extent(placed: Placed) -> tuple[int, int]:
    """Where a table begins and ends in the record; nothing between where it has no occurrence."""
    spots = list(placed.elements())
    if not spots:
        return 0, 0
    return min(start for _, start in spots), max(start + node.width for node, start in spots)


def _nested(placed: Placed, data: bytes, first: int, book: RecordBook) -> Value:
    """The occurrences of an item as a tuple, or its one value; `data` begins `first` bytes into the record."""
    found: list[Value] = []
    for number, start in enumerate(placed.starts):
        if placed.node.is_group:
            named = {
                one.node.name: _nested(one, data, first, book)
                for one in placed.inside[number]
                if not one.node.item.is_filler
            }
            found.append(named)
        else:
            field = ExactField(placed.node, book.options.reading)
            found.append(field.value(data[start - first : start - first + placed.node.width]))
    return tuple(found) if placed.node.item.occurs is not None else found[0]
