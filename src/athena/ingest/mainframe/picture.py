"""The PICTURE clause in full: what kind of value it holds, how many characters, where the point stands.

Source: ISO/IEC 1989:2014 13.18.40 and IBM Enterprise COBOL Language Reference, "PICTURE clause".
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

from athena.ingest.mainframe.refusal import CopybookError, Place

MAX_DIGITS = 38  # what a 128-bit decimal holds; IBM's own limit with ARITH(EXTEND) is 31


class Category(Enum):
    """What a PICTURE describes."""

    TEXT = "text"
    NUMERIC = "numeric"
    NUMERIC_EDITED = "numeric-edited"
    TEXT_EDITED = "text-edited"
    NATIONAL = "national"
    DBCS = "dbcs"


@dataclass(frozen=True)
class Picture:
    """A parsed PICTURE.

    `symbols` is the string with repetitions written out, P and V and S included. `digits` counts digit
    positions that are stored, `scale` the decimal places of the value (negative when P stands on the right),
    `width` the characters that take storage under USAGE DISPLAY (SIGN SEPARATE not counted). With `decimal_comma`
    the printed form has `,` where `symbols` has `.`, and the other way round.
    """

    text: str
    symbols: str
    category: Category
    digits: int
    scale: int
    signed: bool
    width: int
    decimal_comma: bool = False

    @property
    def precision(self) -> int:
        """Decimal digits needed to hold any value of the picture, scaling positions included."""
        return max(self.digits, self.scale, self.digits - self.scale if self.scale < 0 else 0, 1)


_REPEAT = re.compile(r"(CR|DB|.)\s*(?:\(\s*(\d+)\s*\))?", re.DOTALL)
_ALLOWED = set("XA9NGSVPZB0/,.*+-$£") | {"CR", "DB"}
_NOT_STORED = set("SVP")


def parse_picture(text: str, place: Place, *, currency: str = "$£", decimal_comma: bool = False) -> Picture:
    """Parse a PICTURE string. Raises `CopybookError` with the column of the offending symbol.

    `decimal_comma` is DECIMAL-POINT IS COMMA: the roles of `,` and `.` are exchanged.
    """
    symbols = _expand(text, place, currency)
    if decimal_comma:
        symbols = [{",": ".", ".": ","}.get(symbol, symbol) for symbol in symbols]
    kinds = set(symbols)
    if kinds & set("XA"):
        return _text(text, symbols, place)
    if "N" in kinds or "G" in kinds:
        return _wide(text, symbols, place)
    return replace(_numeric(text, symbols, place, currency), decimal_comma=decimal_comma)


def whole_number(picture: Picture, digits: int) -> Picture:
    """The picture of an unsigned whole number that takes the place of PIC X, with so many digits."""
    return Picture(picture.text, "9" * digits, Category.NUMERIC, digits, 0, False, picture.width)


def _expand(text: str, place: Place, currency: str) -> list[str]:
    symbols: list[str] = []
    for match in _REPEAT.finditer(text.upper()):
        symbol, count = match.group(1), int(match.group(2) or 1)
        at = Place(place.line, place.column + match.start(), place.file)
        if symbol not in _ALLOWED and symbol not in currency:
            raise CopybookError(
                f"'{symbol}' is no PICTURE symbol in {text}", at, "one of X A 9 N G S V P Z B 0 / , . * + - $ CR DB"
            )
        if count == 0 or count > 1 << 24:
            raise CopybookError(f"a repetition of {count} in {text}", at, "a count of at least 1")
        symbols.extend([symbol] * count)
    return symbols


def _text(text: str, symbols: list[str], place: Place) -> Picture:
    if not set(symbols) <= set("XA9B0/"):
        raise CopybookError(f"{text} mixes characters and numeric symbols", place, "only X, A, 9, B, 0 and / together")
    edited = bool(set(symbols) & set("B0/"))
    category = Category.TEXT_EDITED if edited else Category.TEXT
    return Picture(text, "".join(symbols), category, 0, 0, False, len(symbols))


def _wide(text: str, symbols: list[str], place: Place) -> Picture:
    if not (set(symbols) <= set("NB0/") or set(symbols) <= set("GB")):
        raise CopybookError(f"{text} mixes national or DBCS with other symbols", place, "only N, or only G, and B")
    category = Category.NATIONAL if "N" in symbols else Category.DBCS
    return Picture(text, "".join(symbols), category, 0, 0, False, 2 * len(symbols))


def _numeric(text: str, symbols: list[str], place: Place, currency: str) -> Picture:
    _check_numeric(text, symbols, place)
    edited = bool(set(symbols) - set("9SVP"))
    positions = digit_positions(symbols, currency)
    stored = len(positions)
    if stored == 0 or stored > MAX_DIGITS:
        raise CopybookError(f"{text} has {stored} digits", place, f"between 1 and {MAX_DIGITS} digit positions")
    scale = _scale(symbols, positions)
    width = sum(len(symbol) for symbol in symbols if symbol not in _NOT_STORED)
    signed = "S" in symbols or bool(edited and set(symbols) & {"+", "-", "CR", "DB"})
    category = Category.NUMERIC_EDITED if edited else Category.NUMERIC
    picture = Picture(text, "".join(symbols), category, stored, scale, signed, width)
    if picture.precision > MAX_DIGITS:
        raise CopybookError(f"{text} scales past {MAX_DIGITS} digits", place, "fewer P or 9")
    return picture


def _check_numeric(text: str, symbols: list[str], place: Place) -> None:
    if symbols.count("S") > 1 or ("S" in symbols and symbols[0] != "S"):
        raise CopybookError(f"S is not the first symbol of {text}", place, "S once, at the left")
    points = symbols.count("V") + symbols.count(".")
    if points > 1:
        raise CopybookError(f"{text} has {points} decimal points", place, "one V or one '.'")
    runs = re.findall(r"P+", "".join("p" if len(s) > 1 else s for s in symbols))
    if len(runs) > 1:
        raise CopybookError(f"{text} has P in two places", place, "P only at the left or only at the right")


def digit_positions(symbols: list[str], currency: str = "$£") -> list[int]:
    """Indices of the symbols that hold a stored digit.

    `+`, `-` and currency hold digits only when they float, that is from the second of their kind on.
    """
    positions = [i for i, symbol in enumerate(symbols) if symbol in ("9", "Z", "*")]
    for group in (("+",), ("-",), tuple(currency)):
        floating = [i for i, symbol in enumerate(symbols) if symbol in group]
        if len(floating) > 1:
            positions.extend(floating[1:])
    return sorted(positions)


def _scale(symbols: list[str], positions: list[int]) -> int:
    scaling = [i for i, symbol in enumerate(symbols) if symbol == "P"]
    if scaling:
        left = scaling[0] < positions[0]
        return len(scaling) + len(positions) if left else -len(scaling)
    point = next((i for i, symbol in enumerate(symbols) if symbol in ("V", ".")), None)
    return 0 if point is None else sum(position > point for position in positions)
