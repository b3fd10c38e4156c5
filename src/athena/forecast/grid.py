"""The study area as square cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from athena.failures import Refused
from athena.forecast.events import Events, Floats

CELL = 250.0
"""Metres along the side of a cell, as the protocol fixes it."""

_BLOCK = 4
"""Cells along the side of the squares by which an area without a boundary is drawn: one kilometre."""


@dataclass(frozen=True)
class Grid:
    """Square cells of `side` metres from the corner (`x0`, `y0`); `inside` (rows, columns) marks the study area.

    Cells are numbered over the study area only, row by row.
    """

    x0: float
    y0: float
    side: float
    inside: npt.NDArray[np.bool_]

    @cached_property
    def cells(self) -> int:
        """How many cells the study area has."""
        return int(self.inside.sum())

    @cached_property
    def number(self) -> npt.NDArray[np.int64]:
        """The number of each cell (rows, columns), -1 outside the study area."""
        numbers = np.full(self.inside.shape, -1, dtype=np.int64)
        numbers[self.inside] = np.arange(self.cells)
        return numbers

    @property
    def square_km(self) -> float:
        """The size of the study area."""
        return self.cells * self.side**2 / 1e6

    @property
    def centres(self) -> tuple[Floats, Floats]:
        """The middle of each cell, in metres: (cells,) of x and of y."""
        rows, columns = np.nonzero(self.inside)
        return self.x0 + (columns.astype(np.float64) + 0.5) * self.side, self.y0 + (
            rows.astype(np.float64) + 0.5
        ) * self.side

    def cell_of(self, events: Events) -> npt.NDArray[np.int64]:
        """The number of the cell of each event, -1 for one outside the study area."""
        rows = np.floor((events.y - self.y0) / self.side).astype(np.int64)
        columns = np.floor((events.x - self.x0) / self.side).astype(np.int64)
        high, wide = self.inside.shape
        known = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < wide)
        found = np.full(len(events), -1, dtype=np.int64)
        found[known] = self.number[rows[known], columns[known]]
        return found

    def spread(self, values: Floats) -> Floats:
        """Values by cell (..., cells) laid out as (..., rows, columns), zero outside the area."""
        laid = np.zeros((*values.shape[:-1], *self.inside.shape), dtype=values.dtype)
        laid[..., self.inside] = values
        return laid


def grid_of_boundary(boundary: shapely.Geometry, side: float = CELL) -> Grid:
    """Every cell that meets the polygon `boundary` (metres)."""
    left, low, right, high = boundary.bounds
    x0, y0 = np.floor(left / side) * side, np.floor(low / side) * side
    columns, rows = int(np.ceil((right - x0) / side)), int(np.ceil((high - y0) / side))
    xs, ys = x0 + side * np.arange(columns), y0 + side * np.arange(rows)
    west, south = np.meshgrid(xs, ys)
    shapely.prepare(boundary)
    inside = shapely.intersects(boundary, shapely.box(west, south, west + side, south + side))
    return Grid(float(x0), float(y0), side, np.asarray(inside))


def grid_of_events(past: Events, side: float = CELL) -> Grid:
    """The kilometre squares in which something happened in the `past`: an area drawn without looking ahead.

    One event in a thousand at either edge of each axis is taken for a wrong coordinate and draws nothing.
    Refused with `forecast.no-events` where there is no past.
    """
    if len(past) == 0:
        raise Refused(
            "forecast.no-events",
            "Draw a study area",
            "the events before the first forecast",
            "there are none, and an area may not be drawn from what is to be forecast",
            "whoever asks: deliver earlier events, or name a boundary with --boundary",
        )
    block = side * _BLOCK
    kept = _plausible(past.x) & _plausible(past.y)
    columns = np.floor(past.x[kept] / block).astype(np.int64)
    rows = np.floor(past.y[kept] / block).astype(np.int64)
    blocks = np.zeros((rows.max() - rows.min() + 1, columns.max() - columns.min() + 1), dtype=bool)
    blocks[rows - rows.min(), columns - columns.min()] = True
    inside = np.kron(blocks, np.ones((_BLOCK, _BLOCK), dtype=bool)).astype(bool)
    return Grid(float(columns.min() * block), float(rows.min() * block), side, inside)


def _plausible(axis: Floats) -> npt.NDArray[np.bool_]:
    low, high = np.quantile(axis, 0.001, method="lower"), np.quantile(axis, 0.999, method="higher")
    return np.asarray((axis >= low) & (axis <= high))
