"""The cheapest line that one person can work under all their rules: a shortest path through the days.

A state is how the last day went (off for so many days, or on which shift and for how many days), weekends worked,
minutes worked, and days on the shifts that are bounded. Every rule is in the states, so no line breaks one. This is the
pricing step of the column generation in `roster_columns` (Burke and Curtois, "New approaches to nurse rostering
benchmark instances", EJOR 237(1), 2014, solve the same subproblem).
"""

from __future__ import annotations

from math import gcd

import numpy as np

from athena.compiled import compiled
from athena.deploy.beats import Floats, Integers
from athena.deploy.roster_problem import RosterProblem, Worker

Line = tuple[int, ...]
_NONE = np.iinfo(np.int64).max


class LinesOf:
    """The lines that one worker may work; `cheapest` finds the best for any prices of days and shifts."""

    def __init__(self, problem: RosterProblem, worker: Worker) -> None:
        self.worker = worker
        shifts = problem.shifts
        self._wishes, self._wishes_off = problem.costs(worker)
        self._unit = gcd(*(shift.minutes for shift in shifts))
        self._minutes = np.array([shift.minutes // self._unit for shift in shifts], np.int64)
        self._barred = np.array([[b.name in a.not_before for b in shifts] for a in shifts], bool)
        self._allowed = np.array(
            [[worker.most.get(shift.name, problem.days) > 0 and day not in worker.leave for shift in shifts]
             for day in range(problem.days)], bool,
        )  # fmt: skip
        most = np.array([worker.most.get(shift.name, problem.days) for shift in shifts], np.int64)
        # A bound that the minutes keep anyway needs no counter: each counter multiplies the states.
        reachable = np.array([worker.most_minutes // shift.minutes for shift in shifts])
        self._most = np.where(most >= np.minimum(reachable, problem.days), _NONE, most)
        in_a_row = [shift.most_in_a_row or worker.most_in_a_row for shift in shifts]
        self._same = np.array([min(one, worker.most_in_a_row) for one in in_a_row], np.int64)
        self._rules = np.array(
            [
                worker.least_minutes // self._unit + (worker.least_minutes % self._unit > 0),
                worker.most_minutes // self._unit,
                worker.most_in_a_row,
                worker.least_in_a_row,
                worker.least_off,
                worker.most_weekends,
            ],
            np.int64,
        )

    def cheapest(self, prices: Floats) -> tuple[Line, float] | None:
        """The line with the least wishes gone against less `prices` (days, shifts) earned; None where there is none."""
        line, cost = _cheapest(
            self._wishes - prices, self._wishes_off, self._minutes, self._barred, self._allowed, self._most, self._same,
            self._rules,
        )  # fmt: skip
        return None if not np.isfinite(cost) else (tuple(line.tolist()), float(cost))

    def cost(self, line: Line) -> float:
        """The wishes that a line goes against."""
        days = np.arange(len(line))
        choice = np.array(line)
        on = choice >= 0
        return float(self._wishes[days[on], choice[on]].sum() + self._wishes_off[days[~on]].sum())


@compiled
def _cheapest(
    working: Floats,
    off: Floats,
    minutes: Integers,
    barred: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    allowed: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    most: Integers,
    same_most: Integers,
    rules: Integers,
) -> tuple[Integers, float]:
    days, shifts = working.shape
    least_minutes, most_minutes, most_run, least_run, least_off, most_weekends = rules
    longest = minutes.max()
    counted = np.full(shifts, 1, np.int64)
    for shift in range(shifts):
        if most[shift] < days and most[shift] > 0:
            counted[shift] = most[shift] + 1
    repeats = np.int64(1)
    for shift in range(shifts):
        if same_most[shift] < most_run:
            repeats = max(repeats, same_most[shift])
    ways = least_off + shifts * most_run * repeats
    size = ways * (most_weekends + 1) * (most_minutes + 1)
    for shift in range(shifts):
        size *= counted[shift]
    slot = np.full(size, -1, np.int32)
    # Labels of all days in one list: state, cost, the label before, and the choice of the day.
    room = 1 << 16
    state = np.empty(room, np.int64)
    cost = np.empty(room, np.float64)
    before = np.empty(room, np.int32)
    chosen = np.empty(room, np.int8)
    first = np.zeros(days + 2, np.int64)
    state[0], cost[0], before[0], chosen[0] = 0, 0.0, -1, -1
    first[1] = 1
    count = np.empty(shifts, np.int64)
    end = np.int64(1)
    for day in range(days):
        weekend = day % 7
        for label in range(first[day], first[day + 1]):
            code = state[label]
            for shift in range(shifts - 1, -1, -1):
                count[shift] = code % counted[shift]
                code //= counted[shift]
            done = code % (most_minutes + 1)
            code //= most_minutes + 1
            weekends = code % (most_weekends + 1)
            way = code // (most_weekends + 1)
            last = np.int64(-1)
            run = np.int64(0)
            same = np.int64(0)
            if way >= least_off:
                rest = way - least_off
                same = rest % repeats + 1
                rest //= repeats
                run = rest % most_run + 1
                last = rest // most_run
            for choice in range(-1, shifts):
                if choice < 0:
                    # A run that began with the horizon may be short: what came before is not known.
                    if last >= 0 and run < least_run and run < day:
                        continue
                    if day == 0:
                        new_way = least_off - 1
                    elif last >= 0:
                        new_way = np.int64(0)
                    else:
                        new_way = min(way + 1, least_off - 1)
                    new_weekends, new_done, added = weekends, done, off[day]
                else:
                    if not allowed[day, choice]:
                        continue
                    new_done = done + minutes[choice]
                    if new_done > most_minutes:
                        continue
                    new_run, new_same = np.int64(1), np.int64(1)
                    if last >= 0 and day > 0:
                        if barred[last, choice] or run >= most_run:
                            continue
                        new_run = run + 1
                        if last == choice and same_most[choice] < most_run:
                            new_same = same + 1
                            if new_same > same_most[choice]:
                                continue
                    elif day > 0 and way < least_off - 1:
                        continue
                    if counted[choice] > 1 and count[choice] + 1 >= counted[choice]:
                        continue
                    new_weekends = weekends
                    if weekend == 5 or (weekend == 6 and (last < 0 or day == 0)):
                        new_weekends += 1
                        if new_weekends > most_weekends:
                            continue
                    new_way = least_off + (choice * most_run + new_run - 1) * repeats + new_same - 1
                    added = working[day, choice]
                if new_done + (days - 1 - day) * longest < least_minutes:
                    continue
                new = (new_way * (most_weekends + 1) + new_weekends) * (most_minutes + 1) + new_done
                for shift in range(shifts):
                    here = count[shift]
                    if shift == choice and counted[shift] > 1:
                        here += 1
                    new = new * counted[shift] + here
                where = slot[new]
                total = cost[label] + added
                if where < 0:
                    if end == room:
                        room *= 2
                        state = np.concatenate((state, np.empty(end, np.int64)))
                        cost = np.concatenate((cost, np.empty(end, np.float64)))
                        before = np.concatenate((before, np.empty(end, np.int32)))
                        chosen = np.concatenate((chosen, np.empty(end, np.int8)))
                    where = np.int32(end)
                    slot[new] = where
                    end += 1
                    state[where], cost[where] = new, total
                    before[where], chosen[where] = label, choice
                elif total < cost[where]:
                    cost[where], before[where], chosen[where] = total, label, choice
        first[day + 2] = end
        for label in range(first[day + 1], end):
            slot[state[label]] = -1
    best, best_cost = np.int64(-1), np.inf
    scale = np.int64(1)
    for shift in range(shifts):
        scale *= counted[shift]
    for label in range(first[days], first[days + 1]):
        if (state[label] // scale) % (most_minutes + 1) >= least_minutes and cost[label] < best_cost:
            best, best_cost = np.int64(label), cost[label]
    line = np.full(days, -1, np.int64)
    if best >= 0:
        for day in range(days - 1, -1, -1):
            line[day] = chosen[best]
            best = np.int64(before[best])
    return line, best_cost
