"""Spans: where rows begin and end in a buffer, before it is known how wide a window of them is needed."""

from dataclasses import dataclass

import numpy as np

from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.rows import LEAD, Rows, gather


@dataclass(frozen=True)
class Span:
    """Rows i = bytes `starts[i]` to `ends[i]` of a buffer that has `LEAD` bytes before the first start.

    `origin[i]` is the number of the record row i belongs to, so that a doubt deep in a table finds its record. With
    `padded`, a row that ends early goes on in spaces, as COBOL reads a short line of a line-sequential file.
    """

    buffer: Bytes
    starts: Ints
    ends: Ints
    origin: Ints
    padded: bool = False

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.starts)

    def some(self, chosen: Ints | Mask) -> "Span":
        """Some of the rows."""
        return Span(self.buffer, self.starts[chosen], self.ends[chosen], self.origin[chosen], self.padded)


@dataclass(frozen=True)
class Window:
    """Rows of one width. `room[i]` is how many bytes row i really has; `None` says that all are complete."""

    rows: Rows
    room: Ints | None
    origin: Ints

    def part(self, offset: int, width: int) -> "Window":
        """The same rows, fewer columns."""
        return Window(self.rows.part(offset, width), None if self.room is None else self.room - offset, self.origin)

    def pick(self, chosen: Ints) -> "Window":
        """Some of the rows."""
        room = None if self.room is None else self.room[chosen]
        return Window(self.rows.pick(chosen), room, self.origin[chosen])

    def span(self) -> Span:
        """The rows as a span of their own."""
        rows = self.rows
        starts = rows.base + np.arange(rows.count, dtype=np.int64) * rows.stride
        room = np.full(rows.count, rows.width) if self.room is None else np.clip(self.room, 0, rows.width)
        return Span(rows.buffer, starts, starts + room, self.origin)

    def elements(self, count: int, width: int) -> "Window":
        """Each row cut into `count` elements of equal width, one row each."""
        data = np.ascontiguousarray(self.rows.matrix()).reshape(-1)
        buffer = np.empty(LEAD + len(data), np.uint8)
        buffer[:LEAD] = 0
        buffer[LEAD:] = data
        room = None
        if self.room is not None:
            room = (self.room[:, None] - np.arange(count) * width).reshape(-1)
        rows = Rows(buffer, LEAD, max(width, 1), self.rows.count * count, width)
        return Window(rows, room, np.repeat(self.origin, count))


def window(span: Span, position: Ints | int, width: int, blank: int) -> Window:
    """The `width` bytes that begin `position` after each start; what a row does not have reads as `blank`."""
    starts = span.starts + position
    steady = _steady(starts, width, len(span.buffer))
    complete = not ((span.ends - starts) < width).any()
    if steady is not None and complete:
        return Window(Rows(span.buffer, int(starts[0]), steady, len(starts), width), None, span.origin)
    room = span.ends - starts
    rows = gather(span.buffer, np.where(room > 0, starts, 0), width)
    if complete:
        return Window(rows, None, span.origin)
    np.copyto(rows.matrix(), np.uint8(blank), where=np.arange(width) >= room[:, None])
    return Window(rows, None if span.padded else room, span.origin)


def _steady(starts: Ints, width: int, size: int) -> int | None:
    """The distance between rows where it is the same throughout and all bytes lie in the buffer."""
    if len(starts) == 0 or int(starts[-1]) + width > size or int(starts[0]) < LEAD:
        return None
    if len(starts) == 1:
        return max(width, 1)
    distance = int(starts[1] - starts[0])
    if distance < 1 or int(starts[-1] - starts[0]) != distance * (len(starts) - 1):
        return None
    return distance if bool((np.diff(starts) == distance).all()) else None
