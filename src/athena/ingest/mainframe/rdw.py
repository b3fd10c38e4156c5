"""Record and block descriptor words of variable-length files.

Source: IBM DFSMS Using Data Sets, "Variable-Length Record Formats": RDW is two bytes of length, counting itself,
and two bytes of zero (byte 3 holds the segment code of a spanned record); BDW is the same for a block. Transfer
tools change the byte order and whether the word counts itself, so both are options.
"""

import numpy as np

from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.framing import EMPTY, Cut, FrameOptions, walk

_WORD = 4


def descriptor_lengths(piece: Bytes, little: bool) -> Ints:
    """The length a descriptor word beginning at each byte would give."""
    wide = piece.astype(np.int64)
    if little:
        # the length stands in the last two bytes, low byte first, in files of tools that swap the whole word
        return wide[2:-1] + (wide[3:] << 8)
    return (wide[:-3] << 8) + wide[1:-2]


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
        adjust = self.options.rdw_adjust - (_WORD if self.options.inclusive else 0)
        payload = descriptor_lengths(piece, self.options.little) + adjust
        whole = payload + _WORD
        # a record of no bytes would stand still; it is stepped over the end and judged below
        bad = (payload <= 0) | (payload > self.options.longest)
        jump = np.where(bad, len(piece) + self.options.longest, whole)
        places = walk(np.ascontiguousarray(jump).data, 0, len(jump))
        starts = np.array(places, np.int64)
        return self._judge(piece, starts, payload, bad, final)

    def _judge(self, piece: Bytes, places: Ints, payload: Ints, bad: Mask, final: bool) -> Cut:
        heads = places[:-1]
        fault = ""
        if len(heads) and bad[heads[-1]]:
            word = bytes(piece[heads[-1] : heads[-1] + _WORD]).hex()
            fault = f"x'{word}' is no record descriptor"
            heads = heads[:-1]
        reserved = self._reserved(piece, heads)
        if reserved.any():
            first = int(np.argmax(reserved))
            word = bytes(piece[heads[first] : heads[first] + _WORD]).hex()
            fault = f"x'{word}' is no record descriptor: its reserved bytes are not zero"
            heads = heads[:first]
        lengths = payload[heads]
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
            size = self._block(piece, position)
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

    def _block(self, piece: Bytes, position: int) -> int:
        word = bytes(piece[position : position + _WORD])
        if self.options.block_little:
            size = int.from_bytes(word[2:4], "little")
        elif word[0] & 0x80:
            size = int.from_bytes(word, "big") & 0x7FFFFFFF  # large block interface: 31 bits of length
        else:
            size = int.from_bytes(word[:2], "big")
        return size + self.options.bdw_adjust - (_WORD if self.options.block_inclusive else 0)
