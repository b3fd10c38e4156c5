"""Records in segments (formats VS and VBS): a record longer than a block goes on in the next one.

Source: IBM DFSMS Using Data Sets, "Spanned Variable-Length Records": the third byte of a segment's descriptor word is
0 for a whole record, 1 for its first, 3 for a middle and 2 for its last segment. The segments of a record are moved
together in the buffer, so that decoders see one run of bytes; a record is counted when its last segment has come.
"""

from dataclasses import dataclass, field

import numpy as np

from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.framing import EMPTY, Cut, FrameOptions
from athena.ingest.mainframe.rdw import block_length

_WORD = 4
_WHOLE, _FIRST, _LAST, _MIDDLE = range(4)
Part = tuple[int, int]


@dataclass
class _Walk:
    """A walk over the segments of one piece. `closed` is where no record was open last, and what had come by then."""

    records: list[list[Part]] = field(default_factory=list)
    open: list[Part] = field(default_factory=list)
    overhead: int = 0
    closed: tuple[int, int, int] = (0, 0, 0)
    fault: str = ""

    def close(self, position: int) -> None:
        if not self.open and not self.fault:
            self.closed = (position, len(self.records), self.overhead)


class SpannedFramer:
    """Records in segments behind descriptor words, with blocks (VBS) or without (VS)."""

    def __init__(self, options: FrameOptions) -> None:
        self.options = options

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records up to the last place where none was open; `piece` is rearranged up to there."""
        walk = _Walk()
        if self.options.format == "VBS":
            self._blocks(piece, walk)
        else:
            self._segments(piece, 0, len(piece), walk, whole=False)
        used, count, overhead = walk.closed
        if final and not walk.fault and used < len(piece):
            walk.fault = "the last record is not complete"
        if count == 0:
            return Cut(EMPTY, EMPTY, used, overhead, fault=walk.fault)
        starts = np.array([parts[0][0] for parts in walk.records[:count]], np.int64)
        lengths = np.array([_join(piece, parts) for parts in walk.records[:count]], np.int64)
        before, after = self.options.before, self.options.after
        inner = np.maximum(lengths - before - after, 0)
        filler = int((lengths - inner).sum())
        return Cut(starts + np.minimum(before, lengths), inner, used, overhead, filler, walk.fault)

    def _blocks(self, piece: Bytes, walk: _Walk) -> None:
        position = 0
        while position + _WORD <= len(piece) and not walk.fault:
            size = block_length(self.options, bytes(piece[position : position + _WORD]))
            if size <= 0 or size > self.options.longest:
                walk.fault = f"x'{bytes(piece[position : position + _WORD]).hex()}' is no block descriptor"
                return
            end = position + _WORD + size
            if end > len(piece):
                return
            walk.overhead += _WORD
            self._segments(piece, position + _WORD, end, walk, whole=True)
            position = end
            walk.close(position)

    def _segments(self, piece: Bytes, position: int, stop: int, walk: _Walk, *, whole: bool) -> None:
        """The segments from one place to another; in a block (`whole`) they must fill it."""
        order = "little" if self.options.little else "big"
        at, code_at = (2, 0) if self.options.little else (0, 2)
        adjust = self.options.rdw_adjust - (_WORD if self.options.inclusive else 0)
        while position < stop and not walk.fault:
            word = bytes(piece[position : position + _WORD])
            length = int.from_bytes(word[at : at + 2], order) + adjust  # type: ignore[arg-type]
            end = position + _WORD + length
            if len(word) < _WORD or end > stop:
                walk.fault = f"the segment at x'{word.hex()}' does not end within its block" if whole else ""
                return
            code = word[code_at]
            if length < 0 or code > _MIDDLE or word[code_at + 1]:
                walk.fault = f"x'{word.hex()}' is no segment descriptor"
            elif (code in (_WHOLE, _FIRST)) == bool(walk.open):
                walk.fault = (
                    f"x'{word.hex()}' {'begins before the last record ends' if walk.open else 'goes on nothing'}"
                )
            else:
                walk.open.append((position + _WORD, length))
                if sum(size for _, size in walk.open) > self.options.longest:
                    walk.fault = f"a record goes on for more than {self.options.longest:,} bytes"
                    return
                walk.overhead += _WORD
                position = end
                if code in (_WHOLE, _LAST):
                    walk.records.append(walk.open)
                    walk.open = []
                if not whole:
                    walk.close(position)


def _join(piece: Bytes, parts: list[Part]) -> int:
    """Move the segments of a record together behind its first one; how long the record is."""
    end = parts[0][0] + parts[0][1]
    for start, length in parts[1:]:
        piece[end : end + length] = piece[start : start + length].copy()
        end += length
    return end - parts[0][0]
