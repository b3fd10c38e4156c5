"""Response staffing: the fewest units, hour by hour of the week, of which each grade's share is reached in time.

Larson's approximate hypercube says who answers what and from where; a queue by grade says how long a call waits when
all are busy. The plan is then played against the calls as they came (`simulation`), which is the figure to believe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from athena.deploy.beats import Beats, Floats, Integers
from athena.deploy.demand import HOURS, Demand, demand_of
from athena.deploy.hypercube_approximate import approximate
from athena.deploy.posts import Places, Roads, places_of, travel_from_posts
from athena.deploy.response_log import ResponseLog
from athena.deploy.simulation import Calls, simulate
from athena.failures import Refused

_MOST_UNITS = 400
_MOST_BUSY = 0.8
"""Above this utilisation no unit has time for anything but calls; a policy of the plan, stated in it."""


@dataclass(frozen=True)
class Targets:
    """Minutes from call to arrival by grade, and the `share` of calls to reach within them."""

    minutes: Mapping[int, float]
    share: float = 0.9


@dataclass(frozen=True)
class Staffing:
    """The plan of one area: `units` and `units_heavy` (168,) for the mean and the heavy hour, and how it did.

    `expected` is, by grade, the share that the formulas promise for the mean week; `played` the share that the
    simulation of the real calls reached with `units`. `curve` is, for the busiest hour, (units, share in time by
    grade). `binding` says in words what sets the busiest hour's number.
    """

    area: str
    demand: Demand
    units: Integers
    units_heavy: Integers
    expected: Mapping[int, float]
    played: Mapping[int, float]
    curve: tuple[tuple[int, Mapping[int, float]], ...]
    scene: float
    calls: int


class _Shares:
    """The share in time by grade for (units, calls an hour by grade); posts are found once for each number of units."""

    def __init__(self, places: Places, scene: float, roads: Roads, targets: Targets) -> None:
        self.places, self.scene, self.roads, self.targets = places, scene, roads, targets
        self._travel: dict[int, Floats] = {}

    def travel(self, units: int) -> Floats:
        if units not in self._travel:
            self._travel[units] = travel_from_posts(self.places, units, self.roads)
        return self._travel[units]

    def service(self, units: int) -> float:
        """Minutes a call keeps a unit: at the scene, and on the way from the nearest post."""
        return self.scene + float(self.places.share @ self.travel(units).min(axis=1))

    def of(self, units: int, rate: Mapping[int, float]) -> dict[int, float] | None:
        """None where the units are busier than the policy allows."""
        total = sum(rate.values())
        service = self.service(units)
        load = total * service / 60.0
        if load > _MOST_BUSY * units:
            return None
        if total == 0:
            way = self.travel(units).min(axis=1)
            return {
                grade: float(self.places.share @ (way <= minutes)) for grade, minutes in self.targets.minutes.items()
            }
        response = approximate(Beats(self.places.share * total, self.travel(units), service))
        at_once = response.sent - np.outer(self.places.share, np.full(units, response.queued / units))
        found: dict[int, float] = {}
        before = 0.0
        for grade, minutes in self.targets.minutes.items():
            after = before + rate.get(grade, 0.0) * service / 60.0 / units
            # Cobham (1954): mean wait of a grade under non-preemptive priority, given that all units are busy.
            pace = units / service * (1.0 - before) * (1.0 - after)
            left = np.maximum(minutes - self.travel(units), 0.0)
            queued = response.queued * float(self.places.share @ (1.0 - np.exp(-pace * left)).mean(axis=1))
            found[grade] = float((at_once * (self.travel(units) <= minutes)).sum()) + queued
            before = after
        return found


def staffing(log: ResponseLog, area: str, targets: Targets, roads: Roads | None = None, share: float = 0.8) -> Staffing:
    """Plan one area's week from its log; `share` is how much of the hours the heavy plan covers.

    The fewest units are found hour by hour; hours are taken as steady, with calls of the hour before still being
    worked on (the modified offered load of Jennings, Mandelbaum, Massey and Whitt, Management Science 42, 1996).
    Refused where even 400 units would not reach a target: the message says which.
    """
    roads = roads or Roads()
    _reachable(targets, roads)
    places = places_of(log)
    scene = float(log.scene.mean())
    shares = _Shares(places, scene, roads, targets)
    demand = demand_of(log, share)
    mean = _carried(demand.mean, shares.service(len(places.x) if len(places.x) < 10 else 10))
    units = np.empty(HOURS, np.int64)
    heavy = np.empty(HOURS, np.int64)
    reached: dict[int, float] = dict.fromkeys(targets.minutes, 0.0)
    for hour in range(HOURS):
        rate = dict(zip(demand.grades, mean[:, hour].tolist(), strict=True))
        units[hour], found = _fewest(shares, rate, targets, 1)
        busier = demand.high[hour] / max(demand.mean[:, hour].sum(), 1e-12)
        heavy[hour], _ = _fewest(
            shares, {grade: one * max(busier, 1.0) for grade, one in rate.items()}, targets, int(units[hour])
        )
        for grade in reached:
            weight = demand.mean[demand.grades.index(grade), hour] if grade in demand.grades else 0.0
            reached[grade] += found[grade] * weight
    totals = {grade: demand.mean[demand.grades.index(grade)].sum() for grade in reached if grade in demand.grades}
    expected = {grade: reached[grade] / total for grade, total in totals.items() if total}
    return Staffing(
        area,
        demand,
        units,
        heavy,
        expected,
        _played(log, places, shares, units, targets),
        _curve(shares, demand, mean, units),
        scene,
        len(log),
    )


def _carried(rate: Floats, service: float) -> Floats:
    """Calls an hour as the units feel them: each hour's calls are still being worked on in the next ones."""
    hours = np.arange(HOURS)
    weight = np.exp(-hours * 60.0 / service)
    weight /= weight.sum()
    return np.real(np.fft.ifft(np.fft.fft(rate, axis=1) * np.fft.fft(weight)[None, :], axis=1)).clip(min=0.0)


