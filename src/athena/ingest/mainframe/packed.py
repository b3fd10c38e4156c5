"""COMP-3 and its unsigned sibling: two digits a byte, the sign in the last nibble.

Source: IBM z/Architecture Principles of Operation, "Decimal number formats": signs A C E F plus, B D minus,
C and D preferred, F for unsigned.
"""

import numpy as np

from athena.ingest.mainframe.doubt import Doubt, Flags, Mask, Words, flags, mark
from athena.ingest.mainframe.numbers import Numbers
from athena.ingest.mainframe.rows import Rows
from athena.ingest.mainframe.wide import join_pieces
from athena.ingest.mainframe.words import any_fault, packed_faults, packed_value

_U = np.uint64
_NEGATIVE = np.zeros(16, bool)
_NEGATIVE[[0xB, 0xD]] = True
_SIGN_DOUBT_SIGNED = np.zeros(16, np.uint8)
_SIGN_DOUBT_SIGNED[:10] = Doubt.BAD_SIGN
_SIGN_DOUBT_SIGNED[[0xA, 0xB, 0xE]] = Doubt.NON_PREFERRED_SIGN
_SIGN_DOUBT_SIGNED[0xF] = Doubt.UNSIGNED_SIGN
_SIGN_DOUBT_UNSIGNED = np.full(16, Doubt.SIGN_IN_UNSIGNED, np.uint8)
_SIGN_DOUBT_UNSIGNED[:10] = Doubt.BAD_SIGN
_SIGN_DOUBT_UNSIGNED[0xF] = Doubt.NONE


def decode_packed(rows: Rows, *, digits: int, signed: bool, sign_nibble: bool = True) -> Numbers:
    """Unscaled values of packed rows.

    A bad digit or sign gives null; an odd sign gives the value and a flag; digits above the PICTURE (the spare
    high nibble) keep the value and are flagged EXCEEDS_PIC.
    """
    pieces, fault = _pieces(rows, sign_nibble)
    doubts = flags(rows.count)
    negative: Mask | None = None
    if sign_nibble:
        sign = (rows.byte(rows.width - 1) & 0x0F).astype(np.uint8)
        if signed or (sign != 0xF).any():
            doubts = (_SIGN_DOUBT_SIGNED if signed else _SIGN_DOUBT_UNSIGNED)[sign]
            negative = _NEGATIVE[sign]
    null: Mask = np.zeros(rows.count, bool)
    if fault.any() or doubts.any():
        null = fault | (doubts == Doubt.BAD_SIGN)
        if null.any():
            doubts[fault] = Doubt.BAD_DIGIT
            _name_fillings(rows, null, doubts)
    spare = 2 * rows.width - int(sign_nibble) > digits
    if spare:
        mark(doubts, (rows.byte(0) >= 0x10) & ~null, Doubt.EXCEEDS_PIC)
    return _assemble(pieces, negative, null, doubts)


def _pieces(rows: Rows, sign_nibble: bool) -> tuple[list[tuple[Words, int]], Mask]:
    """Words of digits, most significant first, with the digits each holds."""
    pieces: list[tuple[Words, int]] = []
    faults: Words | None = None
    for back in range(0, rows.width, 8):
        word = rows.word(back)
        count = 16
        if back == 0 and sign_nibble:
            word >>= _U(4)
            count = 15
        fault = packed_faults(word)
        faults = fault if faults is None else faults | fault
        pieces.append((packed_value(word), count))
    if faults is None:
        raise ValueError("a packed field has no bytes")
    pieces.reverse()
    return pieces, any_fault(faults)


def _assemble(pieces: list[tuple[Words, int]], negative: Mask | None, null: Mask, doubts: Flags) -> Numbers:
    if len(pieces) == 1 or (len(pieces) == 2 and not (pieces[0][0] > 999).any()):
        value = pieces[-1][0] if len(pieces) == 1 else pieces[0][0] * _U(10 ** pieces[1][1]) + pieces[1][0]
        signed = value.view(np.int64)
        if negative is not None and negative.any():
            mark(doubts, negative & (signed == 0) & ~null, Doubt.NEGATIVE_ZERO)
            signed = np.where(negative, -signed, signed)
        return Numbers(signed, null, doubts)
    wide = join_pieces(pieces)
    if negative is not None and negative.any():
        mark(doubts, negative & (wide.low == 0) & (wide.high == 0) & ~null, Doubt.NEGATIVE_ZERO)
        wide = wide.negated(negative)
    return Numbers(wide, null, doubts)


def _name_fillings(rows: Rows, null: Mask, doubts: Flags) -> None:
    """Say of undecodable rows whether they are wholly low-values, high-values or spaces."""
    at = np.flatnonzero(null)
    bad = rows.pick(at).matrix()
    for byte, reason in ((0x00, Doubt.LOW_VALUES), (0xFF, Doubt.HIGH_VALUES), (0x40, Doubt.SPACES)):
        doubts[at[(bad == byte).all(axis=1)]] = reason
