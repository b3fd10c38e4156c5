"""Events as a forecast sees them: when and where, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Events:
    """Reported events in order of time: `day` is days since 1970-01-01 (local time), `x` and `y` are metres.

    There is no column for a person, on purpose: what is not here cannot become an input.
    """

    day: Floats
    x: Floats
    y: Floats

    def __post_init__(self) -> None:
        """Hold the order that everything else relies on."""
        if not (len(self.day) == len(self.x) == len(self.y)):
            raise ValueError("day, x and y have the same length")
        if len(self.day) > 1 and bool((np.diff(self.day) < 0).any()):
            raise ValueError("events are in order of time")

    def __len__(self) -> int:
        """How many there are."""
        return len(self.day)

    def between(self, first: float, end: float) -> Events:
        """The events from `first`, `end` excluded."""
        low, high = np.searchsorted(self.day, [first, end])
        return Events(self.day[low:high], self.x[low:high], self.y[low:high])

    def before(self, end: float) -> Events:
        """The events before `end`."""
        return self.between(-np.inf, end)


def in_order(day: Floats, x: Floats, y: Floats) -> Events:
    """Events from columns in any order; ties keep the order they came in."""
    order = np.argsort(day, kind="stable")
    return Events(day[order], x[order], y[order])
