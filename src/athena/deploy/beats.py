"""A response problem: where calls come from, which units stand where, and in which order they are sent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from athena.failures import Refused

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Beats:
    """Calls an hour from each place (`rate`), minutes from each unit's post to it (`travel`), and `service`.

    `rate`: (places,), calls an hour. `travel`: (places, units), minutes. `service`: mean minutes a call keeps a unit,
    travel included. Units are sent nearest first; ties go to the lower number, so that a plan is the same each time.
    """

    rate: Floats
    travel: Floats
    service: float

    def __post_init__(self) -> None:
        fits = self.travel.ndim == 2 and len(self.rate) == len(self.travel) and self.travel.shape[1] > 0
        if not fits or self.service <= 0 or not np.isfinite(self.travel).all() or (self.rate < 0).any():
            raise Refused(
                "deploy.beats-do-not-fit",
                "the response problem does not hold together",
                f"{self.rate.shape} rates, {self.travel.shape} travel times, service {self.service}",
                "each place needs a rate of 0 or more and a finite travel time from each unit, and service must be > 0",
                "give one rate and one row of travel times a place; the analyst who made the table can mend it",
            )

    @property
    def places(self) -> int:
        """How many places calls come from."""
        return len(self.rate)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.travel.shape[1])

    @property
    def load(self) -> float:
        """Units kept busy by all calls together (erlangs)."""
        return float(self.rate.sum()) * self.service / 60.0

    @property
    def preference(self) -> Integers:
        """(places, units): the units in the order in which they are sent to each place, nearest first."""
        return np.argsort(self.travel, axis=1, kind="stable").astype(np.int64)

    def stable(self) -> None:
        """Refuse a load that the units can never work off."""
        if self.load >= self.units:
            raise Refused(
                "deploy.units-do-not-keep-up",
                f"{self.units} units cannot work off {self.load:.1f} units' worth of calls",
                "the response problem",
                "the queue would grow without end, so no response time exists",
                f"give at least {int(self.load) + 1} units or shorten the service time; the duty commander decides",
            )


@dataclass(frozen=True)
class Response:
    """What a response problem comes to in the long run.

    `busy`: (units,), the share of its time that each unit is on a call. `sent`: (places, units), the share of all
    calls that go from each place to each unit, summing to 1. `queued`: the share of calls that wait for a unit.
    `wait`: mean minutes in that queue over all calls. `travel`: mean minutes of travel; to a queued call as from a
    unit at large (Larson 1974, section 5). `within` is for the whole response.
    """

    busy: Floats
    sent: Floats
    queued: float
    wait: float
    travel: float

    @property
    def minutes(self) -> float:
        """Mean minutes from the call to the arrival: the wait and the travel."""
        return self.wait + self.travel

    def across(self, home: Integers) -> float:
        """The share of calls answered by a unit that is not the first choice of its place (inter-beat dispatches)."""
        return float(1.0 - self.sent[np.arange(len(home)), home].sum())
