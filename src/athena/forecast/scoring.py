"""How good a forecast was: shares of events in the chosen cells, information, and calibration.

Definitions: hit rate n/N; PAI (Chainey, Tompson and Uhlig 2008) (n/N)/(a/A); PEI (Hunt 2016) n/n*, where n* is the most
that any choice of as many cells could have held. Hits are pooled over windows; window ratios are never averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from athena.forecast.events import Floats

COVERAGES = (0.0025, 0.01, 0.05, 0.10)
"""Shares of the study area that are chosen."""

UNIFORM_SHARE = 0.01
"""How much of the uniform density is mixed into every method before bits are counted, so that a zero costs little."""

_DECILES = 10


@dataclass(frozen=True)
class WindowScore:
    """One method in one window: events, expected hits and the most possible, by coverage, and bits in all."""

    events: int
    hits: tuple[float, ...]
    most: tuple[float, ...]
    bits: float


@dataclass(frozen=True)
class Score:
    """One method over all windows. Rates are shares; `bits` are per event over uniform; `windows` keeps each part."""

    windows: tuple[WindowScore, ...]
    slope: float
    top_ratio: float
    calibration_error: float

    @property
    def events(self) -> int:
        """How many events the windows held, an event in two overlapping windows twice."""
        return sum(window.events for window in self.windows)

    def hit_rate(self, coverage: float) -> float:
        """The share of events in the cells chosen at `coverage`; not a number without an event."""
        place = COVERAGES.index(coverage)
        return _ratio(sum(window.hits[place] for window in self.windows), self.events)

    def pai(self, coverage: float) -> float:
        """The hit rate over the share of the area."""
        return self.hit_rate(coverage) / coverage

    def pei(self, coverage: float) -> float:
        """The hits over the most possible."""
        place = COVERAGES.index(coverage)
        return _ratio(sum(w.hits[place] for w in self.windows), sum(w.most[place] for w in self.windows))

    @property
    def bits(self) -> float:
        """Bits of information an event over the uniform density."""
        return _ratio(sum(window.bits for window in self.windows), self.events)


def score_window(density: Floats, counts: Floats) -> WindowScore:
    """Score one window: `density` (cell) sums to one, `counts` (cell) is what happened."""
    cells = len(counts)
    chosen = [max(1, round(coverage * cells)) for coverage in COVERAGES]
    order = np.sort(counts)[::-1].cumsum()
    mixed = (1 - UNIFORM_SHARE) * density + UNIFORM_SHARE / cells
    return WindowScore(
        int(counts.sum()),
        tuple(expected_hits(density, counts, number) for number in chosen),
        tuple(float(order[number - 1]) for number in chosen),
        float(counts @ np.log2(mixed * cells)),
    )


def expected_hits(density: Floats, counts: Floats, chosen: int) -> float:
    """The events in the `chosen` likeliest cells, where cells that tie share the last places by expectation."""
    edge = np.partition(density, -chosen)[-chosen]
    above, tied = density > edge, density == edge
    places = chosen - int(above.sum())
    return float(counts[above].sum() + counts[tied].sum() * places / int(tied.sum()))


def score(windows: Sequence[tuple[Floats, Floats, float]]) -> Score:
    """Score all windows of one method: each is (density, counts, expected total), the total forecast beforehand.

    Calibration speaks of expected counts of cells: the slope of log count on log expectation by Poisson likelihood
    (1 is right, above 1 too timid), observed over expected in the top one per cent, and the mean absolute difference
    over tenths of the expectation, as a share of all events.
    """
    parts = tuple(score_window(density, counts) for density, counts, _ in windows)
    expected = np.concatenate([density * total for density, _, total in windows])
    counts = np.concatenate([counts for _, counts, _ in windows])
    return Score(parts, _slope(expected, counts), _top(expected, counts), _error(expected, counts))


def _slope(expected: Floats, counts: Floats) -> float:
    """Newton's method for two parameters of a Poisson regression with one input."""
    if counts.sum() == 0:
        return float("nan")
    logs = np.log(np.maximum(expected, 1e-12))
    a, b = 0.0, 1.0
    for _ in range(50):
        rate = np.exp(np.clip(a + b * logs, -50, 50))
        gradient = np.array([(counts - rate).sum(), ((counts - rate) * logs).sum()])
        bend = np.array([[rate.sum(), (rate * logs).sum()], [(rate * logs).sum(), (rate * logs**2).sum()]])
        if np.linalg.cond(bend) > 1e12:
            return float("nan")
        step = np.linalg.solve(bend, gradient)
        a, b = a + step[0], b + step[1]
        if np.abs(step).max() < 1e-9:
            break
    return float(b)


def _top(expected: Floats, counts: Floats) -> float:
    number = max(1, round(0.01 * len(expected)))
    top = np.argpartition(expected, -number)[-number:]
    return _ratio(float(counts[top].sum()), float(expected[top].sum()))


def _error(expected: Floats, counts: Floats) -> float:
    """Tenths hold equal shares of the expectation, not of the cells, so that busy cells weigh as their events do."""
    order = np.argsort(expected)
    mass = expected[order].cumsum()
    tenth = np.minimum((mass / mass[-1] * _DECILES).astype(int), _DECILES - 1)
    seen = np.bincount(tenth, weights=counts[order], minlength=_DECILES)
    said = np.bincount(tenth, weights=expected[order], minlength=_DECILES)
    return _ratio(float(np.abs(seen - said).sum()), float(counts.sum()))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
