"""DISPLAY numbers: one digit a character, the sign overpunched on the first or last, or a character of its own.

EBCDIC zones: F unsigned, C plus, D minus. In ASCII files the overpunched characters are `{A-I` and `}J-R` (or
`p-y` for minus in Micro Focus files); they are brought to EBCDIC first, so there is one decoder.
"""

import numpy as np

from athena.ingest.mainframe.doubt import Bytes, Doubt, Flags, Ints, Mask, Words, flags, mark
from athena.ingest.mainframe.entries import Sign
from athena.ingest.mainframe.numbers import Numbers
from athena.ingest.mainframe.rows import Rows, dense
from athena.ingest.mainframe.wide import join_pieces
from athena.ingest.mainframe.words import any_fault, zoned_faults, zoned_value

_U = np.uint64
_NEGATIVE = np.zeros(16, bool)
_NEGATIVE[[0xB, 0xD]] = True
_ZONE_SIGNED = np.full(16, Doubt.BAD_SIGN, np.uint8)
_ZONE_SIGNED[[0xC, 0xD]] = Doubt.NONE
_ZONE_SIGNED[[0xA, 0xB, 0xE]] = Doubt.NON_PREFERRED_SIGN
_ZONE_SIGNED[0xF] = Doubt.UNSIGNED_SIGN
_ZONE_UNSIGNED = np.full(16, Doubt.BAD_SIGN, np.uint8)
_ZONE_UNSIGNED[0xA:] = Doubt.SIGN_IN_UNSIGNED
_ZONE_UNSIGNED[0xF] = Doubt.NONE
_FILLINGS = (Doubt.LOW_VALUES, Doubt.HIGH_VALUES, Doubt.SPACES)


def _ascii_to_zoned() -> bytes:
    table = bytearray(range(256))
    for digit in range(10):
        table[0x30 + digit] = 0xF0 + digit
        table[0x70 + digit] = 0xD0 + digit
        table[ord("{ABCDEFGHI"[digit])] = 0xC0 + digit
        table[ord("}JKLMNOPQR"[digit])] = 0xD0 + digit
    for ascii_char, ebcdic in ((" ", 0x40), ("+", 0x4E), ("-", 0x60), (".", 0x4B), (",", 0x6B), ("\xff", 0xFF)):
        table[ord(ascii_char)] = ebcdic
    return bytes(table)


ASCII_TO_ZONED = _ascii_to_zoned()


def decode_zoned(rows: Rows, *, signed: bool, sign: Sign | None) -> Numbers:
    """Unscaled values of zoned rows (EBCDIC).

    Leading spaces are a number with suppressed zeros. Trailing spaces give what COBOL computes, their low
    nibble being 0, flagged TRAILING_SPACES. Anything else that is no digit gives null and BAD_DIGIT.
    """
    if sign is not None and sign.separate:
        return _separate(rows, sign)
    leading = sign is not None and sign.place == "leading"
    at = 0 if leading else rows.width - 1
    last = rows.byte(at)
    zone = last >> np.uint8(4)
    zone_doubt = (_ZONE_SIGNED if signed else _ZONE_UNSIGNED)[zone]
    values, fault = _digits(rows, at)
    doubts = zone_doubt
    null: Mask = np.zeros(rows.count, bool)
    if not (signed or doubts.any()) and not fault.any():
        return Numbers(join_pieces(values) if isinstance(values, list) else values.view(np.int64), null, doubts)
    null = fault | (doubts == Doubt.BAD_SIGN)
    negative = _NEGATIVE[zone]
    numbers = _signed(values, negative, null, doubts)
    if null.any():
        _explain(rows, numbers, at if signed else None)
    return numbers


