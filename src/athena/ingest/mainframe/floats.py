"""COMP-1 and COMP-2: IBM hexadecimal floating point, or IEEE 754 where a file says so.

IBM hexadecimal: sign bit, exponent of 16 in excess 64, fraction of 24 or 56 bits without a hidden bit (IBM
z/Architecture Principles of Operation, "Hexadecimal-floating-point").
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from athena.ingest.mainframe.doubt import Doubt, Flags, Mask, flags, mark
from athena.ingest.mainframe.rows import Rows, dense
from athena.ingest.mainframe.wide import validity

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


def decode_hex_float(rows: Rows, *, little: bool = False) -> tuple[pa.Array, Flags]:
    """IBM hexadecimal floats as double precision. A single is exact; a double keeps its nearest IEEE value.

    `little` is for files whose every float was turned round by the machine that copied them.
    """
    if little:
        rows = dense(np.ascontiguousarray(rows.matrix()[:, ::-1]).reshape(-1), rows.count, rows.width)
    word = rows.word()
    if rows.width == 4:
        word = word << np.uint64(32)
    fraction = (word & np.uint64(0x00FFFFFFFFFFFFFF)).astype(np.float64)
    exponent = ((word >> np.uint64(56)) & np.uint64(0x7F)).astype(np.int64) - 64
    values = np.ldexp(fraction, 4 * exponent - 56)
    values = np.where(word >> np.uint64(63), -values, values)
    return _array(values, flags(rows.count))


def decode_ieee_float(rows: Rows, *, little: bool = False) -> tuple[pa.Array, Flags]:
    """IEEE 754 floats, big-endian unless `little`, in their own width.

    NaN and infinities become null and NOT_FINITE: no COBOL program stores them on purpose.
    """
    raw = rows.packed_bytes()
    order = "<" if little else ">"
    loaded = np.frombuffer(raw, f"{order}f{rows.width}")
    values: Floats | Singles = loaded.astype(np.float32) if rows.width == 4 else loaded.astype(np.float64)
    doubts = flags(rows.count)
    mark(doubts, ~np.isfinite(values), Doubt.NOT_FINITE)
    return _array(values, doubts, doubts == Doubt.NOT_FINITE)


def _array(values: Floats | Singles, doubts: Flags, null: Mask | None = None) -> tuple[pa.Array, Flags]:
    kind = pa.float32() if values.dtype == np.float32 else pa.float64()
    array = pa.Array.from_buffers(kind, len(values), [validity(null), pa.py_buffer(values)], -1)
    return array, doubts


def encode_hex_float(values: Floats, width: int) -> npt.NDArray[np.uint8]:
    """IBM hexadecimal bytes, (n, width), of doubles; the fraction is rounded to nearest and normalised.

    Raises `OverflowError` where the exponent leaves excess-64.
    """
    bits = 24 if width == 4 else 56
    mantissa, power = np.frexp(np.abs(values))
    exponent = -(-power // 4)
    fraction = np.rint(np.ldexp(mantissa, power - 4 * exponent + bits)).astype(np.uint64)
    carried = fraction >> np.uint64(bits) != 0
    fraction = np.where(carried, fraction >> np.uint64(4), fraction)
    exponent = np.where(carried, exponent + 1, exponent)
    if ((exponent > 63) | (exponent < -64))[values != 0].any():
        raise OverflowError("a value does not fit IBM hexadecimal floating point")
    word = ((exponent + 64).astype(np.uint64) << np.uint64(bits)) | fraction
    word = np.where(values == 0, np.uint64(0), word) | (np.signbit(values).astype(np.uint64) << np.uint64(bits + 7))
    data: npt.NDArray[np.uint8] = word.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - width :]
    return data
