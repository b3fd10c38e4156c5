"""Whether one method beat another by more than noise: a paired bootstrap over blocks of windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from athena.forecast.events import Floats
from athena.forecast.scoring import COVERAGES, Score

_DRAWS = 2_000
_SEED = 20_261_125


@dataclass(frozen=True)
class Difference:
    """How much better one method did: per event, with the limits that 95 % of draws lie between."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it is ahead by more than noise."""
        return self.low > 0


def difference_in_bits(ours: Score, theirs: Score, block: int) -> Difference:
    """`ours` less `theirs` in bits an event; `block` windows in a row are drawn together, for they depend."""
    return _difference(
        np.array([window.bits for window in ours.windows]),
        np.array([window.bits for window in theirs.windows]),
        ours,
        block,
    )


def difference_in_hits(ours: Score, theirs: Score, coverage: float, block: int) -> Difference:
    """`ours` less `theirs` in hit rate at `coverage`."""
    place = COVERAGES.index(coverage)
    return _difference(
        np.array([window.hits[place] for window in ours.windows]),
        np.array([window.hits[place] for window in theirs.windows]),
        ours,
        block,
    )


def _difference(ours: Floats, theirs: Floats, score: Score, block: int) -> Difference:
    events = np.array([window.events for window in score.windows], dtype=float)
    if events.sum() == 0:
        return Difference(float("nan"), float("nan"), float("nan"))
    gain, windows = ours - theirs, len(events)
    length = max(1, min(block, windows))
    starts = np.random.default_rng(_SEED).integers(0, windows, size=(_DRAWS, -(-windows // length)))
    drawn = ((starts[:, :, None] + np.arange(length)) % windows).reshape(_DRAWS, -1)[:, :windows]
    totals = np.maximum(events[drawn].sum(axis=1), 1.0)
    means = gain[drawn].sum(axis=1) / totals
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float(gain.sum() / events.sum()), float(low), float(high))
