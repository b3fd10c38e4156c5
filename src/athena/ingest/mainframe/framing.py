"""Record formats: how a stream of bytes is cut into records.

A framer is fed the stream piece by piece and answers where the complete records of the piece lie. What it leaves
over is fed again in front of the next piece, so memory does not grow with the file.
"""

from array import array
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from athena.ingest.mainframe.doubt import Bytes, Ints

RecordFormat = Literal["F", "V", "VB", "VS", "VBS", "T", "L", "O"]
_CALLED: dict[str, RecordFormat] = {
    "F": "F", "FB": "F", "FIXED": "F", "V": "V", "RDW": "V", "VB": "VB", "BDW": "VB", "VS": "VS", "VBS": "VBS",
    "T": "T", "D": "T", "D2": "T", "TEXT": "T", "LINES": "T", "L": "L", "O": "O",
}  # fmt: skip
LengthKind = Literal["binary", "little", "digits", "packed"]


def format_called(name: str) -> RecordFormat | None:
    """The record format of a name that people give it (`FB`, `RDW`, `text`), if it is one."""
    return _CALLED.get(name.upper())


@dataclass(frozen=True)
class LengthField:
    """A field of format L: where it stands in the record, how it writes its number, and whether that is taken off."""

    offset: int
    width: int
    kind: LengthKind
    minus: bool = False


@dataclass(frozen=True)
class FrameOptions:
    """How records are delimited.

    `format`: `F` fixed length; `V` a four-byte record descriptor word (RDW) before each; `VB` RDW inside blocks with
    a block descriptor word (BDW); `VS` and `VBS` the same with records in segments; `T` lines; `L` records whose own
    `length_fields`, added up, tell their length;
    `O` records that follow each other with nothing between, as long as the counters of their tables make them.
    `little` descriptor words have their low byte first; `inclusive` ones count their own four bytes;
    `rdw_adjust`/`bdw_adjust` are added to each descriptor's length, `length_adjust` to the length field's.
    `before` and `after` are bytes around every record that belong to no field; `file_header` and `file_trailer`
    bytes at the ends of the file. `newline` is what ends a line in format T; with `skip_blank` an empty line is no
    record. `length_map` gives the length for each value of the length field, for files whose record type implies it.
    """

    format: RecordFormat = "F"
    length: int = 0
    little: bool = False
    inclusive: bool = True
    rdw_adjust: int = 0
    block_little: bool = False
    block_inclusive: bool = True
    bdw_adjust: int = 0
    length_fields: tuple[LengthField, ...] = ()
    length_adjust: int = 0
    length_map: tuple[tuple[str, int], ...] = ()
    newline: tuple[bytes, ...] = (b"\r\n", b"\n")
    skip_blank: bool = False
    before: int = 0
    after: int = 0
    file_header: int = 0
    file_trailer: int = 0
    longest: int = 1 << 24


@dataclass
class Cut:
    """Records of one piece: `starts` and `lengths` of their payloads, and how many bytes were used up.

    `fault` says why the byte at `used` begins no record; nothing after it can be trusted. `overhead` bytes were
    descriptors or line ends, `filler` bytes lie around the records.
    """

    starts: Ints
    lengths: Ints
    used: int
    overhead: int = 0
    filler: int = 0
    fault: str = ""
    blank: list[tuple[int, int]] = field(default_factory=list)


class Framer(Protocol):
    """Cuts pieces of a stream into records."""

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """The complete records of a piece; `final` says no more bytes follow."""
        ...


EMPTY: Ints = np.zeros(0, np.int64)


class FixedFramer:
    """Records of one length, with the same number of bytes before and after each."""

    def __init__(self, options: FrameOptions) -> None:
        self.options = options
        self.step = options.before + options.length + options.after

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records; a shorter tail is a fault."""
        count = len(piece) // self.step
        starts = np.arange(count, dtype=np.int64) * self.step + self.options.before
        used = count * self.step
        fault = ""
        if final and used < len(piece):
            fault = f"the last record has {len(piece) - used} of {self.step} bytes"
        filler = count * (self.options.before + self.options.after)
        return Cut(starts, np.full(count, self.options.length, np.int64), used, 0, filler, fault)


class LineFramer:
    """Lines ended by one of several byte strings; the ends are overhead. An empty line is a record of no bytes."""

    def __init__(self, options: FrameOptions) -> None:
        self.options = options
        self.single = sorted({end[-1] for end in options.newline})

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole lines; the last line of the file needs no end."""
        last = np.isin(piece, self.single) if len(self.single) > 1 else piece == self.single[0]
        ends = np.flatnonzero(last).astype(np.int64)
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1)) if len(ends) else EMPTY
        stops = ends.copy()
        if any(len(end) == 2 for end in self.options.newline) and len(ends):
            first = next(end[0] for end in self.options.newline if len(end) == 2)
            stops -= (ends > starts) & (piece[np.maximum(ends - 1, 0)] == first)
        used = int(ends[-1]) + 1 if len(ends) else 0
        overhead = int((ends + 1 - stops).sum())
        if final and used < len(piece):
            starts, stops = np.append(starts, used), np.append(stops, len(piece))
            used = len(piece)
        before, after = self.options.before, self.options.after
        lengths = np.maximum(stops - starts - before - after, 0)
        filler = int((stops - starts - lengths).sum())
        fault = ""
        if used == 0 and len(piece) > self.options.longest:
            fault = f"no line end within {self.options.longest} bytes"
        starts = starts + np.minimum(before, stops - starts)
        if self.options.skip_blank:
            starts, lengths = starts[stops > starts], lengths[stops > starts]
        return Cut(starts, lengths, used, overhead, filler, fault)


def walk(told: memoryview, extra: int, least: int, stop: int) -> Ints:
    """Follow lengths from record to record, from the first byte on.

    `told[p]` is the length told at p and `extra` what the whole record has besides; the walk ends at `stop`, or at a
    record whose told length is below `least`, which is the last place given. This is the one loop over records in
    the reader: each record says where the next begins, so they cannot all be found at once. It costs about 80 ns a
    record.
    """
    places = array("q")
    add = places.append
    position = 0
    while position < stop:
        add(position)
        length = told[position]
        if length < least:
            break
        position += length + extra
    return np.frombuffer(places, np.int64) if places else EMPTY
