"""Densities of past events at many scales of time and place: what every method of this room is built from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from athena.forecast.events import Events, Floats
from athena.forecast.grid import Grid

DAYS = (3.0, 7.0, 14.0, 30.0, 60.0, 120.0, 240.0, 480.0, np.inf)
"""Scales of time: days in which the weight of an event falls to 1/e; the last never forgets."""

METRES = (0.0, 150.0, 300.0, 600.0, 1200.0, 2400.0)
"""Scales of place: standard deviations of a Gaussian; the first is the exact cell."""

_REACH = 3.5


@dataclass(frozen=True)
class Scales:
    """The scales of time and place that surfaces are made at; their product, then one uniform surface."""

    days: tuple[float, ...] = DAYS
    metres: tuple[float, ...] = METRES

    @property
    def count(self) -> int:
        """How many surfaces there are."""
        return len(self.days) * len(self.metres) + 1

    def index(self, days: float, metres: float) -> int:
        """Which surface has this pair of scales."""
        return self.metres.index(metres) * len(self.days) + self.days.index(days)

    def words(self, surface: int) -> str:
        """What a surface is, in words."""
        if surface == self.count - 1:
            return "everywhere alike"
        days, metres = self.days[surface % len(self.days)], self.metres[surface // len(self.days)]
        past = "all history" if np.isinf(days) else f"the last {days:.0f} days"
        return f"{past}, {'exact cell' if metres == 0 else f'{metres:.0f} m'}"


class Surfaces:
    """Surfaces of the events before an origin, each a probability over the cells of the study area.

    `at(origin)` gives (surface, cell). It reads no event at or after the origin. Origins must not go back, for
    the counts are carried forward: O(cells) a day, whatever the length of history.
    """

    def __init__(self, grid: Grid, events: Events, scales: Scales | None = None) -> None:
        self.grid, self.scales = grid, scales or Scales()
        self._events = events
        self._cell = grid.cell_of(events)
        self._tau = np.asarray(self.scales.days)
        self._counts = np.zeros((len(self._tau), grid.cells))
        self._now = -np.inf
        self._next = 0

    @cached_property
    def _edges(self) -> Floats:
        """How much of each Gaussian lies inside the area: without it, cells at an edge look quiet."""
        mask = self.grid.inside.astype(float)
        return np.stack([_smooth(mask, sigma / self.grid.side)[self.grid.inside] for sigma in self.scales.metres])

    def at(self, origin: float) -> npt.NDArray[np.float32]:
        """The surfaces of what happened before `origin`, as float32 (surface, cell), each summing to one."""
        self._forward(origin)
        laid = self.grid.spread(self._counts)
        made = np.empty((self.scales.count, self.grid.cells), dtype=np.float32)
        width = len(self._tau)
        for place, sigma in enumerate(self.scales.metres):
            dense = np.stack([_smooth(one, sigma / self.grid.side)[self.grid.inside] for one in laid])
            dense /= self._edges[place]
            total = dense.sum(axis=1, keepdims=True)
            uniform = 1.0 / self.grid.cells
            made[place * width : (place + 1) * width] = np.where(
                total > 0, dense / np.where(total > 0, total, 1), uniform
            )
        made[-1] = 1.0 / self.grid.cells
        return made

    def _forward(self, origin: float) -> None:
        if origin < self._now:
            raise ValueError("origins must not go back")
        if np.isfinite(self._now):
            self._counts *= np.exp(-(origin - self._now) / self._tau)[:, None]
        end = int(np.searchsorted(self._events.day, origin))
        cell = self._cell[self._next : end]
        age = origin - self._events.day[self._next : end]
        cell, age = cell[cell >= 0], age[cell >= 0]
        for row, tau in enumerate(self._tau):
            weight = np.exp(-age / tau)
            self._counts[row] += np.bincount(cell, weights=weight, minlength=self.grid.cells)
        self._now, self._next = origin, end


def _smooth(values: Floats, cells: float) -> Floats:
    if cells == 0:
        return values
    return np.asarray(gaussian_filter(values, cells, mode="constant", truncate=_REACH))
