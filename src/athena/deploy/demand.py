"""How many calls an hour of the week brings, as a distribution: the mean week and the heavy one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.stats import nbinom, poisson

from athena.deploy.beats import Floats
from athena.deploy.response_log import ResponseLog
from athena.failures import Refused

HOURS = 168
_HOUR = 60.0
_SMOOTH = 1.0
"""Hours: the width of the smoothing over the ring of the week. A call at 21:58 is evidence for 22:00 as well."""


@dataclass(frozen=True)
class Demand:
    """Calls an hour by hour of the week from Monday 00:00 (UTC): the `mean`, and the `high` that `share` stay below.

    `mean` is (grades, 168) in the order of `grades`; `high` (168,) is over all grades. `weeks` is what it rests on.
    """

    grades: tuple[int, ...]
    mean: Floats
    high: Floats
    share: float
    weeks: int


def demand_of(log: ResponseLog, share: float = 0.8) -> Demand:
    """The demand of whole weeks in `log`: smoothed means, and a negative binomial about their sum.

    The spread is what the weeks showed beyond chance, pooled over hours (a method of moments); Poisson where they
    showed none. Refused below two whole weeks.
    """
    first = np.ceil(log.minute[0] / (HOURS * _HOUR))
    last = np.floor(log.minute[-1] / (HOURS * _HOUR))
    weeks = int(last - first)
    if weeks < 2:
        raise Refused(
            "deploy.too-few-weeks",
            "this log is too short to say what a week is like",
            f"{len(log):,} calls, {max(weeks, 0)} whole weeks",
            "the spread from week to week cannot be told from one",
            "give at least two whole weeks of calls, better a year; the control room exports them",
        )
    hour = np.floor(log.minute / _HOUR).astype(np.int64) - int(first) * HOURS
    inside = (hour >= 0) & (hour < weeks * HOURS)
    grades = tuple(sorted(set(log.grade.tolist())))
    counts = np.stack(
        [np.bincount(hour[inside & (log.grade == grade)], minlength=weeks * HOURS) for grade in grades]
    ).reshape(len(grades), weeks, HOURS)
    mean = gaussian_filter1d(counts.mean(axis=1), _SMOOTH, axis=1, mode="wrap")
    return Demand(grades, mean, _high(counts.sum(axis=0), mean.sum(axis=0), share), share, weeks)


def _high(counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]], mean: Floats, share: float) -> Floats:
    """The count that `share` of such hours stay at or below."""
    beyond = ((counts - mean) ** 2 - mean).mean()
    spread = max(0.0, float(beyond / (mean**2).mean())) if (mean > 0).any() else 0.0
    if spread < 1e-9:
        return np.asarray(poisson.ppf(share, mean), np.float64)
    size = 1.0 / spread
    return np.asarray(nbinom.ppf(share, size, size / (size + mean)), np.float64)
