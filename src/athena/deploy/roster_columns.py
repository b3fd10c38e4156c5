"""Column generation: the linear programme over whole lines, its prices, and the bound that no roster can beat.

The master picks one line a worker; cover missed or exceeded costs. New lines are those that the prices make worthwhile
(`roster_lines`). Its optimum is a bound far closer than that of a model day by day. Solved by HiGHS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import highspy
import numpy as np

from athena.deploy.beats import Floats
from athena.deploy.roster_lines import Line, LinesOf
from athena.deploy.roster_problem import RosterProblem, WorkerId
from athena.deploy.solver import new_solver, run

_SLACK = 1e-6
_NO_LINE = 1e5
"""What it costs the linear programme to leave somebody without a line, until lines for everybody are there."""


@dataclass(frozen=True)
class Column:
    """One line of one worker, and what its wishes cost."""

    worker: int
    line: Line
    cost: float


class Master:
    """The linear programme over lines: grows by `improve`, and holds chosen lines by `hold`."""

    def __init__(self, problem: RosterProblem, lines: Sequence[LinesOf]) -> None:
        self.problem, self.lines = problem, lines
        self.columns: list[Column] = []
        self._known: set[tuple[int, Line]] = set()
        self._held: dict[int, int] = {}
        self._first = 2 * len(problem.covers) + len(problem.workers)
        self._rows: dict[tuple[int, int], list[tuple[int, str | None]]] = {}
        for row, cover in enumerate(problem.covers):
            self._rows.setdefault((cover.day, problem.number(cover.shift)), []).append((row, cover.skill))
        self._highs = new_solver()
        _lay(self._highs, problem)

    def add(self, worker: int, line: Line) -> bool:
        """Add a line; False where it was there already."""
        if (worker, line) in self._known:
            return False
        self._known.add((worker, line))
        column = Column(worker, line, self.lines[worker].cost(line))
        self.columns.append(column)
        _add(self._highs, column.cost, self._rows_of(column))
        return True

    def _rows_of(self, column: Column) -> list[int]:
        return [*self._covered(column.worker, column.line), len(self.problem.covers) + column.worker]

    def _covered(self, worker: int, line: Line) -> list[int]:
        skills = self.problem.workers[worker].skills
        return [
            row
            for day, shift in enumerate(line)
            if shift >= 0
            for row, skill in self._rows.get((day, shift), ())
            if skill is None or skill in skills
        ]

    def solve(self) -> float:
        """Solve the linear programme over the lines there are; its optimum."""
        run(self._highs)
        return float(self._highs.getInfo().objective_function_value)

    def improve(self, pool: ThreadPoolExecutor, rounds: int, least: float) -> float:
        """Add lines until none is worthwhile, or a round gains less than `least` of the optimum; a lower bound.

        The bound is that of Lagrange: the optimum plus what the best line of each worker would still gain. It holds
        for the problem with the lines that are held.
        """
        bound = -np.inf
        last = np.inf
        for _ in range(rounds):
            optimum = self.solve()
            prices = np.array(self._highs.getSolution().row_dual)
            free = [worker for worker in range(len(self.lines)) if worker not in self._held]
            found = list(pool.map(partial(self._cheapest, prices=prices), free))
            gain = sum(min(0.0, reduced) for _, reduced in found)
            bound = max(bound, optimum + gain)
            new = [self.add(worker, line) for worker, (line, reduced) in zip(free, found, strict=True)
                   if line is not None and reduced < -_SLACK]  # fmt: skip
            if not any(new) or optimum - bound < 0.01 or last - optimum < least * abs(optimum) < np.inf:
                break
            last = optimum
        self.solve()
        return float(bound)

    def _cheapest(self, worker: int, prices: Floats) -> tuple[Line | None, float]:
        price = np.zeros((self.problem.days, len(self.problem.shifts)))
        skills = self.problem.workers[worker].skills
        for (day, shift), rows in self._rows.items():
            price[day, shift] = sum(prices[row] for row, skill in rows if skill is None or skill in skills)
        found = self.lines[worker].cheapest(price)
        if found is None:
            return None, 0.0
        line, cost = found
        return line, cost - float(prices[len(self.problem.covers) + worker])

    def values(self) -> Floats:
        """How much of each column the last solution takes."""
        return np.array(self._highs.getSolution().col_value)[self._first :]

    def worthwhile(self, gap: float) -> list[int]:
        """The columns whose reduced cost at the last solution is within `gap`: a better roster uses no other."""
        reduced = np.array(self._highs.getSolution().col_dual)[self._first :]
        return [int(number) for number in np.flatnonzero(reduced <= gap + _SLACK)]

    def hold(self, column: int) -> None:
        """Take a column whole; its worker gets no other until `release`."""
        self._highs.changeColBounds(self._first + column, 1.0, 1.0)
        self._held[self.columns[column].worker] = column

    def release(self) -> None:
        """Let every worker's line be chosen anew."""
        for column in self._held.values():
            self._highs.changeColBounds(self._first + column, 0.0, highspy.kHighsInf)
        self._held = {}

    @property
    def held(self) -> Mapping[int, int]:
        """The column that is held, by worker."""
        return self._held

    def whole(self, columns: Sequence[int], seconds: float, best: float) -> dict[WorkerId, Line] | None:
        """The best whole roster of these columns that HiGHS finds in `seconds`, if it is below `best`; else None."""
        highs = new_solver()
        highs.setOptionValue("time_limit", max(seconds, 0.1))
        highs.setOptionValue("objective_bound", best)
        highs.setOptionValue("mip_rel_gap", 1e-6)
        _lay(highs, self.problem)
        for place, number in enumerate(columns):
            _add(highs, self.columns[number].cost, self._rows_of(self.columns[number]))
            highs.changeColIntegrality(self._first + place, highspy.HighsVarType.kInteger)
        run(highs)
        if highs.getInfo().primal_solution_status != 2:
            return None
        taken = np.array(highs.getSolution().col_value)[self._first :] > 0.5
        chosen = [self.columns[number] for number, take in zip(columns, taken, strict=True) if take]
        if len(chosen) != len(self.problem.workers):
            return None
        return {self.problem.workers[one.worker].id: one.line for one in chosen}


def _lay(highs: highspy.Highs, problem: RosterProblem) -> None:
    """Rows for each cover and each worker; columns for cover missed, cover exceeded, and nobody's line."""
    nowhere, nothing = np.empty(0, np.int32), np.empty(0)
    for cover in problem.covers:
        highs.addRow(cover.needed, cover.needed, 0, nowhere, nothing)
    for _ in problem.workers:
        highs.addRow(1.0, 1.0, 0, nowhere, nothing)
    for row, cover in enumerate(problem.covers):
        _add(highs, cover.under, [row])
        _add(highs, cover.over, [row], -1.0)
    for worker in range(len(problem.workers)):
        _add(highs, _NO_LINE, [len(problem.covers) + worker])


def _add(highs: highspy.Highs, cost: float, rows: Sequence[int], value: float = 1.0) -> None:
    highs.addCol(cost, 0.0, highspy.kHighsInf, len(rows), np.array(rows, np.int32), np.full(len(rows), value))
