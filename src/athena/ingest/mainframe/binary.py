"""COMP, COMP-4, COMP-5, COMP-X: two's complement binary of one to sixteen bytes."""

import numpy as np

from athena.ingest.mainframe.doubt import Doubt, Mask, flags, mark
from athena.ingest.mainframe.numbers import Numbers
from athena.ingest.mainframe.rows import Rows, dense
from athena.ingest.mainframe.wide import Wide

_U = np.uint64


def decode_binary(rows: Rows, *, digits: int, signed: bool, bounded: bool, little: bool = False) -> Numbers:
    """Unscaled values of binary rows.

    `bounded` items (COMP, BINARY) hold at most the digits of their PICTURE; what exceeds it is kept and flagged
    EXCEEDS_PIC, because TRUNC(BIN) programs store it. Unsigned eight-byte values come as `uint64`; a column of
    signed integers cannot keep their 64th bit and gives null there.
    """
    if little:
        rows = dense(np.ascontiguousarray(rows.matrix()[:, ::-1]).reshape(-1), rows.count, rows.width)
    doubts = flags(rows.count)
    null: Mask = np.zeros(rows.count, bool)
    if rows.width > 8:
        wide = _wide(rows, signed)
        if bounded:
            mark(doubts, wide.exceeds(10**digits - 1), Doubt.EXCEEDS_PIC)
        return Numbers(wide, null, doubts)
    word = rows.word()
    if signed:
        shift = np.int64(64 - 8 * rows.width)
        values = (word.view(np.int64) << shift) >> shift
        if bounded and digits <= 18:
            limit = np.int64(10**digits - 1)
            mark(doubts, (values > limit) | (values < -limit), Doubt.EXCEEDS_PIC)
        return Numbers(values, null, doubts)
    if bounded:
        mark(doubts, word > _U(min(10**digits - 1, 2**64 - 1)), Doubt.EXCEEDS_PIC)
    return Numbers(word if rows.width == 8 else word.view(np.int64), null, doubts)


def _wide(rows: Rows, signed: bool) -> Wide:
    low, high = rows.word(0), rows.word(8)
    if signed and rows.width < 16:
        shift = np.int64(8 * (16 - rows.width))
        high = ((high.view(np.int64) << shift) >> shift).view(_U)
    return Wide(high, low)
