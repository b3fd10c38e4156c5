"""Dates as exact as they are known: a year, a month or a day, each perhaps only about right."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from athena.pole.refusal import unreadable

Precision = Literal["year", "month", "day"]

_CIRCA = re.compile(r"^(?:circa\s+|circa|ca\.?\s*|c\.?\s*|about\s+|approx\.?\s+|~\s*)(?=\d|[a-z])|~$")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?")
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_BRITISH = re.compile(r"(?:(?:(?P<d>\d{1,2})[/.-])?(?P<m>\d{1,2})[/.-])(?P<y>\d{4})")
_WORDS = re.compile(r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<m>[a-z]+)\.?,?\s+(?P<y>\d{4})")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date with its precision; a part that is not known is 0, and `circa` says that the whole is a guess.

    Nothing is ever filled in: a date of birth known as 1970 is not 1 January 1970, and comparing them as equal
    would join two people. `str` prints the Extended Date/Time Format (ISO 8601-2): `1970`, `1970-05`,
    `1970-05-09`, with `~` behind when circa. Equal values sort together, less precise first.
    """

    year: int
    month: int = 0
    day: int = 0
    circa: bool = False

    def __post_init__(self) -> None:
        """Refuse a day that no calendar has, and a day without its month."""
        if self.day and not self.month:
            raise unreadable("partial_date", "it has a day and no month")
        try:
            dt.date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise unreadable("partial_date", f"there is no such date ({error})") from error

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ISO and EDTF, compact `19700509`, British `09/05/1970` and `5/1970`, and `9 May 1970`.

        Day precedes month wherever both are numbers. A day or month of zeros is unknown, as old systems wrote it.
        Raises `Refused` (`pole.value.partial_date`) for another form, a year of two digits (its century would
        be a guess) and a date that does not exist.
        """
        plain = normalise_partial_date(text)
        bare = _CIRCA.sub("", plain).strip()
        for form in (_ISO, _COMPACT, _BRITISH, _WORDS):
            if match := form.fullmatch(bare):
                parts = match.groupdict()
                return cls(int(parts["y"]), _month(parts["m"]), int(parts["d"] or 0), circa=bare != plain)
        raise unreadable("partial_date", "it is no known form of date with a year of four digits")

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        if self.day:
            return "day"
        return "month" if self.month else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that it can be, read literally (`circa` widens nothing: nobody said by how much)."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that it can be, read literally."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def may_equal(self, other: "PartialDate") -> bool:
        """Say whether both can be the same day; true of a year and any day in it. Not evidence that they are."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        """Print the canonical form."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.circa else "")


def normalise_partial_date(text: str) -> str:
    """Lower letters and squeeze spaces; what `PartialDate.parse` does first."""
    return " ".join(text.lower().split())


def _month(text: str | None) -> int:
    if text is None:
        return 0
    if text.isdigit():
        return int(text)
    if text not in _MONTHS:
        raise unreadable("partial_date", "its month is not an English month")
    return _MONTHS[text]
