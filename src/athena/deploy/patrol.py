"""A patrol plan: which places when and in which order, for the most expected harm met, with the bound it is judged by.

A prize-collecting routing problem with time windows, solved by PyVRP (Wouda, Lan and Kool, INFORMS JoC 36(4), 2024).
Each (place, block of two hours) is an optional stop whose prize is its share of that harm; a unit starts and ends
at its base within its shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, Solution, VehicleType, solve
from pyvrp.stop import MaxRuntime

from athena.deploy.beats import Floats, Integers
from athena.deploy.patrol_problem import BLOCK, Cells, Orders, PatrolUnit, check_orders, minutes_between

_SCALE = 1_000_000
"""Whole numbers for the solver: all harm is a million."""


@dataclass(frozen=True)
class Visit:
    """One visit: the place, and the minutes it lasts from and to on the plan's clock."""

    cell: str
    start: int
    end: int


@dataclass(frozen=True)
class PatrolPlan:
    """Each unit's visits in order, and what they come to; all harm is in the unit of the cells.

    `met` is the harm met by the plan, `bound` what no plan under these orders can exceed, `possible` all harm of all
    blocks. `naive` is what the same units meet when each goes to the worst place left near it. `without_caps` is the
    bound without caps on areas: what they cost at most is its difference to `bound`.
    """

    units: tuple[tuple[PatrolUnit, tuple[Visit, ...]], ...]
    met: float
    bound: float
    possible: float
    naive: float
    without_caps: float
    missed_must: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far below the bound, as a share of it."""
        return 0.0 if self.bound == 0 else max(0.0, (self.bound - self.met) / self.bound)


def patrol_plan(cells: Cells, orders: Orders, seconds: float, most_cells: int = 500) -> PatrolPlan:
    """Plan in about `seconds` over the `most_cells` worst places; refused where the orders name unknown places.

    The bound holds for those places. A place under orders is put first even where its harm is small.
    """
    check_orders(cells, orders)
    cells = _considered(cells, orders, most_cells)
    problem = _Problem(cells, orders)
    solution = solve(problem.data, stop=MaxRuntime(seconds), seed=1, collect_stats=False, display=False).best
    units = problem.visits_of(solution)
    visited = {(visit.cell, visit.start // BLOCK) for _, visits in units for visit in visits}
    return PatrolPlan(
        units,
        problem.met(visited),
        problem.bound(caps=True),
        float(cells.harm.sum()),
        problem.met(problem.naive()),
        problem.bound(caps=False),
        tuple(name for name in orders.must if name not in {cell for cell, _ in visited}),
    )


def _considered(cells: Cells, orders: Orders, most: int) -> Cells:
    keep = [place for place, name in enumerate(cells.name) if place < most or name in orders.must]
    return Cells(
        tuple(cells.name[place] for place in keep),
        cells.x[keep],
        cells.y[keep],
        cells.harm[keep],
        tuple(cells.area[place] for place in keep),
    )


class _Problem:
    def __init__(self, cells: Cells, orders: Orders) -> None:
        self.cells, self.orders, self.units = cells, orders, orders.patrols()
        self.blocks = -(-max(unit.end for unit in self.units) // BLOCK)
        bases = list(dict.fromkeys((unit.x, unit.y) for unit in self.units))
        self.base_of = [bases.index((unit.x, unit.y)) for unit in self.units]
        x = np.concatenate([[base[0] for base in bases], cells.x])
        y = np.concatenate([[base[1] for base in bases], cells.y])
        self.first = len(bases)
        self.minutes = minutes_between(x, y, orders)
        # A prize for a visit under orders is above all harm together, so that no other visit is worth leaving it out.
        self.worth = cells.harm / self.blocks
        self.stops = self._stops()
        self.data = self._data(x, y)

    def _stops(self) -> list[tuple[int, int]]:
        """(place, block) that may be visited: under a cap, an area offers only as many as the cap, the worst first."""
        offered: dict[str, int] = {}
        stops = []
        for place, area in enumerate(self.cells.area):
            for block in range(self.blocks):
                cap = self.orders.most_visits.get(area)
                if cap is not None and offered.get(area, 0) >= cap:
                    continue
                offered[area] = offered.get(area, 0) + 1
                stops.append((place, block))
        return stops

    def _data(self, x: Floats, y: Floats) -> ProblemData:
        total = max(float(self.cells.harm.sum()), 1e-12)
        must = {place for place, name in enumerate(self.cells.name) if name in self.orders.must}
        clients, ordered = [], set()
        for place, block in self.stops:
            prize = round(_SCALE * self.worth[place] / total)
            if place in must and place not in ordered:
                prize += _SCALE
                ordered.add(place)
            clients.append(
                Client(
                    self.first + place,
                    service_duration=self.orders.visit,
                    tw_early=block * BLOCK,
                    tw_late=(block + 1) * BLOCK - self.orders.visit,
                    prize=prize,
                    required=False,
                )
            )
        ways = cast(Any, self.minutes)  # PyVRP's stubs take an array of `int`, which NumPy has no name for
        return ProblemData(
            [Location(float(a), float(b)) for a, b in zip(x, y, strict=True)],
            clients,
            [Depot(base) for base in range(self.first)],
            [
                VehicleType(
                    1, start_depot=base, end_depot=base, tw_early=unit.start, tw_late=unit.end, unit_distance_cost=0,
                    unit_duration_cost=1,
                )
                for unit, base in zip(self.units, self.base_of, strict=True)
            ],
            [ways],
            [ways],
        )  # fmt: skip

    def visits_of(self, solution: Solution) -> tuple[tuple[PatrolUnit, tuple[Visit, ...]], ...]:
        found: dict[int, tuple[Visit, ...]] = {}
        for route in solution.routes():
            visits = []
            for step in route.schedule():
                if step.is_client():
                    place, _ = self.stops[step.idx]
                    start = step.end_time - self.orders.visit
                    visits.append(Visit(self.cells.name[place], int(start), int(step.end_time)))
            found[route.vehicle_type()] = tuple(visits)
        return tuple((unit, found.get(number, ())) for number, unit in enumerate(self.units))

    def met(self, visited: set[tuple[str, int]]) -> float:
        place = {name: number for number, name in enumerate(self.cells.name)}
        return float(sum(self.worth[place[cell]] for cell, _ in sorted(visited)))

    def bound(self, caps: bool) -> float:
        """What no plan can exceed: block by block, the worst places that fit if every way were the shortest there is.

        Within a block all places differ, so each visit but a unit's first follows a way from another place or base.
        """
        nearest = self._nearest()
        need = self.orders.visit + nearest
        offered = self.stops if caps else [(p, b) for p in range(len(self.cells)) for b in range(self.blocks)]
        total = 0.0
        for block in range(self.blocks):
            places = np.array([place for place, at in offered if at == block], np.int64)
            room = sum(
                max(0, min(unit.end, (block + 1) * BLOCK) - max(unit.start, block * BLOCK)) + int(nearest.max())
                for unit in self.units
                if unit.start < (block + 1) * BLOCK and unit.end > block * BLOCK
            )
            total += _fractional(self.worth[places], need[places], room)
        return total

    def _nearest(self) -> Integers:
        ways = self.minutes.copy()
        np.fill_diagonal(ways, np.iinfo(np.int64).max)
        return np.asarray(ways.min(axis=0)[self.first :], np.int64)

    def naive(self) -> set[tuple[str, int]]:
        """Each unit in turn goes to the worst place left in its block, among the ten nearest to where it is."""
        visited: set[tuple[str, int]] = set()
        for unit, base in zip(self.units, self.base_of, strict=True):
            at, now = base, unit.start
            while True:
                block = now // BLOCK
                left = [
                    place
                    for place, when in self.stops
                    if when == block and (self.cells.name[place], block) not in visited
                ]
                near = sorted(left, key=lambda place: self.minutes[at, self.first + place])[:10]
                place = max(near, key=lambda one: self.worth[one], default=None)
                if place is None:
                    break
                end = now + int(self.minutes[at, self.first + place]) + self.orders.visit
                if end + int(self.minutes[self.first + place, base]) > unit.end:
                    break
                if end <= (block + 1) * BLOCK:
                    visited.add((self.cells.name[place], block))
                    at = self.first + place
                now = end if end <= (block + 1) * BLOCK else (block + 1) * BLOCK
        return visited


def _fractional(worth: Floats, need: Integers, room: float) -> float:
    """The most worth that fits into `room`, the last place in part: the linear bound of a knapsack."""
    total = 0.0
    for place in np.argsort(-worth / need, kind="stable"):
        share = min(1.0, room / need[place])
        total += share * worth[place]
        room -= share * need[place]
        if room <= 0:
            break
    return float(total)


def sheet(plan: PatrolPlan) -> Sequence[str]:
    """The print sheet: a line a visit, unit by unit, with the clock of the plan in hours and minutes."""
    lines = []
    for unit, visits in plan.units:
        lines.append(f"{unit.name}: {len(visits)} visits")
        lines += [f"  {_clock(visit.start)}-{_clock(visit.end)}  {visit.cell}" for visit in visits]
    return lines


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
