"""Records whose own field tells their length (format L), in binary, digits or packed, or through a table of values."""

import numpy as np

from athena.ingest.mainframe.codepages import CodePage
from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.framing import EMPTY, Cut, FrameOptions, LengthKind, walk


class BoundedFramer:
    """Records that hold their length at a fixed place.

    The length every byte position would have, were it the start of a record, is computed for the whole piece at
    once; then the records are walked.
    """

    def __init__(self, options: FrameOptions, page: CodePage) -> None:
        self.options = options
        self.page = page
        self.reach = options.before + max((field.offset + field.width for field in options.length_fields), default=0)

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records; a length that cannot be one, or a record cut off by the end, is a fault."""
        if len(piece) < self.reach:
            fault = f"{len(piece)} bytes are left, too few for a length field" if final and len(piece) else ""
            return Cut(EMPTY, EMPTY, 0, fault=fault)
        lengths, bad = self._lengths(piece)
        whole = lengths + self.options.length_adjust + self.options.before + self.options.after
        bad |= (whole < max(self.reach, 1)) | (whole > self.options.longest)
        whole = np.where(bad, 0, whole)
        heads = walk(np.ascontiguousarray(whole).data, 0, 1, len(whole))
        fault = ""
        if len(heads) and bad[heads[-1]]:
            told = self.options.length_fields[0]
            at = heads[-1] + self.options.before + told.offset
            fault = f"x'{bytes(piece[at : at + told.width]).hex()}' is no record length"
            heads = heads[:-1]
        ends = heads + whole[heads]
        if len(heads) and ends[-1] > len(piece):
            if final and not fault:
                fault = f"the last record has {len(piece) - heads[-1]} of {whole[heads[-1]]} bytes"
            heads, ends = heads[:-1], ends[:-1]
        used = int(ends[-1]) if len(ends) else 0
        if final and not fault and used < len(piece):
            fault = f"{len(piece) - used} bytes are left, too few for a record"
        around = self.options.before + self.options.after
        return Cut(heads + self.options.before, ends - heads - around, used, filler=around * len(heads), fault=fault)

    def _lengths(self, piece: Bytes) -> tuple[Ints, Mask]:
        size = len(piece) - self.reach + 1
        total, bad = np.zeros(size, np.int64), np.zeros(size, bool)
        for told in self.options.length_fields:
            first = self.options.before + told.offset
            cells = [piece[first + i : first + i + size].astype(np.int64) for i in range(told.width)]
            found, wrong = (
                self._mapped(cells, size) if self.options.length_map else self._number(cells, told.kind, size)
            )
            total += -found if told.minus else found
            bad |= wrong
        return total, bad

    def _number(self, cells: list[Ints], kind: LengthKind, size: int) -> tuple[Ints, Mask]:
        """The number each place would hold, and where it would be none."""
        bad: Mask = np.zeros(size, bool)
        if kind == "digits":
            total = np.zeros(size, np.int64)
            zone = 0xF if self.page.is_ebcdic else 0x3
            for cell in cells:
                blank = (cell == self.page.space) & (total == 0)
                bad |= ((cell >> 4 != zone) | (cell & 0xF > 9)) & ~blank
                total = total * 10 + np.where(blank, 0, cell & 0xF)
            return total, bad
        if kind == "packed":
            total = np.zeros(size, np.int64)
            nibbles = [nibble for cell in cells for nibble in (cell >> 4, cell & 0xF)]
            for nibble in nibbles[:-1]:
                bad |= nibble > 9
                total = total * 10 + nibble
            return total, bad | (nibbles[-1] < 0xA)
        total = np.zeros(size, np.int64)
        for cell in cells if kind == "binary" else reversed(cells):
            total = (total << 8) + cell
        return total, bad

    def _mapped(self, cells: list[Ints], size: int) -> tuple[Ints, Mask]:
        total = np.zeros(size, np.int64)
        known: Mask = np.zeros(size, bool)
        for value, length in self.options.length_map:
            wanted = self.page.encode(value.ljust(len(cells)))
            same = np.logical_and.reduce([cell == byte for cell, byte in zip(cells, wanted, strict=True)])
            total[same] = length
            known |= same
        return total, ~known
