"""Dates of six, seven or eight digits: the order and the century are declared, never guessed.

A two-digit year needs a window: `1930` means years 30-99 are 19xx and 00-29 are 20xx.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Doubt, Flags, Ints, Mask, mark
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.wide import validity

_FORMATS = frozenset(
    ["YYMMDD", "DDMMYY", "MMDDYY", "YYDDD", "YYYYMMDD", "DDMMYYYY", "MMDDYYYY", "YYYYDDD", "CYYMMDD", "CYYDDD"]
)


_NINES = [10**size - 1 for size in range(5, 10)]
_UNIX = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class DateRule:
    """How a field writes a date: the order of its digits, and the first year of the window for two-digit years.

    `C` is a century digit: 0 for 19xx, 1 for 20xx. With `epoch` the number counts days from that day, as `DAYS`.
    """

    format: str
    window: int | None = None
    epoch: date | None = None

    @classmethod
    def parse(cls, text: str) -> "DateRule":
        """Read `YYMMDD@1930`, `YYYYMMDD` or `DAYS@1899-12-31`, whose 1 is the day after.

        Raises `LegacyRefusedError` where the century would be a guess.
        """
        form, _, window = text.upper().partition("@")
        if form == "DAYS" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", window):
            with suppress(ValueError):
                return cls(form, None, date.fromisoformat(window))
        two_digits = "YYYY" not in form and not form.startswith("C")
        if form not in _FORMATS or (window and not re.fullmatch(r"\d{4}", window)) or (two_digits and not window):
            raise LegacyRefusedError(
                "DATE_RULE",
                f"'{text}' does not say how to read a date",
                where="--date",
                remedy="Write YYMMDD@1930 (a two-digit year needs the first year of its hundred), YYYYMMDD, "
                "DAYS@1899-12-31 (days counted from a day), "
                f"or another of {', '.join(sorted(_FORMATS))}.",
            )
        return cls(form, int(window) if window else None)


def to_dates(digits: Ints, null: Mask, doubts: Flags, rule: DateRule) -> tuple[pa.Array, Flags]:
    """Dates of whole numbers. What is no day of the calendar becomes null with its reason.

    Zeros are ZERO_DATE, nines NINES_DATE, month or day 00 PARTIAL_DATE, anything else BAD_DATE.
    """
    if rule.epoch is not None:
        return _counted(digits, null, doubts, rule.epoch)
    parts = _parts(np.where(null, 0, digits), rule.format)
    year = _year(parts, rule)
    month, day = parts.get("M", np.ones_like(digits)), parts["D"]
    julian = "M" not in parts
    sensible = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1) & (year <= 9999)
    months = (np.where(sensible, year, 1970) - 1970) * 12 + np.where(sensible, month, 1) - 1
    first = months.astype("datetime64[M]")
    days = first.astype("datetime64[D]") + np.where(sensible, day - 1, 0)
    unit = "datetime64[Y]" if julian else "datetime64[M]"
    sensible &= days.astype(unit) == first.astype(unit)
    size = 10 ** len(rule.format)
    fine = sensible & ~null
    mark(doubts, ~null & (digits == 0), Doubt.ZERO_DATE)
    mark(doubts, ~null & (digits == size - 1), Doubt.NINES_DATE)
    mark(doubts, ~fine & ~null & ((month == 0) | (day == 0)), Doubt.PARTIAL_DATE)
    mark(doubts, ~fine & ~null, Doubt.BAD_DATE)
    too_long = (digits < 0) | (digits >= size)
    mark(doubts, too_long & ~null, Doubt.BAD_DATE)
    fine &= ~too_long & (digits != 0)
    values = days.astype("datetime64[D]").view(np.int64).astype(np.int32)
    return pa.Array.from_buffers(pa.date32(), len(values), [validity(~fine), pa.py_buffer(values)], -1), doubts


def _counted(digits: Ints, null: Mask, doubts: Flags, epoch: date) -> tuple[pa.Array, Flags]:
    """Dates of day counts. Five nines and more are a mark, and a count that leaves the calendar is no day."""
    last = date.max.toordinal() - epoch.toordinal()
    nines = np.isin(digits, _NINES)
    fine = ~null & (digits > 0) & (digits <= last) & ~nines
    mark(doubts, ~null & (digits == 0), Doubt.ZERO_DATE)
    mark(doubts, ~null & nines, Doubt.NINES_DATE)
    mark(doubts, ~null & ~fine, Doubt.BAD_DATE)
    values = (np.where(fine, digits, 0) + (epoch.toordinal() - _UNIX)).astype(np.int32)
    return pa.Array.from_buffers(pa.date32(), len(values), [validity(~fine), pa.py_buffer(values)], -1), doubts


def _parts(digits: Ints, form: str) -> dict[str, Ints]:
    parts: dict[str, Ints] = {}
    rest = digits
    for run in reversed(re.findall(r"C|Y+|M+|D+", form)):
        size = 10 ** len(run)
        parts[run[0]] = rest % size
        rest = rest // size
    return parts


def _year(parts: dict[str, Ints], rule: DateRule) -> Ints:
    year = parts["Y"]
    if "C" in parts:
        year = 1900 + 100 * parts["C"] + year
    elif rule.window is not None and "YYYY" not in rule.format:
        year = rule.window + (year - rule.window) % 100
    return year


def from_dates(values: pa.Array, rule: DateRule) -> Ints:
    """The digits of dates under a rule: the inverse of `to_dates` for days inside its window."""
    if rule.epoch is not None:
        counted: Ints = values.cast(pa.int32()).to_numpy(zero_copy_only=False) + np.int64(
            _UNIX - rule.epoch.toordinal()
        )
        return counted
    days = values.cast(pa.int32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    months = days.astype("datetime64[M]")
    year = years.astype(np.int64) + 1970
    parts = {
        "C": year // 100 - 19,
        "Y": year if "YYYY" in rule.format else year % 100,
        "M": months.astype(np.int64) % 12 + 1,
        "D": (days - (months if "M" in rule.format else years)).astype(np.int64) + 1,
    }
    total: Ints = np.zeros(len(days), np.int64)
    for run in re.findall(r"C|Y+|M+|D+", rule.format):
        total = total * 10 ** len(run) + parts[run[0]]
    return total
