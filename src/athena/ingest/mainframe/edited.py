"""Edited numbers: `Z,ZZ9.99-`, `$$$9`, `***9.99CR`, `+9(8)`: what the printer saw, turned back into a value."""

import re
from dataclasses import dataclass

import numpy as np

from athena.ingest.mainframe.codepages import CodePage
from athena.ingest.mainframe.doubt import Bytes, Doubt, Ints, Mask, Words, flags, mark
from athena.ingest.mainframe.numbers import Numbers
from athena.ingest.mainframe.picture import Picture, digit_positions
from athena.ingest.mainframe.rows import Rows
from athena.ingest.mainframe.wide import Wide, join_pieces

_CURRENCY = "$£"
_OVERPUNCH = {**{c: (d, 1) for d, c in enumerate("{ABCDEFGHI")}, **{c: (d, -1) for d, c in enumerate("}JKLMNOPQR")}}


@dataclass(frozen=True)
class EditPosition:
    """One stored character of an edited picture: which characters may stand there, whether it holds a digit."""

    symbol: str
    digit: bool
    suppressible: bool
    allowed: frozenset[int]


def edit_positions(picture: Picture) -> tuple[EditPosition, ...]:
    """The stored characters of an edited picture, in order; CR and DB are two characters each."""
    symbols = re.findall("CR|DB|.", picture.symbols)
    digits = set(digit_positions(symbols, _CURRENCY))
    suppressed = [i for i, s in enumerate(symbols) if i in digits and s != "9"]
    floats = {s for s in "+-$£" if symbols.count(s) > 1}
    last_suppressed = max(suppressed, default=-1)
    fill = set(" *") if "*" in symbols else set(" ")
    fill |= {c for s in floats for c in ("+-" if s in "+-" else "$\x80")}
    positions: list[EditPosition] = []
    for index, symbol in enumerate(symbols):
        if symbol in "SVP":
            continue
        before = index <= last_suppressed or (symbol in ".,0B/" and bool(suppressed) and index < last_suppressed)
        positions.extend(_position(symbol, index in digits, before, fill, symbol in floats))
    if "S" in symbols:
        positions = _overpunched(positions)
    return tuple(positions)


def _position(symbol: str, digit: bool, before: bool, fill: set[str], floats: bool) -> list[EditPosition]:
    if digit:
        allowed = set("0123456789") | (fill if symbol != "9" else set())
        return [EditPosition(symbol, True, symbol != "9", _codes(allowed))]
    if symbol in ("CR", "DB"):
        return [EditPosition(char, False, False, _codes({char, " "})) for char in symbol]
    literal = {"B": " ", "+": "+-", "-": "- +"}.get(symbol, "$\x80" if symbol in _CURRENCY else symbol)
    allowed = set(literal) | (fill if before or floats else set())
    return [EditPosition(symbol, False, before, _codes(allowed))]


def _overpunched(positions: list[EditPosition]) -> list[EditPosition]:
    at = max(i for i, position in enumerate(positions) if position.digit)
    old = positions[at]
    positions[at] = EditPosition("S", True, False, old.allowed | _codes(set(_OVERPUNCH)))
    return positions


def _codes(chars: set[str]) -> frozenset[int]:
    return frozenset(ord(char) for char in chars)


_DIGIT = np.full(256, 255, np.uint8)
_DIGIT[48:58] = np.arange(10)
for _char, (_value, _) in _OVERPUNCH.items():
    _DIGIT[ord(_char)] = _value
_MINUS = np.zeros(256, bool)
_MINUS[[ord(char) for char, (_, sign) in _OVERPUNCH.items() if sign < 0]] = True


