"""The methods that a back-test sets side by side, each fitted on the past only, each giving a density over cells."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.ndimage import convolve

from athena.forecast.events import Events, Floats
from athena.forecast.grid import Grid
from athena.forecast.mixture import learn_weights
from athena.forecast.pooling import learn_pool, pool
from athena.forecast.regression import LogSurfaces, fit_regression
from athena.forecast.scoring import UNIFORM_SHARE
from athena.forecast.surfaces import Scales

T = TypeVar("T")
Made = npt.NDArray[np.float32]

UNIFORM, NAIVE, COUNT, PROSPECTIVE = "uniform", "naive", "count", "prospective_hotspot"
KDE, MIXTURE, REGRESSION, BLEND = "kde", "kernel_mixture", "poisson_regression", "blend"

METHODS: Mapping[str, str] = {
    UNIFORM: "everywhere alike: what no knowledge would give",
    NAIVE: "the last 28 days again",
    COUNT: "the count of all history in the cell, with a share spread evenly that is learnt",
    PROSPECTIVE: "near and recent events by 1/((1+d)(1+t)) (Bowers, Johnson and Pease 2004), 3 cells by 26 weeks",
    KDE: "one kernel of time and place, both tuned on the past",
    MIXTURE: "fifty-five kernels of time and place, their weights learnt by expectation-maximisation",
    REGRESSION: "a Poisson regression on the logarithms of the kernels",
    BLEND: "the four last, pooled by weights learnt on windows forecast before they were seen",
}
"""Every method by name, with what it is in words. The order is that of the report."""

POOLED = (COUNT, KDE, MIXTURE, REGRESSION)
"""What the blend is made of."""

_NAIVE_DAYS = 28.0
_WEEKS = 26
_CELLS = 3


@dataclass(frozen=True)
class Learnt:
    """One window to learn from: the surfaces at its origin, and the events it then held, by cell."""

    surfaces: Made
    counts: Floats


@dataclass
class Fitted:
    """What was learnt at the last fit, and the CPU seconds that each method has used so far."""

    scales: Scales
    count_share: Floats = field(default_factory=lambda: np.array([0.9, 0.1]))
    kernel: int = 0
    weights: Floats = field(default_factory=lambda: np.empty(0))
    regression: LogSurfaces | None = None
    pooled: Floats = field(default_factory=lambda: np.full(len(POOLED), 1.0 / len(POOLED)))
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(METHODS, 0.0))

    def fit(self, windows: Sequence[Learnt], forecast: Sequence[tuple[Floats, Floats]]) -> None:
        """Learn from `windows`, and the blend from what was `forecast` before: (logs by pooled method, counts)."""
        exact = self.scales.index(np.inf, 0.0)
        dense = _at_events(windows)
        self.count_share = self._timed(COUNT, lambda: learn_weights(dense[[exact, -1]], prior=1.0))
        self.kernel = self._timed(KDE, lambda: _best_kernel(dense))
        self.weights = self._timed(MIXTURE, lambda: learn_weights(dense, prior=1.0))
        self.regression = self._timed(
            REGRESSION, lambda: fit_regression([(window.surfaces, window.counts) for window in windows])
        )
        if forecast:
            self.pooled = self._timed(BLEND, lambda: learn_pool(forecast))

    def densities(self, surfaces: Made, grid: Grid, past: Events, origin: float) -> dict[str, Floats]:
        """Each method's density over the cells at `origin`, from the `surfaces` and the `past` before it."""
        if self.regression is None:
            raise ValueError("fit before forecasting")
        regression = self.regression
        exact = self.scales.index(np.inf, 0.0)
        even = np.full(grid.cells, 1.0 / grid.cells)
        found = {UNIFORM: even}
        found[NAIVE] = self._timed(NAIVE, lambda: _counted(grid, past.between(origin - _NAIVE_DAYS, origin), even))
        found[COUNT] = self._timed(COUNT, lambda: _mixed(self.count_share, surfaces[[exact, -1]]))
        found[PROSPECTIVE] = self._timed(PROSPECTIVE, lambda: prospective(grid, past, origin))
        found[KDE] = self._timed(KDE, lambda: _floored(surfaces[self.kernel]))
        found[MIXTURE] = self._timed(MIXTURE, lambda: _mixed(self.weights, surfaces))
        found[REGRESSION] = self._timed(REGRESSION, lambda: _floored(regression.density(surfaces)))
        found[BLEND] = self._timed(BLEND, lambda: pool(pooled_logs(found), self.pooled))
        return found

    def _timed(self, method: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        made = work()
        self.seconds[method] += time.process_time() - start
        return made


def pooled_logs(densities: Mapping[str, Floats]) -> Floats:
    """The logarithms (method, cell) of what the blend is made of."""
    return np.asarray(np.log(np.stack([np.maximum(densities[name], 1e-12) for name in POOLED])))


def prospective(grid: Grid, past: Events, origin: float) -> Floats:
    """The prospective hotspot map of Bowers, Johnson and Pease (2004): events weigh 1/((1+d)(1+t)).

    d is in cells, up to 3; t in whole weeks, up to 26.
    """
    recent = past.between(origin - 7.0 * _WEEKS, origin)
    cell = grid.cell_of(recent)
    age = np.floor((origin - recent.day) / 7.0)
    weight = np.bincount(cell[cell >= 0], weights=1.0 / (1.0 + age[cell >= 0]), minlength=grid.cells).astype(np.float64)
    steps = np.arange(-_CELLS, _CELLS + 1)
    apart = np.hypot(steps[:, None], steps[None, :])
    kernel = np.where(apart <= _CELLS, 1.0 / (1.0 + apart), 0.0)
    dense = convolve(grid.spread(weight), kernel, mode="constant")[grid.inside]
    return _floored(dense / dense.sum()) if dense.sum() > 0 else np.full(grid.cells, 1.0 / grid.cells)


def _counted(grid: Grid, events: Events, even: Floats) -> Floats:
    cell = grid.cell_of(events)
    counts = np.bincount(cell[cell >= 0], minlength=grid.cells).astype(float)
    return _floored(counts / counts.sum()) if counts.sum() > 0 else even


def _floored(density: npt.NDArray[np.floating]) -> Floats:
    """A density that rules nothing out, as every method is scored."""
    return np.asarray((1 - UNIFORM_SHARE) * density.astype(np.float64) + UNIFORM_SHARE / len(density))


def _mixed(weights: Floats, surfaces: Made) -> Floats:
    made = weights @ surfaces.astype(np.float64)
    return np.asarray(made / made.sum())


def _at_events(windows: Sequence[Learnt]) -> Floats:
    """The surfaces (surface, event) at every event of every window."""
    parts = [np.repeat(window.surfaces, window.counts.astype(int), axis=1) for window in windows]
    return np.concatenate(parts, axis=1).astype(np.float64)


def _best_kernel(dense: Floats) -> int:
    """The single surface under which the events are likeliest, a share of uniform mixed into each."""
    even = dense[-1]
    return int(np.log((1 - UNIFORM_SHARE) * dense[:-1] + UNIFORM_SHARE * even).sum(axis=1).argmax())
