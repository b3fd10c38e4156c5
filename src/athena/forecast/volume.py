"""How many events a window will hold in all, with an interval: a level that follows the recent past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom, poisson

from athena.forecast.events import Events

_WEEKS = 8.0
_HISTORY = 26


@dataclass(frozen=True)
class Volume:
    """The expected number of events in a window, and the 80 % interval of it."""

    expected: float
    low: float
    high: float


def expected_volume(events: Events, origin: float, window: int) -> Volume:
    """The volume of the `window` days from `origin`, from the half-year of windows before it and nothing later.

    The level is a weighted mean, a window's weight falling to 1/e in eight weeks. The interval is that of a negative
    binomial whose spread is what the past windows showed beyond chance; a Poisson's where they showed none.
    """
    ends = origin - window * np.arange(_HISTORY)
    starts = ends - window
    known = starts >= np.floor(events.day[0])
    counts = np.diff(np.searchsorted(events.day, np.stack([starts[known], ends[known]], axis=1)), axis=1)[:, 0]
    if len(counts) == 0:
        return Volume(0.0, 0.0, 0.0)
    weight = np.exp(-(origin - ends[known]) / (7 * _WEEKS))
    level = float((counts * weight).sum() / weight.sum())
    # What is left after the level of the moment: differences of neighbours, so that a trend is not taken for spread.
    steps = np.diff(counts)
    spread = float((steps**2).mean() / 2) if len(steps) else level
    # The level itself is uncertain by about as much as so many windows leave it.
    spread *= 1 + float((weight**2).sum() / weight.sum() ** 2)
    if level == 0:
        return Volume(0.0, 0.0, 0.0)
    if spread <= level:
        low, high = poisson.ppf([0.1, 0.9], level)
    else:
        size = level**2 / (spread - level)
        low, high = nbinom.ppf([0.1, 0.9], size, size / (size + level))
    return Volume(level, float(low), float(high))