def decode_edited(rows: Rows, picture: Picture, page: CodePage, *, blank_when_zero: bool) -> Numbers:
    """Unscaled values of edited rows.

    A character the picture does not allow at its place is BAD_EDIT. The value is kept where the characters are a
    number all the same (`789.09` at the left of its field, a plus where only minus is printed), else null. All spaces
    are zero where the picture can print zero as spaces (BLANK WHEN ZERO, or no 9), else null and SPACES.
    """
    plan = edit_positions(picture)
    characters = rows.packed_bytes().translate(page.plain)
    if picture.decimal_comma:
        characters = characters.translate(bytes.maketrans(b".,", b",."))
    plain = np.frombuffer(characters, np.uint8).reshape(rows.count, rows.width)
    columns = np.ascontiguousarray(plain.T)
    bad: Mask = np.zeros(rows.count, bool)
    negative: Mask = np.zeros(rows.count, bool)
    started: Mask = np.zeros(rows.count, bool)
    digits: list[Words] = []
    for position, chars in zip(plan, columns, strict=True):
        bad |= ~_table(position.allowed)[chars]
        if position.digit:
            value = _DIGIT[chars]
            if position.symbol == "S":
                negative |= _MINUS[chars]
            given = value < 10
            bad |= started & ~given
            started |= given
            digits.append(np.where(given, value, 0).astype(np.uint64))
        else:
            bad |= (position.symbol == ".") & started & (chars == 0x20)
        negative |= _negative_here(position, chars)
    doubts = flags(rows.count)
    spaces = (plain == 0x20).all(axis=1)
    zero_as_spaces = blank_when_zero or all(position.symbol != "9" for position in plan if position.digit)
    if spaces.any():
        bad &= ~spaces
        if not zero_as_spaces:
            mark(doubts, spaces, Doubt.SPACES)
    mark(doubts, (rows.matrix() == 0).all(axis=1), Doubt.LOW_VALUES)
    mark(doubts, bad, Doubt.BAD_EDIT)
    for position, chars in zip(plan, columns, strict=True):
        if position.symbol == "-":
            mark(doubts, chars == ord("+"), Doubt.BAD_EDIT)
    null = bad | (doubts == Doubt.SPACES)
    value = _join(digits)
    if isinstance(value, np.ndarray):
        whole = value.view(np.int64)
        numbers = Numbers(np.where(negative, -whole, whole), null, doubts)
    else:
        numbers = Numbers(value.negated(negative), null, doubts)
    if bad.any() and not set(picture.symbols) & set("0/P"):
        _out_of_place(plain, np.flatnonzero(bad), picture.scale, numbers)
    return numbers


_PRINTED = re.compile(rb"[ *]*([+-]?) *[$\x80]?([0-9][0-9,]*)?(?:\.([0-9]*))? *([+-]|CR|DB)?[ \0]*")


def _out_of_place(plain: Bytes, at: Ints, scale: int, numbers: Numbers) -> None:
    """Keep the value of characters that are a number though not where the picture puts them; the flag stays.

    Where the picture has a point the characters must have one too: without it nobody knows where it was meant.
    """
    texts, which = np.unique(plain[at], axis=0, return_inverse=True)
    for number, text in enumerate(texts):
        found = _PRINTED.fullmatch(text.tobytes())
        if not found or not (found[2] or found[3]) or (found[3] is None) != (scale == 0):
            continue
        places = found[3] or b""
        if len(places) > scale or (found[1] and found[4]):
            continue
        value = int((found[2] or b"").replace(b",", b"") + places.ljust(scale, b"0") or b"0")
        minus = found[1] == b"-" or found[4] in (b"-", b"CR", b"DB")
        _put(numbers, at[which.reshape(-1) == number], -value if minus else value)


def _put(numbers: Numbers, at: Ints, value: int) -> None:
    if isinstance(numbers.values, np.ndarray):
        if abs(value) >= 1 << 63:
            return
        numbers.values[at] = value
    else:
        numbers.values.high[at] = (value >> 64) & 0xFFFFFFFFFFFFFFFF
        numbers.values.low[at] = value & 0xFFFFFFFFFFFFFFFF
    numbers.null[at] = False


def _negative_here(position: EditPosition, chars: Bytes) -> Mask:
    if position.symbol in ("+", "-"):
        return np.asarray(chars == ord("-"))
    if position.symbol in ("C", "D"):
        return np.asarray(chars == ord(position.symbol))
    return np.zeros(len(chars), bool)


def _table(codes: frozenset[int]) -> Mask:
    table = np.zeros(256, bool)
    table[list(codes)] = True
    return table


def _join(digits: list[Words]) -> Words | Wide:
    pieces: list[tuple[Words, int]] = []
    first = len(digits) % 18
    chunks = ([digits[:first]] if first else []) + [digits[i : i + 18] for i in range(first, len(digits), 18)]
    for chunk in chunks:
        total = chunk[0]
        for digit in chunk[1:]:
            total = total * np.uint64(10) + digit
        pieces.append((total, len(chunk)))
    return pieces[0][0] if len(pieces) == 1 else join_pieces(pieces)