def _digits(rows: Rows, sign_at: int | None) -> tuple[Words | list[tuple[Words, int]], Mask]:
    """Value words and where a byte is no digit; the byte at `sign_at` is judged by its low nibble alone."""
    pieces: list[tuple[Words, int]] = []
    faults: Words | None = None
    for back in range(0, rows.width, 8):
        word = rows.word(back)
        inside = min(8, rows.width - back)
        if inside < 8:
            word |= _U(0xF0F0F0F0F0F0F0F0 << (8 * inside) & 0xFFFFFFFFFFFFFFFF)
        if sign_at is not None and 0 <= rows.width - back - 1 - sign_at < 8:
            word |= _U(0xF0 << (8 * (rows.width - back - 1 - sign_at)))
        fault = zoned_faults(word)
        faults = fault if faults is None else faults | fault
        pieces.append((zoned_value(word), 8))
    if faults is None:
        raise ValueError("a zoned field has no bytes")
    pieces.reverse()
    if rows.width <= 8:
        return pieces[0][0], any_fault(faults)
    if rows.width <= 18:
        total = pieces[0][0]
        for piece, power in pieces[1:]:
            total = total * _U(10**power) + piece
        return total, any_fault(faults)
    return pieces, any_fault(faults)


def _signed(values: Words | list[tuple[Words, int]], negative: Mask, null: Mask, doubts: Flags) -> Numbers:
    if isinstance(values, list):
        wide = join_pieces(values)
        mark(doubts, negative & (wide.low == 0) & (wide.high == 0) & ~null, Doubt.NEGATIVE_ZERO)
        return Numbers(wide.negated(negative), null, doubts)
    plain = values.view(np.int64)
    mark(doubts, negative & (plain == 0) & ~null, Doubt.NEGATIVE_ZERO)
    return Numbers(np.where(negative, -plain, plain), null, doubts)


def _separate(rows: Rows, sign: Sign) -> Numbers:
    """The digits are read as an unsigned number of their own; without a sign character there is no value."""
    at = 0 if sign.place == "leading" else rows.width - 1
    body = rows.part(1 if at == 0 else 0, rows.width - 1)
    char = rows.byte(at)
    values, fault = _digits(body, None)
    plus = np.zeros(rows.count, bool)
    numbers = _signed(values, plus, fault.copy(), flags(rows.count))
    if fault.any():
        _explain(body, numbers, None, separate=True)
    bad = (char != 0x4E) & (char != 0x60)
    filled = bad & np.isin(numbers.doubts, _FILLINGS) & (char == body.byte(0))
    numbers.doubts[bad & ~filled] = Doubt.BAD_SIGN
    numbers.null |= bad
    negative = (char == 0x60) & ~numbers.null
    if isinstance(numbers.values, np.ndarray):
        zero = numbers.values == 0
        numbers.values = np.where(negative, -numbers.values.view(np.int64), numbers.values.view(np.int64))
    else:
        zero = (numbers.values.low == 0) & (numbers.values.high == 0)
        numbers.values = numbers.values.negated(negative)
    mark(numbers.doubts, negative & zero, Doubt.NEGATIVE_ZERO)
    return numbers


def _explain(rows: Rows, numbers: Numbers, sign_at: int | None, *, separate: bool = False) -> None:
    """Judge the rows that are not plain digits one by one group: fillings, leading spaces, trailing spaces."""
    at = np.flatnonzero(numbers.null)
    bad = rows.pick(at)
    matrix = bad.matrix()
    doubts = numbers.doubts
    doubts[at] = np.where(doubts[at] == Doubt.BAD_SIGN, Doubt.BAD_SIGN, Doubt.BAD_DIGIT)
    filled = np.zeros(len(at), bool)
    for byte, reason in ((0x00, Doubt.LOW_VALUES), (0xFF, Doubt.HIGH_VALUES), (0x40, Doubt.SPACES)):
        same = (matrix == byte).all(axis=1)
        doubts[at[same]] = reason
        filled |= same
    padded = (matrix == 0x00).any(axis=1) & ~filled
    if padded.any() and not separate:
        _nuls(matrix[padded], at[padded], numbers, sign_at)
    spaced = (matrix == 0x40).any(axis=1) & ~filled & ~padded
    if spaced.any():
        _spaces(matrix[spaced], at[spaced], numbers, sign_at)


