"""How many events a window will hold in all, with an interval: several plain forecasts, weighed by their own past.

The forecasts are levels that forget at four speeds, one with the trend between them, and two that follow last year's
season where there is one. Each is made at every past origin as well, from what was known there; those errors weigh
them (a combination, Bates and Granger, OR Quarterly 20(4), 1969), and give the interval (split conformal).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from athena.forecast.events import Events, Floats

_SPEEDS = (1.5, 3.0, 6.0, 12.0)
"""Weeks in which a level's weight falls to 1/e."""

_MEMORY = 52
_YEAR = 364.0
"""Days: a whole number of weeks, so that last year's weekdays are this year's."""

_TRUST = 4.0
"""The power of past errors in the weights: the mean is nearly always beaten by leaning on the better half."""

_LEAST_PAST = 6
_SHARE = 0.8
_HALF_YEAR = 182
_LEAST_DAYS = 56


@dataclass(frozen=True)
class Volume:
    """The expected number of events in a window, and the 80 % interval of it."""

    expected: float
    low: float
    high: float


def expected_volume(events: Events, origin: float, window: int) -> Volume:
    """The volume of the `window` days from `origin`, from what came before it and nothing later.

    The interval holds 80 of 100 of the past errors of the same combination, recent ones weighing more, scaled by the
    square root of the level. Below six past origins it is that of a Poisson spread by half as much again.
    """
    first = float(np.floor(events.day[0]))
    if origin - 7.0 < first:
        return Volume(0.0, 0.0, 0.0)
    past = _past(first, origin, window)
    made = _forecasts(events, first, np.append(past, origin), window)
    made *= _weekday(events, first, origin, np.append(past, origin), window)
    if len(past) < _LEAST_PAST:
        level = float(made[1, -1])
        half = 1.28 * np.sqrt(1.5 * level)
        return Volume(level, max(0.0, level - half), level + half)
    came = _count(events, past, past + window)
    recent = np.exp(-(origin - window - past) / (7.0 * _MEMORY / 2))
    known = np.isfinite(made).all(axis=1)
    errors = np.abs(made[known, :-1] - came) @ recent
    weights = (errors + 1e-9) ** -_TRUST
    combined = weights @ made[known] / weights.sum()
    scaled = np.abs(combined[:-1] - came) / np.sqrt(np.maximum(combined[:-1], 1.0))
    half = _quantile(scaled, recent) * np.sqrt(max(combined[-1], 1.0))
    level = float(combined[-1])
    return Volume(level, float(max(0.0, np.ceil(level - half))), float(np.floor(level + half)))


def _past(first: float, origin: float, window: int) -> Floats:
    """The origins whose windows had ended by `origin`, the latest first: weekly, or daily for windows below a week."""
    step, most = (1, 84) if window < 7 else (7, _MEMORY)
    past = origin - window - step * np.arange(most, dtype=np.float64)
    return past[past >= first + 28]


def _count(events: Events, start: Floats, end: Floats) -> Floats:
    return (np.searchsorted(events.day, end) - np.searchsorted(events.day, start)).astype(np.float64)


def _level(events: Events, first: float, at: Floats, weeks: float) -> Floats:
    """Events a day before each moment, older weeks weighing less; nan before a whole week is known."""
    back = np.arange(_MEMORY)
    starts = at[:, None] - 7.0 * (back + 1)
    weight = np.where(starts >= first, np.exp(-back / weeks), 0.0)
    with np.errstate(invalid="ignore"):
        return np.asarray((_count(events, starts, starts + 7.0) * weight).sum(axis=1) / weight.sum(axis=1) / 7.0)


def _forecasts(events: Events, first: float, at: Floats, window: int) -> Floats:
    """(forecasts, moments): what each would have said then; nan where it had too little history."""
    levels = {weeks: _level(events, first, at, weeks) for weeks in _SPEEDS}
    trend = np.maximum(levels[3.0] + (levels[1.5] - levels[6.0]) / 2, 0.0)
    ago = at - _YEAR
    before = np.where(ago - 56.0 >= first, _level(events, first, ago, 3.0), np.nan)
    around = _count(events, ago - 7.0, ago + window + 7.0) / (window + 14.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        season = np.where(before > 0, around / before, np.nan)
        said = [*levels.values(), trend, levels[3.0] * season**0.6, levels[6.0] * season]
    return np.asarray(np.stack(said) * window)


def _weekday(events: Events, first: float, origin: float, at: Floats, window: int) -> Floats:
    """How much busier each moment's weekday is than the mean one, over the half-year before `origin`.

    One for windows of a week or more, and where less than eight weeks are known.
    """
    days = origin - 1.0 - np.arange(_HALF_YEAR, dtype=np.float64)
    days = days[days >= first]
    if window >= 7 or len(days) < _LEAST_DAYS:
        return np.ones(len(at))
    counts = _count(events, days, days + 1.0)
    by_weekday = np.bincount((days % 7).astype(np.int64), weights=counts, minlength=7)
    if by_weekday.sum() == 0:
        return np.ones(len(at))
    share = by_weekday / by_weekday.mean()
    # A window of several days holds several weekdays.
    return np.asarray(np.mean([share[((at + ahead) % 7).astype(np.int64)] for ahead in range(window)], axis=0))


def _quantile(values: Floats, weight: Floats) -> float:
    """The value that so many of 100 stay below, one more error taken as unseen: few errors make it wider."""
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][min(int(np.searchsorted(reached, _SHARE * (1 + 1 / len(values)))), len(values) - 1)])
