"""The years that are simulated, and the clocks: London's wall clock, UTC, and how each is written."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from athena.synth.draws import Ints

DAY = 86_400
LAST_DAY = dt.date(2025, 12, 31)
"""Northmere's world ends here whatever the size: it looks at no calendar, or bytes would depend on the day."""

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Period:
    """Whole years up to and including `LAST_DAY`. Days are counted from 1970-01-01, seconds likewise.

    A time "by the wall clock" is the seconds that London's clock would show, as if it never changed; `to_utc` takes
    off the hour of summer time.
    """

    years: int

    @cached_property
    def first_day(self) -> int:
        """The first day."""
        return (dt.date(LAST_DAY.year - self.years + 1, 1, 1) - _EPOCH).days

    @cached_property
    def days(self) -> int:
        """How many days there are."""
        return (LAST_DAY - _EPOCH).days + 1 - self.first_day

    @cached_property
    def end(self) -> int:
        """The first second after the period, by the wall clock."""
        return (self.first_day + self.days) * DAY

    @cached_property
    def year_starts(self) -> Ints:
        """The first day of each year, and of the year after the last."""
        first = LAST_DAY.year - self.years + 1
        return np.array([(dt.date(first + n, 1, 1) - _EPOCH).days for n in range(self.years + 1)], np.int64)

    def year_of(self, day: Ints) -> Ints:
        """Return which year of the period a day is in, from 0; days outside count to the nearest year."""
        return np.clip(np.searchsorted(self.year_starts, day, side="right") - 1, 0, self.years - 1)


def day_number(date: dt.date) -> int:
    """Return the days from 1970-01-01 to a date."""
    return (date - _EPOCH).days


def as_dates(day: npt.ArrayLike) -> npt.NDArray[np.datetime64]:
    """Return NumPy dates of days."""
    return np.asarray(day, np.int64).astype("datetime64[D]")


def month_of(day: Ints) -> Ints:
    """Return the month of each day, 0 for January."""
    return as_dates(day).astype("datetime64[M]").astype(np.int64) % 12


def weekday_of(day: Ints) -> Ints:
    """Return the weekday of each day, 0 for Monday (1970-01-01 was a Thursday)."""
    return (day + 3) % 7


def to_utc(wall: Ints) -> Ints:
    """Return UTC seconds of London wall-clock seconds.

    The hour that the clock skips in March is no time at all and becomes its end; of the hour that comes twice in
    October the first is meant. So the order of times is kept.
    """
    years = np.asarray(wall, np.int64).astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64)
    begins = _last_sunday(years, 3) * DAY + 3_600
    ends = _last_sunday(years, 10) * DAY + 7_200
    summer = np.maximum(wall - 3_600, begins)
    return np.where((wall >= begins) & (wall < ends), summer, wall)


def _last_sunday(years: Ints, month: int) -> Ints:
    """Return the day number of the last Sunday of a month of 31 days."""
    last = (years * 12 + month).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    return last - (weekday_of(last) + 1) % 7


def clock_text(seconds: Ints) -> npt.NDArray[np.str_]:
    """Write seconds as `YYYY-MM-DDTHH:MM:SS`."""
    return np.datetime_as_string(np.asarray(seconds, np.int64).astype("datetime64[s]"))


def date_text(day: Ints) -> npt.NDArray[np.str_]:
    """Write days as `DD/MM/YYYY`, as British forms do."""
    iso = np.datetime_as_string(as_dates(day))
    return np.array([f"{one[8:10]}/{one[5:7]}/{one[:4]}" for one in iso.tolist()], dtype="U10")
