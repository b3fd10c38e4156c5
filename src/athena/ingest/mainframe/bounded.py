"""Records whose own field tells their length (format L), in binary, digits or packed, or through a table of values."""

from array import array

import numpy as np

from athena.ingest.mainframe.codepages import CodePage
from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.framing import EMPTY, Cut, FrameOptions, LengthKind

_NO_LENGTH = 0


class BoundedFramer:
    """Records that hold their length at a fixed place: each says where the next begins, so they are walked.

    What the bytes of a length mean is worked out once for each spelling of a piece, so a record costs a look-up.
    """

    def __init__(self, options: FrameOptions, page: CodePage) -> None:
        self.options = options
        self.page = page
        self.reach = options.before + max((field.offset + field.width for field in options.length_fields), default=0)
        self._places = [
            (options.before + field.offset, options.before + field.offset + field.width)
            for field in options.length_fields
        ]

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records; a length that cannot be one, or a record cut off by the end, is a fault."""
        data, known, fault = piece.tobytes(), dict[bytes, int](), ""
        heads, ends = array("q"), array("q")
        position = 0
        while position + self.reach <= len(data) and position < len(data):
            told = b"".join([data[position + first : position + last] for first, last in self._places])
            whole = known.get(told, -1)
            if whole < 0:
                whole = known[told] = self._whole(told)
            if whole == _NO_LENGTH or position + whole > len(data):
                fault = self._fault(told, whole, len(data) - position, final)
                break
            heads.append(position)
            position += whole
            ends.append(position)
        if final and not fault and position < len(data):
            few = "a record" if len(data) >= self.reach else "a length field"
            fault = f"{len(data) - position} bytes are left, too few for {few}"
        if not heads:
            return Cut(EMPTY, EMPTY, 0, fault=fault)
        starts, stops = np.frombuffer(heads, np.int64), np.frombuffer(ends, np.int64)
        around = self.options.before + self.options.after
        return Cut(
            starts + self.options.before, stops - starts - around, position, filler=around * len(heads), fault=fault
        )

    def _fault(self, told: bytes, whole: int, left: int, final: bool) -> str:
        if whole == _NO_LENGTH:
            return f"x'{told[: self.options.length_fields[0].width].hex()}' is no record length"
        return f"the last record has {left} of {whole} bytes" if final else ""

    def _whole(self, told: bytes) -> int:
        """The bytes of a record, those around it included, whose length fields hold these bytes; or `_NO_LENGTH`."""
        total, at = 0, 0
        for field in self.options.length_fields:
            cells = [np.array([byte], np.int64) for byte in told[at : at + field.width]]
            found, wrong = self._mapped(cells, 1) if self.options.length_map else self._number(cells, field.kind, 1)
            if wrong[0]:
                return _NO_LENGTH
            total += int(-found[0] if field.minus else found[0])
            at += field.width
        whole = total + self.options.length_adjust + self.options.before + self.options.after
        return whole if max(self.reach, 1) <= whole <= self.options.longest else _NO_LENGTH

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
