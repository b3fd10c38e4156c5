"""What every numeric decoder gives: unscaled integers, which of them are null, and why any is doubtful."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Doubt, Flags, Ints, Mask, Words, mark
from athena.ingest.mainframe.wide import Wide, decimal_array, int_array, widen


@dataclass
class Numbers:
    """Unscaled values of one column, to be finished by `to_arrow`."""

    values: Ints | Words | Wide
    null: Mask
    doubts: Flags


def number_type(precision: int, scale: int, *, unsigned_word: bool = False) -> pa.DataType:
    """The Arrow type of a numeric item: a 64-bit integer without decimals up to 18 digits, else decimal128."""
    if scale > 0 or precision > 18:
        return pa.decimal128(precision, max(scale, 0))
    return pa.uint64() if unsigned_word else pa.int64()


def to_arrow(numbers: Numbers, kind: pa.DataType, scale: int) -> tuple[pa.Array, Flags]:
    """Scale and wrap. P on the right multiplies; a value the type cannot hold becomes null and EXCEEDS_PIC."""
    values, null, doubts = numbers.values, numbers.null, numbers.doubts
    if scale < 0:
        values = _scaled(values, -scale, null, doubts)
    if pa.types.is_decimal(kind):
        wide = _widened(values)
        if isinstance(values, Wide) or kind.precision < 19:
            _drop(wide.exceeds(10**kind.precision - 1), null, doubts)
        return decimal_array(wide, null, kind.precision, kind.scale), doubts
    if isinstance(values, Wide):
        _drop(values.exceeds(2**63 - 1), null, doubts)
        values = values.low.view(np.int64)
    if pa.types.is_int64(kind) and values.dtype == np.uint64:
        _drop(np.asarray(values > np.uint64(2**63 - 1)), null, doubts)
        values = values.view(np.int64)
    return int_array(values, null), doubts


def _widened(values: Ints | Words | Wide) -> Wide:
    if isinstance(values, Wide):
        return values
    if values.dtype == np.uint64:
        return Wide(np.zeros(len(values), np.uint64), values.view(np.uint64))
    return widen(values.view(np.int64))


def _scaled(values: Ints | Words | Wide, zeros: int, null: Mask, doubts: Flags) -> Wide:
    wide = _widened(values)
    negative = (wide.high >> np.uint64(63)).astype(bool)
    sizes = wide.negated(negative)
    _drop(sizes.exceeds(10 ** (38 - zeros) - 1), null, doubts)
    while zeros > 0:
        step = min(zeros, 18)
        sizes = sizes.times_plus(10**step, np.zeros(len(sizes.low), np.uint64))
        zeros -= step
    return sizes.negated(negative)


def _drop(where: Mask, null: Mask, doubts: Flags) -> None:
    if where.any():
        mark(doubts, where & ~null, Doubt.EXCEEDS_PIC)
        null |= where
