"""Numbers past 64 bits: pairs of words, and the way into Arrow's 128-bit decimal."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Ints, Mask, Words

_U = np.uint64
_HALF = _U(32)
_LOW = _U(0xFFFFFFFF)


@dataclass(frozen=True)
class Wide:
    """Two's complement 128-bit integers: `high * 2**64 + low`."""

    high: Words
    low: Words

    def times_plus(self, factor: int, addend: Words) -> "Wide":
        """`self * factor + addend` for a factor below 2**63; the caller keeps the result below 2**127."""
        m0, m1 = _U(factor & 0xFFFFFFFF), _U(factor >> 32)
        a0, a1 = self.low & _LOW, self.low >> _HALF
        p00, p01, p10 = a0 * m0, a0 * m1, a1 * m0
        middle = (p00 >> _HALF) + (p01 & _LOW) + (p10 & _LOW)
        low = (p00 & _LOW) | ((middle & _LOW) << _HALF)
        high = a1 * m1 + (p01 >> _HALF) + (p10 >> _HALF) + (middle >> _HALF) + self.high * _U(factor)
        total = low + addend
        return Wide(high + (total < low).astype(_U), total)

    def negated(self, where: Mask) -> "Wide":
        """The same numbers with the sign turned in the rows of `where`."""
        low = np.where(where, ~self.low + _U(1), self.low)
        carry = (where & (self.low == 0)).astype(_U)
        high = np.where(where, ~self.high + carry, self.high)
        return Wide(high, low)

    def exceeds(self, limit: int) -> Mask:
        """Where the magnitude is above `limit`."""
        sizes = self.negated((self.high >> _U(63)).astype(bool))
        top, bottom = _U(limit >> 64), _U(limit & 0xFFFFFFFFFFFFFFFF)
        above: Mask = (sizes.high > top) | ((sizes.high == top) & (sizes.low > bottom))
        return above


def join_pieces(pieces: list[tuple[Words, int]]) -> Wide:
    """One number from pieces of digits, most significant first, each with its power of ten (at most 10**18)."""
    first, _ = pieces[0]
    wide = Wide(np.zeros(len(first), _U), first)
    for piece, power in pieces[1:]:
        wide = wide.times_plus(10**power, piece)
    return wide


def widen(values: Ints) -> Wide:
    """64-bit integers as 128-bit ones."""
    return Wide((values >> np.int64(63)).view(_U), values.view(_U))


def decimal_array(values: Ints | Wide, null: Mask | None, precision: int, scale: int) -> pa.Array:
    """Unscaled integers as an Arrow decimal128 of this precision and scale; no value is rounded."""
    wide = values if isinstance(values, Wide) else widen(values)
    pairs = np.empty((len(wide.low), 2), _U)
    pairs[:, 0], pairs[:, 1] = wide.low, wide.high
    return pa.Array.from_buffers(
        pa.decimal128(precision, scale),
        len(pairs),
        [validity(null), pa.py_buffer(pairs)],
        -1 if null is not None else 0,
    )


def validity(null: Mask | None) -> pa.Buffer | None:
    """An Arrow validity bitmap from a mask of nulls, or nothing when there is none."""
    if null is None or not null.any():
        return None
    return pa.py_buffer(np.packbits(~null, bitorder="little"))


def int_array(values: Ints | Words, null: Mask | None) -> pa.Array:
    """64-bit integers as an Arrow array without copying them."""
    kind = pa.uint64() if values.dtype == np.uint64 else pa.int64()
    return pa.Array.from_buffers(kind, len(values), [validity(null), pa.py_buffer(values)], -1)


def wide_of(array: pa.Array) -> Wide:
    """The unscaled integers of a decimal128 array; nulls read as whatever lies there."""
    pairs = np.frombuffer(array.buffers()[1], _U)[2 * array.offset : 2 * (array.offset + len(array))].reshape(-1, 2)
    return Wide(pairs[:, 1].copy(), pairs[:, 0].copy())
