"""The back-test: every method forecasts window after window from the past alone, and is scored by what then came."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from athena.forecast.comparing import Difference, difference_in_bits
from athena.forecast.events import Events, Floats
from athena.forecast.grid import Grid
from athena.forecast.methods import COUNT, METHODS, UNIFORM, Fitted, Learnt, Made, pooled_logs
from athena.forecast.origins import REFIT_DAYS, Protocol, protocol, protocol_ahead
from athena.forecast.scoring import Score, score
from athena.forecast.surfaces import Scales, Surfaces
from athena.forecast.volume import Volume, expected_volume

Progress = Callable[[int, int], None]

_WORTH = 0.01
"""Bits an event: a smaller lead over counting, however sure, is not worth a method that is harder to explain."""


@dataclass(frozen=True)
class Forecast:
    """One origin forecast: each method's density over the cells, how many events in all, and what then came."""

    origin: float
    densities: Mapping[str, Floats]
    volume: Volume
    counts: Floats


@dataclass(frozen=True)
class Trial:
    """How the method was chosen on windows before the test: every score there, and the lead over counting."""

    scores: Mapping[str, Score]
    lead: Difference | None
    chosen: str
    why: str


@dataclass(frozen=True)
class BackTest:
    """A whole back-test: `scores` are of the test windows, looked at once; `seconds` are of the processor.

    `shared_seconds` were spent on surfaces that all methods share. `covered` is the share of windows whose total
    lay within its 80 % interval, and `volume_error` the mean absolute error of the total over that of repeating the
    window before.
    """

    protocol: Protocol
    grid: Grid
    outside: int
    trial: Trial
    scores: Mapping[str, Score]
    seconds: Mapping[str, float]
    shared_seconds: float
    covered: float
    volume_error: float
    weights: Mapping[str, float]


def back_test(
    events: Events, grid_of: Callable[[Events], Grid], window: int, progress: Progress = lambda done, of: None
) -> BackTest:
    """Back-test every method on the last half-year of `events`, in windows of `window` days.

    `grid_of` draws the study area from the events before the first test origin. Every method is fitted again each
    28 days on what lay before. The method is chosen on trial windows that end before the first test origin. Events
    outside the area are left out and counted. Refused as `protocol` and `grid_of`.
    """
    plan = protocol(events, window)
    grid = grid_of(events.before(plan.first_test))
    walk = _Walk(events, grid, plan)
    forecasts = walk.run(progress)
    trials = [one for one in forecasts if one.origin < plan.first_test]
    tests = [one for one in forecasts if one.origin >= plan.first_test]
    trial = _choose(trials, window)
    return BackTest(
        plan,
        grid,
        int((grid.cell_of(events) < 0).sum()),
        trial,
        _scores(tests),
        walk.fitted.seconds,
        walk.shared,
        _covered(tests),
        _volume_error(tests, walk.inside, window),
        walk.weights_in_words(),
    )


@dataclass(frozen=True)
class Ahead:
    """The window after the last event: the day it starts (since 1970), `expected` events by cell, and how many in all.

    `trial` says how the method was chosen, on windows that had ended by then.
    """

    origin: float
    grid: Grid
    trial: Trial
    expected: Floats
    volume: Volume


def look_ahead(
    events: Events, grid_of: Callable[[Events], Grid], window: int, progress: Progress = lambda done, of: None
) -> Ahead:
    """Forecast the `window` days after the last event by the method that did best on the twelve weeks before.

    Refused as `protocol_ahead` and `grid_of`.
    """
    plan = protocol_ahead(events, window)
    walk = _Walk(events, grid_of(events), plan)
    *trials, last = walk.run(progress)
    trial = _choose(trials, window)
    return Ahead(last.origin, walk.grid, trial, last.densities[trial.chosen] * last.volume.expected, last.volume)


