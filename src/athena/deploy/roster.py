"""A roster by column generation and dives: near the bound in a minute or two, and it says how near.

Dive: solve the linear programme, hold the lines that it takes nearly whole, price again, until everybody has one. Then
free some people, dive again, and keep what is better (a large neighbourhood search), until the gap or the time is met.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil

import numpy as np

from athena.deploy.roster_columns import Master
from athena.deploy.roster_lines import Line, LinesOf
from athena.deploy.roster_problem import RosterProblem, WorkerId

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Roster:
    """A roster: each worker's line, what it costs, and the `bound` that no roster can be below.

    `cost` and `bound` are in the weights of the problem, whole numbers. `seconds` are of the clock.
    """

    lines: Mapping[WorkerId, Line]
    cost: int
    bound: int
    seconds: float

    @property
    def gap(self) -> float:
        """How far above the bound, as a share of the cost; 0 proves that none is better."""
        return 0.0 if self.cost == 0 else (self.cost - self.bound) / self.cost


def roster(
    problem: RosterProblem, seconds: float, gap: float = 0.0, progress: Progress = lambda what, cost, bound: None
) -> Roster:
    """Make a roster in about `seconds`, earlier where the gap is met; refused where somebody has no line at all."""
    started = time.monotonic()
    lines = [LinesOf(problem, worker) for worker in problem.workers]
    with ThreadPoolExecutor(2) as pool:
        search = _Search(problem, Master(problem, lines), pool, started + seconds, progress)
        search.run(gap)
    found = search.best
    assert found is not None
    return Roster(found, problem.cost_of(found), search.bound, time.monotonic() - started)


class _Search:
    def __init__(
        self, problem: RosterProblem, master: Master, pool: ThreadPoolExecutor, until: float, progress: Progress
    ) -> None:
        self.problem, self.master, self.pool, self.until, self.progress = problem, master, pool, until, progress
        self.best: dict[WorkerId, Line] | None = None
        self.cost = np.inf
        self.bound = 0
        self._draw = np.random.default_rng(1)

    def run(self, gap: float) -> None:
        bound = self.master.improve(self.pool, 400, 0.0)
        self.bound = max(0, ceil(bound - 1e-4))
        self.dive()
        self.combine(self.left() / 5)
        freed = 0.5
        while self.left() > 1 and self.cost > self.bound and (self.cost - self.bound) > gap * self.cost:
            before = self.cost
            self.neighbour(freed)
            freed = 0.3 if self.cost < before else min(0.9, freed + 0.1)
            if freed >= 0.9:
                self.combine(min(15.0, self.left() / 3))
                freed = 0.4
        self.progress("done", self.cost, self.bound)

    def left(self) -> float:
        return self.until - time.monotonic()

    def dive(self) -> None:
        """Hold line after line until each worker has one; keeps the roster if it is the best."""
        master = self.master
        while len(master.held) < len(self.problem.workers):
            values = master.values()
            free = [
                (values[number], number)
                for number, column in enumerate(master.columns)
                if column.worker not in master.held and values[number] > 1e-6
            ]
            if not free:
                master.release()
                return
            nearly = [number for value, number in free if value > 0.85] or [max(free)[1]]
            for number in nearly:
                master.hold(number)
            master.improve(self.pool, 12, 1e-4) if self.left() > 0 or self.best is None else master.solve()
        chosen = [master.columns[number] for number in master.held.values()]
        self.keep({self.problem.workers[one.worker].id: one.line for one in chosen})
        master.release()

    def keep(self, lines: dict[WorkerId, Line]) -> None:
        cost = self.problem.cost_of(lines)
        if cost < self.cost:
            self.best, self.cost = lines, cost
            self.progress("better", cost, self.bound)

    def combine(self, seconds: float) -> None:
        """Let HiGHS choose among the lines whose reduced cost could still matter."""
        if seconds <= 0 or not np.isfinite(self.cost):
            return
        self.master.solve()
        columns = self.master.worthwhile(self.cost - self.bound)
        found = self.master.whole(columns, min(seconds, 20.0), self.cost)
        if found is not None:
            self.keep(found)

    def neighbour(self, share: float) -> None:
        """Hold the best roster but for a share of its people, and dive from there."""
        assert self.best is not None
        workers = self.problem.workers
        freed = set(self._draw.choice(len(workers), max(2, round(share * len(workers))), replace=False).tolist())
        place = {(column.worker, column.line): number for number, column in enumerate(self.master.columns)}
        for number, worker in enumerate(workers):
            if number not in freed:
                self.master.hold(place[number, self.best[worker.id]])
        self.master.improve(self.pool, 20, 1e-4)
        self.dive()