def _reachable(targets: Targets, roads: Roads) -> None:
    short = [f"grade {grade}: {minutes:g} min" for grade, minutes in targets.minutes.items() if minutes < roads.at_best]
    if short:
        raise _out_of_reach(
            ", ".join(short), f"even from the same square of 500 m the way takes {roads.at_best:.1f} minutes"
        )


def _out_of_reach(where: str, why: str) -> Refused:
    return Refused(
        "deploy.target-out-of-reach",
        "no number of units reaches this target",
        where,
        why,
        "give a longer target, a lower share or a higher speed; the duty commander sets them",
    )


def _fewest(
    shares: _Shares, rate: Mapping[int, float], targets: Targets, start: int
) -> tuple[int, Mapping[int, float]]:
    for units in range(start, _MOST_UNITS + 1):
        found = shares.of(units, rate)
        if found is not None and all(one >= targets.share for one in found.values()):
            return units, found
    reached = shares.of(_MOST_UNITS, rate) or {}
    short = [grade for grade in targets.minutes if reached.get(grade, 0.0) < targets.share]
    raise _out_of_reach(
        "; ".join(
            f"grade {grade}: {reached.get(grade, 0.0):.0%} within {targets.minutes[grade]:g} min" for grade in short
        ),
        f"{_MOST_UNITS} units are the most that are tried for one area",
    )


def _played(log: ResponseLog, places: Places, shares: _Shares, units: Integers, targets: Targets) -> dict[int, float]:
    most = int(units.max())
    travel = shares.travel(most)
    start = np.floor(log.minute[0] / (HOURS * 60.0)) * HOURS * 60.0
    nearest = travel.min(axis=1)[places.of_call]
    answered = simulate(
        Calls(log.minute - start, places.of_call, log.grade, log.scene + nearest),
        travel,
        np.arange(most)[None, :] < units[:, None],
    )
    return {
        grade: float((answered.minutes[log.grade == grade] <= minutes).mean())
        for grade, minutes in targets.minutes.items()
        if (log.grade == grade).any()
    }


def _curve(
    shares: _Shares, demand: Demand, mean: Floats, units: Integers
) -> tuple[tuple[int, Mapping[int, float]], ...]:
    busiest = int(np.argmax(mean.sum(axis=0)))
    rate = dict(zip(demand.grades, mean[:, busiest].tolist(), strict=True))
    points = ((count, shares.of(count, rate)) for count in range(1, int(units[busiest]) + 6))
    return tuple((count, found) for count, found in points if found is not None)