class _Walk:
    """One pass through time: surfaces are made in order, kept while a fit may still learn from them, and dropped."""

    def __init__(self, events: Events, grid: Grid, plan: Protocol) -> None:
        self.events, self.grid, self.plan = events, grid, plan
        self.scales = Scales()
        self.fitted = Fitted(self.scales)
        self.shared = 0.0
        self._surfaces = Surfaces(grid, events, self.scales)
        self._kept: dict[float, Made] = {}
        self._cell = grid.cell_of(events)
        kept = self._cell >= 0
        self.inside = Events(events.day[kept], events.x[kept], events.y[kept])

    def run(self, progress: Progress) -> list[Forecast]:
        origins = self.plan.origins
        fits = self._fits(origins)
        learning = {now: self.plan.learning(now) for now in fits}
        needed = sorted({*origins.tolist(), *(one for past in learning.values() for one in past.tolist())})
        made: list[Forecast] = []
        wanted = set(origins.tolist())
        for done, origin in enumerate(needed):
            self._make(origin)
            if origin in learning:
                self._fit(learning[origin], made, origin)
            if origin in wanted:
                made.append(self._forecast(origin))
            self._drop(origin, learning)
            progress(done + 1, len(needed))
        return made

    def _fits(self, origins: Floats) -> list[float]:
        """The first origin, and each first one that lies 28 days or more after the last fit."""
        fits = [float(origins[0])]
        for origin in origins.tolist():
            # What was learnt before the trials ended may not be carried past a gap into the test.
            if origin - fits[-1] >= REFIT_DAYS or (origin >= self.plan.first_test > fits[-1]):
                fits.append(origin)
        return fits

    def _make(self, origin: float) -> None:
        start = time.process_time()
        self._kept[origin] = self._surfaces.at(origin)
        self.shared += time.process_time() - start

    def _drop(self, origin: float, learning: Mapping[float, Floats]) -> None:
        ahead = {one for now, past in learning.items() if now > origin for one in past.tolist()}
        self._kept = {one: made for one, made in self._kept.items() if one in ahead}

    def _fit(self, past: Floats, made: Sequence[Forecast], now: float) -> None:
        horizon = self.plan.learning_horizon
        windows = [Learnt(self._kept[one], self._counts(one, horizon)) for one in past.tolist()]
        known = [one for one in made if now - 7 * 12 - horizon <= one.origin <= now - self.plan.window]
        self.fitted.fit(windows, [(pooled_logs(one.densities), one.counts) for one in known])

    def _forecast(self, origin: float) -> Forecast:
        densities = self.fitted.densities(self._kept[origin], self.grid, self.events.before(origin), origin)
        return Forecast(
            origin,
            densities,
            expected_volume(self.inside, origin, self.plan.window),
            self._counts(origin, self.plan.window),
        )

    def _counts(self, origin: float, days: int) -> Floats:
        low, high = np.searchsorted(self.events.day, [origin, origin + days])
        cell = self._cell[low:high]
        return np.bincount(cell[cell >= 0], minlength=self.grid.cells).astype(np.float64)

    def weights_in_words(self) -> dict[str, float]:
        """The mixture's weights at the last fit, the heaviest first, each in words; below one per cent left out."""
        order = np.argsort(-self.fitted.weights)
        return {
            self.scales.words(int(one)): float(self.fitted.weights[one])
            for one in order
            if self.fitted.weights[one] >= 0.01
        }


def _scores(forecasts: Sequence[Forecast]) -> dict[str, Score]:
    return {
        name: score([(one.densities[name], one.counts, one.volume.expected) for one in forecasts]) for name in METHODS
    }


def _choose(trials: Sequence[Forecast], window: int) -> Trial:
    """The winner in bits on the trial windows, if it beats counting by more than noise; else counting."""
    if not trials:
        return Trial({}, None, COUNT, "too little history to try methods on before the test, so the count is used")
    scores = _scores(trials)
    best = max((name for name in METHODS if name != UNIFORM), key=lambda name: scores[name].bits)
    if best == COUNT:
        return Trial(scores, None, COUNT, "counting did best on the windows before the test")
    lead = difference_in_bits(scores[best], scores[COUNT], _block(window))
    if not lead.clear or lead.mean < _WORTH:
        return Trial(
            scores, lead, COUNT, f"{best} did not beat the count of history by more than noise, so the count is used"
        )
    return Trial(
        scores, lead, best, f"{best} did best on the windows before the test, ahead of counting by more than noise"
    )


def _block(window: int) -> int:
    """How many windows in a row are drawn together: a month of them."""
    return 28 if window == 1 else 4


def _covered(tests: Sequence[Forecast]) -> float:
    return float(np.mean([one.volume.low <= one.counts.sum() <= one.volume.high for one in tests]))


def _volume_error(tests: Sequence[Forecast], inside: Events, window: int) -> float:
    ours = np.array([abs(one.volume.expected - one.counts.sum()) for one in tests])
    naive = np.array([abs(len(inside.between(one.origin - window, one.origin)) - one.counts.sum()) for one in tests])
    return float(ours.mean() / naive.mean()) if naive.mean() else float("nan")
