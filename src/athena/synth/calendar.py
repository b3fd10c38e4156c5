"""What is on: occasions that change how much happens, day by day."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Reals
from athena.synth.period import Period, day_number, month_of, weekday_of
from athena.synth.rates import Rates

_SATURDAY = 5
_HOME_MATCHES = 0.5
_FESTIVAL_DAYS = 3
_STORMS = 5


@dataclass(frozen=True)
class Occasion:
    """Something on a day: a home match, the harbour festival, New Year, a bank holiday, a storm."""

    name: str
    day: int


def occasions(dice: Dice, period: Period) -> tuple[Occasion, ...]:
    """Return what is on, in order of days; matches, festivals and storms fall differently each year."""
    found = [occasion for year in range(period.years) for occasion in _of_year(dice, period, year)]
    return tuple(sorted(found, key=lambda occasion: (occasion.day, occasion.name)))


def day_weights(rates: Rates, period: Period, on: tuple[Occasion, ...], weekday: Reals) -> Reals:
    """Return the relative intensity of each day: trend, season, weekday and what is on, multiplied."""
    day = np.arange(period.first_day, period.first_day + period.days)
    weight = rates.curve("process.season")[month_of(day)] * weekday[weekday_of(day)]
    weight = weight * (1 + rates.number("process.trend_per_year") * period.year_of(day))
    return weight * factors(rates, period, on)


def factors(rates: Rates, period: Period, on: tuple[Occasion, ...]) -> Reals:
    """Return by what each day's occasions multiply its intensity; 1 where nothing is on."""
    words, values = rates.mix("process.event_factor")
    factor = dict(zip(words, values.tolist(), strict=True))
    each = np.ones(period.days)
    for occasion in on:
        each[occasion.day - period.first_day] *= factor[occasion.name]
    return each


def _of_year(dice: Dice, period: Period, year: int) -> list[Occasion]:
    start, end = int(period.year_starts[year]), int(period.year_starts[year + 1])
    name = str(year)
    day = np.arange(start, end)
    season = np.isin(month_of(day), (7, 8, 9, 10, 11, 0, 1, 2, 3, 4))
    saturdays = day[(weekday_of(day) == _SATURDAY) & season]
    matches = saturdays[dice("calendar", "match", name).chance(np.arange(len(saturdays)), _HOME_MATCHES)]
    festival = start + 195 + int(dice("calendar", "festival", name).below(0, 14)[0])
    storms = start + dice("calendar", "storm", name).below(np.arange(_STORMS), 75)
    found: dict[str, Ints | list[int]] = {
        "football": matches,
        "festival": [festival + n for n in range(_FESTIVAL_DAYS)],
        "storm": storms,
        "new_year": [start, end - 1],
        "bank_holiday": _bank_holidays(start),
    }
    return [Occasion(kind, int(one)) for kind, days in found.items() for one in days]


def _bank_holidays(start: int) -> list[int]:
    """Return the holidays with a fixed rule: first and last Monday of May, last of August, Christmas and Boxing Day."""
    year = (dt.date(1970, 1, 1) + dt.timedelta(days=start)).year
    first_may = next(dt.date(year, 5, n) for n in range(1, 8) if dt.date(year, 5, n).weekday() == 0)
    last_may = next(dt.date(year, 5, n) for n in range(31, 24, -1) if dt.date(year, 5, n).weekday() == 0)
    august = next(dt.date(year, 8, n) for n in range(31, 24, -1) if dt.date(year, 8, n).weekday() == 0)
    return [day_number(one) for one in (first_may, last_may, august, dt.date(year, 12, 25), dt.date(year, 12, 26))]
