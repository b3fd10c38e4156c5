"""Editing: a value printed the way its PICTURE says (MOVE to a numeric-edited item)."""

import re

from athena.ingest.mainframe.picture import Picture, digit_positions

_CURRENCY = "$£"
_SWAPPED = str.maketrans(".,", ",.")


def edit(picture: Picture, value: int, *, blank_when_zero: bool = False) -> str:
    """The printed form of an unscaled value; its length is the picture's width.

    Source: ISO/IEC 1989:2014 13.18.40.8, editing rules. Raises `OverflowError` where the digits do not fit.
    """
    symbols = re.findall("CR|DB|.", picture.symbols)
    positions = set(digit_positions(symbols, _CURRENCY))
    digits = str(abs(value)).zfill(len(positions))
    if len(digits) > len(positions):
        raise OverflowError(f"{value} has more digits than {picture.text}")
    suppressible = [i for i in sorted(positions) if symbols[i] != "9"]
    all_suppressed = len(suppressible) == len(positions)
    if value == 0 and (blank_when_zero or (all_suppressed and "*" not in symbols)):
        return " " * picture.width
    text = _Printer(symbols, positions, digits, value < 0).text(all_suppressed and value == 0)
    return text.translate(_SWAPPED) if picture.decimal_comma else text


class _Printer:
    """One value on its way through the symbols of a picture."""

    def __init__(self, symbols: list[str], positions: set[int], digits: str, negative: bool) -> None:
        self.symbols = symbols
        self.positions = positions
        self.digits = iter(digits)
        self.negative = negative
        self.fill = "*" if "*" in symbols else " "
        self.floating = next((s for s in "+-$£" if symbols.count(s) > 1), "")

    def text(self, starred: bool) -> str:
        out: list[str] = []
        started = False
        pending = -1
        last_suppressed = max((i for i in self.positions if self.symbols[i] != "9"), default=-1)
        for index, symbol in enumerate(self.symbols):
            if symbol in ("S", "V", "P"):
                started = started or (symbol == "V" and not starred)
                continue
            if index in self.positions:
                digit = next(self.digits)
                started = started or digit != "0" or symbol == "9"
                out.append(digit if started else self.fill)
                if not started:
                    pending = len(out) - 1
                continue
            if symbol == ".":
                out.append(self.fill if starred and self.fill == " " else ".")
                started = started or not starred
                continue
            if symbol == self.floating:
                out.append(" ")
                pending = len(out) - 1
                continue
            out.append(self._insertion(symbol, started, index < last_suppressed))
            if not started and index < last_suppressed and self.floating:
                pending = len(out) - 1
        if self.floating and pending >= 0:
            out[pending] = self._symbol(self.floating)
        text = "".join(out)
        return self._overpunched(text) if "S" in self.symbols else text

    def _insertion(self, symbol: str, started: bool, suppressing: bool) -> str:
        if symbol in ("CR", "DB"):
            return symbol if self.negative else "  "
        if symbol in "+-" or symbol in _CURRENCY:
            return self._symbol(symbol)
        if suppressing and not started:
            return self.fill
        return " " if symbol == "B" else symbol

    def _symbol(self, symbol: str) -> str:
        if symbol == "+":
            return "-" if self.negative else "+"
        if symbol == "-":
            return "-" if self.negative else " "
        return symbol

    def _overpunched(self, text: str) -> str:
        at = max(i for i, char in enumerate(text) if char.isdigit())
        table = "}JKLMNOPQR" if self.negative else "{ABCDEFGHI"
        return text[:at] + table[int(text[at])] + text[at + 1 :]
