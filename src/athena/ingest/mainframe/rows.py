"""Rows of bytes at a steady distance in one buffer: what every columnar decoder reads from.

Eight bytes of any field can be loaded as one machine word per row without touching the others, which is what
makes decoding cost nanoseconds a field. For this every buffer carries `LEAD` bytes before its first row.
"""

from dataclasses import dataclass

import numpy as np

from athena.ingest.mainframe.doubt import Bytes, Ints, Mask, Words

LEAD = 16


@dataclass(frozen=True)
class Rows:
    """`count` rows; row i is `buffer[base + i * stride :][:width]`. `base` is at least `LEAD`."""

    buffer: Bytes
    base: int
    stride: int
    count: int
    width: int

    def part(self, offset: int, width: int) -> "Rows":
        """The same rows, fewer columns; no bytes are copied."""
        return Rows(self.buffer, self.base + offset, self.stride, self.count, width)

    def matrix(self) -> Bytes:
        """A (count, width) view."""
        if self.count == 0:
            return np.zeros((0, self.width), np.uint8)
        view: Bytes = np.ndarray(
            (self.count, self.width), np.uint8, self.buffer, offset=self.base, strides=(self.stride, 1)
        )
        return view

    def word(self, back: int = 0) -> Words:
        """The eight bytes that end `back` bytes before the end of each row, as big-endian words.

        Bytes before the start of the row are cleared.
        """
        if self.count == 0:
            return np.zeros(0, np.uint64)
        start = self.base + self.width - back - 8
        loaded = np.ndarray((self.count,), ">u8", self.buffer, offset=start, strides=(self.stride,))
        word: Words = loaded.astype(np.uint64)
        inside = self.width - back
        if inside < 8:
            word &= np.uint64((1 << (8 * inside)) - 1)
        return word

    def byte(self, offset: int) -> Bytes:
        """One byte of each row."""
        if self.count == 0:
            return np.zeros(0, np.uint8)
        view: Bytes = np.ndarray(
            (self.count,), np.uint8, self.buffer, offset=self.base + offset, strides=(self.stride,)
        )
        return view

    def packed_bytes(self) -> bytes:
        """All rows one after the other without gaps."""
        return self.matrix().tobytes()

    def translate(self, table: bytes) -> "Rows":
        """The rows with every byte exchanged by `table`."""
        return dense(np.frombuffer(self.packed_bytes().translate(table), np.uint8), self.count, self.width)

    def pick(self, chosen: Mask | Ints) -> "Rows":
        """Some of the rows, copied."""
        matrix = self.matrix()[chosen]
        return dense(matrix.reshape(-1), len(matrix), self.width)


def dense(data: Bytes, count: int, width: int) -> Rows:
    """Rows from bytes that follow each other without gaps; copies them behind the lead."""
    buffer = np.empty(LEAD + count * width, np.uint8)
    buffer[:LEAD] = 0
    buffer[LEAD:] = data
    return Rows(buffer, LEAD, max(width, 1), count, width)


def gather(buffer: Bytes, starts: Ints, width: int) -> Rows:
    """Rows that begin anywhere in a buffer, copied side by side; what lies past its end reads as x'00'."""
    count = len(starts)
    if width == 0 or count == 0:
        return Rows(np.zeros(LEAD, np.uint8), LEAD, max(width, 1), count, width)
    if int(starts.max()) + width > len(buffer):
        buffer = np.concatenate((buffer, np.zeros(width, np.uint8)))
        starts = np.minimum(starts, len(buffer) - width)
    windows = np.lib.stride_tricks.sliding_window_view(buffer, width)
    rows = np.empty(LEAD + count * width, np.uint8)
    rows[:LEAD] = 0
    rows[LEAD:].reshape(count, width)[:] = windows[starts]
    return Rows(rows, LEAD, width, count, width)