def _nuls(matrix: Bytes, at: Ints, numbers: Numbers, sign_at: int | None) -> None:
    """Read digits that a program padded with x'00', which no COBOL program writes: `33` and x'00' is 33, flagged.

    Padding after the digits ends the number; padding before it is zeros.
    """
    width = matrix.shape[1]
    nul, blank = matrix == 0x00, (matrix == 0x00) | (matrix == 0x40)
    after = np.logical_and.accumulate(blank[:, ::-1], axis=1)[:, ::-1]
    shift = np.where((after & nul).any(axis=1), after.sum(axis=1), 0)
    index = np.arange(width) - shift[:, None]
    moved = np.where(index >= 0, np.take_along_axis(matrix, np.maximum(index, 0), axis=1), np.uint8(0xF0))
    front = np.logical_and.accumulate((moved == 0x00) | (moved == 0x40) | (moved == 0xF0), axis=1)
    _read_again(np.where(front, np.uint8(0xF0), moved), at, numbers, sign_at, Doubt.NUL_PADDING)


def _read_again(cleaned: Bytes, at: Ints, numbers: Numbers, sign_at: int | None, reason: Doubt) -> None:
    """Read cleaned digits; those that are a number now are kept and flagged with the reason."""
    again, fault = _digits(dense(np.ascontiguousarray(cleaned).reshape(-1), *cleaned.shape), sign_at)
    zone = cleaned[:, sign_at if sign_at is not None else -1] >> 4
    good = ~fault & ((zone == 0xF) | ((sign_at is not None) & (zone >= 0xA)))
    redone = _signed(again, _NEGATIVE[zone] & (sign_at is not None), ~good, np.zeros(len(at), np.uint8))
    _keep(numbers, redone, at, good)
    numbers.doubts[at[good]] = reason


def _keep(numbers: Numbers, redone: Numbers, at: Ints, good: Mask) -> None:
    where = at[good]
    numbers.null[where] = False
    if isinstance(numbers.values, np.ndarray) and isinstance(redone.values, np.ndarray):
        numbers.values[where] = redone.values[good]
    elif not isinstance(numbers.values, np.ndarray) and not isinstance(redone.values, np.ndarray):
        numbers.values.high[where] = redone.values.high[good]
        numbers.values.low[where] = redone.values.low[good]


def _spaces(matrix: Bytes, at: Ints, numbers: Numbers, sign_at: int | None) -> None:
    """Read numbers with spaces before (suppressed zeros) or after (what COBOL computes, flagged)."""
    space = matrix == 0x40
    before = np.logical_and.accumulate(space, axis=1)
    after = np.logical_and.accumulate(space[:, ::-1], axis=1)[:, ::-1]
    cleaned = np.where(before | after, np.uint8(0xF0), matrix)
    again, fault = _digits(dense(cleaned.reshape(-1), len(cleaned), matrix.shape[1]), sign_at)
    sign_byte = matrix[:, sign_at if sign_at is not None else -1]
    zone = sign_byte >> 4
    sign_spaced = sign_byte == 0x40
    good = ~fault & (sign_spaced | (zone == 0xF) | (sign_at is not None) & np.isin(zone, (0xA, 0xB, 0xC, 0xD, 0xE)))
    redone = _signed(again, _NEGATIVE[zone] & ~sign_spaced, ~good, numbers.doubts[at])
    trailing = after.any(axis=1)
    doubts = np.where(trailing, np.uint8(Doubt.TRAILING_SPACES), np.uint8(Doubt.NONE))
    if sign_at is not None:
        doubts = np.where(~trailing & (zone == 0xF), np.uint8(Doubt.UNSIGNED_SIGN), doubts)
    numbers.doubts[at[good]] = doubts[good]
    _keep(numbers, redone, at, good)
