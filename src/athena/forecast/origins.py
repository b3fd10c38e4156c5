"""The protocol of a back-test, fixed in code: which moments are forecast from, and what each may look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from athena.failures import Refused
from athena.forecast.events import Events, Floats

TEST_DAYS = 182
"""The last half-year: twenty-six weeks."""

REFIT_DAYS = 28
"""Days between fits, each on the past only."""

LEARNING_WEEKS = 12
"""How many weekly windows before a fit its weights are learnt from. Earlier ones had less history and would teach
weights that smooth too much."""

_LEAST_DAYS = 90


@dataclass(frozen=True)
class Protocol:
    """Where a back-test of windows of `window` days stands: days since 1970, all whole.

    `trials` are the origins before the test on which methods are compared and chosen; `tests` are scored once.
    Origins are a day apart for windows of one day, else a week; windows of more than a week overlap.
    """

    window: int
    first_day: float
    trials: Floats
    tests: Floats

    @property
    def first_test(self) -> float:
        """The first test origin: nothing at or after it may choose a method, a setting or the study area."""
        return float(self.tests[0])

    @property
    def learning_horizon(self) -> int:
        """Days of the windows that weights are learnt on: at least a week, for a day holds too few events."""
        return max(self.window, 7)

    def learning(self, now: float) -> Floats:
        """The origins of the windows that a fit at `now` learns from, in order; every one of them ends by `now`."""
        weeks = np.arange(LEARNING_WEEKS, dtype=np.float64)[::-1]
        origins = now - self.learning_horizon - 7.0 * weeks
        return origins[origins >= self.first_day + 28]

    @property
    def origins(self) -> Floats:
        """Every moment that is forecast from, trials first."""
        return np.concatenate([self.trials, self.tests])


def protocol(events: Events, window: int) -> Protocol:
    """The protocol for `events` and windows of `window` days: the last 26 weeks are the test.

    Refused with `forecast.bad-window` for a window below a day or above 28, and with `forecast.too-short` where
    less than 90 days lie before the test.
    """
    if not 1 <= window <= 28:
        raise Refused(
            "forecast.bad-window", f"Back-test windows of {window} days", "--window", "they last from 1 to 28 days",
            "whoever asks: name a window from 1 to 28; 1, 7 and 28 are the ones that are published",
        )  # fmt: skip
    first, end = float(np.floor(events.day[0])), float(np.floor(events.day[-1])) + 1
    start = end - TEST_DAYS
    if start - first < _LEAST_DAYS:
        raise Refused(
            "forecast.too-short",
            "Back-test on the last half-year",
            f"events of {end - first:.0f} days",
            f"the test takes {TEST_DAYS} of them, and at least {_LEAST_DAYS} must lie before it",
            "whoever asks: deliver a longer history",
        )
    tests = np.arange(start, end - window + 1e-9, _step(window), dtype=np.float64)
    return Protocol(window, first, _trials(first, start, window), tests)


def protocol_ahead(events: Events, window: int) -> Protocol:
    """The protocol for the one window after the last day of `events`: trials end there, and nothing can be scored yet.

    Refused as `protocol`, with 90 days of history needed in all.
    """
    if not 1 <= window <= 28:
        raise Refused(
            "forecast.bad-window", f"Forecast a window of {window} days", "--window", "it lasts from 1 to 28 days",
            "whoever asks: name a window from 1 to 28",
        )  # fmt: skip
    first, end = float(np.floor(events.day[0])), float(np.floor(events.day[-1])) + 1
    if end - first < _LEAST_DAYS:
        raise Refused(
            "forecast.too-short",
            "Forecast the window after the last event",
            f"events of {end - first:.0f} days",
            f"at least {_LEAST_DAYS} days must lie before a forecast",
            "whoever asks: deliver a longer history",
        )
    return Protocol(window, first, _trials(first, end, window), np.array([end]))


def _step(window: int) -> int:
    return 1 if window < 7 else 7


def _trials(first: float, start: float, window: int) -> Floats:
    """The origins on up to twelve weeks before `start`; every trial's window ends by then."""
    step = _step(window)
    weeks = int(min(LEARNING_WEEKS, (start - first - _LEAST_DAYS) // 7))
    trials = (start - window - step * np.arange(weeks * 7 // step, dtype=np.float64))[::-1]
    return trials[trials - _LEAST_DAYS >= first]
