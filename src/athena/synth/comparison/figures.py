"""The figures that are compared, and how each is taken from times and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from athena.synth.comparison.knox import Knox
from athena.synth.draws import Ints, Mask, Reals
from athena.synth.period import DAY, weekday_of

HOURS_OF_WEEK = 168
Shares = Mapping[str, float]


@dataclass(frozen=True)
class Figures:
    """The figures of some places. Shares sum to 1; weeks begin at Monday 00:00; each by the name of its source.

    `urgent_by_hour` is the share of an hour's calls that had one of the two highest of San Diego's priorities, or the
    highest of Northmere's grades.
    """

    crime_types: Mapping[str, Shares]
    burglary_week: Mapping[str, Reals]
    knox: Mapping[str, Knox]
    stop_outcomes: Mapping[str, Shares]
    calls_by_hour: Mapping[str, Reals]
    call_grades: Mapping[str, Shares]
    urgent_by_hour: Mapping[str, Reals]


def shares(words: Sequence[str]) -> Shares:
    """Return the share of each word, the most frequent first."""
    found, counts = np.unique(np.asarray(words), return_counts=True)
    order = np.lexsort((found, -counts))
    return {str(found[n]): float(counts[n] / counts.sum()) for n in order}


def week_of(at: Ints) -> Reals:
    """Return the share of times (wall-clock seconds) in each hour of the week."""
    hour = weekday_of(at // DAY) * 24 + at % DAY // 3600
    counts = np.bincount(hour, minlength=HOURS_OF_WEEK)
    return np.asarray(counts / max(1, counts.sum()), np.float64)


def share_by_hour(at: Ints, chosen: Mask) -> Reals:
    """Return which share of each hour's times is `chosen`; 0 for an hour that has none."""
    hour = at % DAY // 3600
    every, some = (np.bincount(one, minlength=24) for one in (hour, hour[chosen]))
    return np.asarray(some / np.maximum(every, 1), np.float64)


def hours_of(at: Ints) -> Reals:
    """Return the share of times in each hour of the day."""
    return np.asarray(week_of(at).reshape(7, 24).sum(axis=0), np.float64)
