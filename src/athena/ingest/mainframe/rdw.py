"""Record and block descriptor words of variable-length files.

Source: IBM DFSMS Using Data Sets, "Variable-Length Record Formats": RDW is two bytes of length, counting itself,
and two bytes of zero (byte 3 holds the segment code of a spanned record); BDW is the same for a block. Transfer
tools change the byte order and whether the word counts itself, so both are options.
"""

import numpy as np
import numpy.typing as npt

from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.framing import EMPTY, Cut, FrameOptions, walk

Lengths = npt.NDArray[np.uint16]
_WORD = 4


def descriptor_lengths(piece: Bytes, little: bool) -> Lengths:
    """The two bytes of length a descriptor word beginning at each byte would hold; no bytes are copied.

    Little-endian words have their length in the last two bytes, low byte first: tools that swap, swap the whole word.
    """
    kind, offset = ("<u2", 2) if little else (">u2", 0)
    view: Lengths = np.ndarray((len(piece) - _WORD + 1,), kind, piece, offset=offset, strides=(1,))
    return view


class RdwFramer:
    """Records behind a record descriptor word (format V)."""

    def __init__(self, options: FrameOptions) -> None:
        self.options = options
        self.around = options.before + options.after

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records. A descriptor that cannot be one, or a record cut off by the end, is a fault."""
        if len(piece) < _WORD:
            fault = f"{len(piece)} bytes are left, too few for a record descriptor" if final and len(piece) else ""
            return Cut(EMPTY, EMPTY, 0, fault=fault)
        told = descriptor_lengths(piece, self.options.little).astype(np.uint16)
        adjust = self.options.rdw_adjust - (_WORD if self.options.inclusive else 0)
        # a record of no bytes would stand still, so the walk ends there and the descriptor is judged below
        places = walk(told.data, adjust + _WORD, max(1, 1 - adjust), len(told))
        return self._judge(piece, places, told, adjust, final)

    def _judge(self, piece: Bytes, heads: Ints, told: Lengths, adjust: int, final: bool) -> Cut:
        lengths = told[heads].astype(np.int64) + adjust
        fault = ""
        bad = (lengths <= 0) | (lengths > self.options.longest) | self._reserved(piece, heads)
        if bad.any():
            first = int(np.argmax(bad))
            word = bytes(piece[heads[first] : heads[first] + _WORD]).hex()
            reason = "" if lengths[first] <= 0 else ": its reserved bytes are not zero"
            fault = f"x'{word}' is no record descriptor{reason}"
            heads, lengths = heads[:first], lengths[:first]
        ends = heads + _WORD + lengths
        if len(heads) and ends[-1] > len(piece):
            if final and not fault:
                fault = f"the last record has {len(piece) - heads[-1] - _WORD} of {lengths[-1]} bytes"
            heads, lengths, ends = heads[:-1], lengths[:-1], ends[:-1]
        used = int(ends[-1]) if len(ends) else 0
        if final and not fault and used < len(piece):
            fault = f"{len(piece) - used} bytes are left, too few for a record descriptor"
        inner = np.maximum(lengths - self.around, 0)
        starts = heads + _WORD + np.minimum(self.options.before, lengths)
        return Cut(starts, inner, used, _WORD * len(heads), int((lengths - inner).sum()), fault)

    def _reserved(self, piece: Bytes, heads: Ints) -> Mask:
        first, second = (heads, heads + 1) if self.options.little else (heads + 2, heads + 3)
        found: Mask = (piece[first] != 0) | (piece[second] != 0)
        return found


class BlockFramer:
    """Blocks behind a block descriptor word, each holding records behind record descriptors (format VB)."""

    def __init__(self, options: FrameOptions) -> None:
        self.options = options
        self.records = RdwFramer(options)

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole blocks; a fault inside a block stops before the record at fault."""
        starts: list[Ints] = []
        lengths: list[Ints] = []
        position = overhead = filler = 0
        fault = ""
        while position + _WORD <= len(piece) and not fault:
            size = block_length(self.options, bytes(piece[position : position + _WORD]))
            if size <= 0 or size > self.options.longest:
                fault = f"x'{bytes(piece[position : position + _WORD]).hex()}' is no block descriptor"
                break
            if position + _WORD + size > len(piece):
                break
            inner = self.records.cut(piece[position + _WORD : position + _WORD + size], True)
            starts.append(inner.starts + position + _WORD)
            lengths.append(inner.lengths)
            overhead += _WORD + inner.overhead
            filler += inner.filler
            fault = inner.fault
            position += _WORD + (inner.used if fault else size)
        if final and not fault and position < len(piece):
            fault = f"the last block has {len(piece) - position} bytes, fewer than its descriptor says"
        joined = np.concatenate([*starts, EMPTY]), np.concatenate([*lengths, EMPTY])
        return Cut(joined[0], joined[1], position, overhead, filler, fault)


def block_length(options: FrameOptions, word: bytes) -> int:
    """How many bytes follow a block descriptor word in its block."""
    if options.block_little:
        size = int.from_bytes(word[2:4], "little")
    elif word[0] & 0x80:
        size = int.from_bytes(word, "big") & 0x7FFFFFFF  # large block interface: 31 bits of length
    else:
        size = int.from_bytes(word[:2], "big")
    return size + options.bdw_adjust - (_WORD if options.block_inclusive else 0)
