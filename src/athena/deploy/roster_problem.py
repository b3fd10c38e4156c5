"""A roster to be made: shifts, the people who work them and their rules, and the cover that each day needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NewType

import numpy as np

from athena.deploy.beats import Floats
from athena.failures import Refused

WorkerId = NewType("WorkerId", str)
OFF = -1
"""The choice of no shift on a day, in a line of a roster."""


@dataclass(frozen=True)
class Shift:
    """A shift: its `minutes`, and the names of shifts that may not come the day after it (too little rest).

    `most_in_a_row` bounds how many days in a row somebody works this very shift, None for no bound (nights).
    """

    name: str
    minutes: int
    not_before: frozenset[str] = frozenset()
    most_in_a_row: int | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody to be rostered, and the rules of their line; the horizon starts on a Monday.

    `most` bounds the days on a shift (0: never). Runs are of days; a run that touches either end of the horizon may
    be shorter than its least. A weekend is worked if its Saturday or Sunday is. `leave` holds days counted from 0.
    """

    id: WorkerId
    most: Mapping[str, int]
    least_minutes: int
    most_minutes: int
    most_in_a_row: int
    least_in_a_row: int
    least_off: int
    most_weekends: int
    leave: frozenset[int] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wish:
    """To work (`wanted`) or not to work one shift on one day; going against it costs `weight`."""

    worker: WorkerId
    day: int
    shift: str
    weight: int
    wanted: bool


@dataclass(frozen=True)
class Cover:
    """How many are needed on a day and shift, of those with `skill` where one is named; a miss costs by head."""

    day: int
    shift: str
    needed: int
    under: int
    over: int
    skill: str | None = None


@dataclass(frozen=True)
class RosterProblem:
    """All of it. Refused where it names a worker, shift or day that it does not have."""

    days: int
    shifts: tuple[Shift, ...]
    workers: tuple[Worker, ...]
    covers: tuple[Cover, ...]
    wishes: tuple[Wish, ...] = field(default=())

    def __post_init__(self) -> None:
        names = {shift.name for shift in self.shifts}
        people = {worker.id for worker in self.workers}
        unknown = [
            *(f"shift {one.shift!r} in cover" for one in self.covers if one.shift not in names),
            *(f"shift {one.shift!r} in a wish" for one in self.wishes if one.shift not in names),
            *(f"worker {one.worker!r} in a wish" for one in self.wishes if one.worker not in people),
            *(f"day {one.day} in cover" for one in self.covers if not 0 <= one.day < self.days),
            *(f"shift {name!r} of {worker.id}" for worker in self.workers for name in worker.most if name not in names),
        ]
        if unknown or len(people) != len(self.workers) or not self.shifts or not self.workers:
            raise Refused(
                "deploy.roster-does-not-fit",
                "this roster does not hold together",
                "; ".join(unknown[:5]) or "the list of people",
                "it names what it does not have, names somebody twice, or has no shift or nobody",
                "mend those names; whoever wrote the roster can",
            )

    def number(self, shift: str) -> int:
        """The place of a shift in the order of `shifts`."""
        return next(place for place, one in enumerate(self.shifts) if one.name == shift)

    def costs(self, worker: Worker) -> tuple[Floats, Floats]:
        """What the wishes cost: (days, shifts) for working each shift, and (days,) for a day off."""
        working, off = np.zeros((self.days, len(self.shifts))), np.zeros(self.days)
        for wish in self.wishes:
            if wish.worker != worker.id:
                continue
            shift = self.number(wish.shift)
            if wish.wanted:
                off[wish.day] += wish.weight
                working[wish.day] += wish.weight
                working[wish.day, shift] -= wish.weight
            else:
                working[wish.day, shift] += wish.weight
        return working, off

    def cost_of(self, lines: Mapping[WorkerId, Sequence[int]]) -> int:
        """What a whole roster costs: cover missed or exceeded, and wishes gone against. Rules are `broken_by`'s."""
        total = 0.0
        for cover in self.covers:
            shift = self.number(cover.shift)
            there = sum(
                1
                for worker in self.workers
                if lines[worker.id][cover.day] == shift and (cover.skill is None or cover.skill in worker.skills)
            )
            total += cover.under * max(cover.needed - there, 0) + cover.over * max(there - cover.needed, 0)
        for worker in self.workers:
            working, off = self.costs(worker)
            for day, choice in enumerate(lines[worker.id]):
                total += off[day] if choice == OFF else working[day, choice]
        return round(total)


def broken_by(problem: RosterProblem, worker: Worker, line: Sequence[int]) -> list[str]:
    """The rules that a line breaks, in words, none if it keeps them all. Written apart from what makes the lines."""
    broken: list[str] = []
    worked = [problem.shifts[choice] if choice != OFF else None for choice in line]
    for name, most in worker.most.items():
        count = sum(1 for shift in worked if shift is not None and shift.name == name)
        if count > most:
            broken.append(f"{count} days on {name}, at most {most}")
    minutes = sum(shift.minutes for shift in worked if shift is not None)
    if not worker.least_minutes <= minutes <= worker.most_minutes:
        broken.append(f"{minutes} minutes, between {worker.least_minutes} and {worker.most_minutes}")
    broken += [f"day {day} is leave" for day in sorted(worker.leave) if worked[day] is not None]
    for first, second in pairwise(worked):
        if first is not None and second is not None and second.name in first.not_before:
            broken.append(f"{second.name} the day after {first.name}")
    broken += _broken_runs(worker, worked)
    weekends = sum(
        1
        for saturday in range(5, len(worked), 7)
        if any(shift is not None for shift in worked[saturday : saturday + 2])
    )
    if weekends > worker.most_weekends:
        broken.append(f"{weekends} weekends, at most {worker.most_weekends}")
    return broken


def _broken_runs(worker: Worker, worked: Sequence[Shift | None]) -> list[str]:
    broken: list[str] = []
    start = 0
    for day in range(1, len(worked) + 1):
        if day < len(worked) and (worked[day] is None) == (worked[start] is None):
            continue
        length, at_an_end = day - start, start == 0 or day == len(worked)
        if worked[start] is None and length < worker.least_off and not at_an_end:
            broken.append(f"{length} days off from day {start}, at least {worker.least_off}")
        if worked[start] is not None and length > worker.most_in_a_row:
            broken.append(f"{length} days worked from day {start}, at most {worker.most_in_a_row}")
        if worked[start] is not None and length < worker.least_in_a_row and not at_an_end:
            broken.append(f"{length} days worked from day {start}, at least {worker.least_in_a_row}")
        start = day
    same = 0
    for day, shift in enumerate(worked):
        same = same + 1 if day and shift is not None and shift == worked[day - 1] else 1
        if shift is not None and shift.most_in_a_row is not None and same > shift.most_in_a_row:
            broken.append(f"{same} {shift.name} in a row to day {day}, at most {shift.most_in_a_row}")
    return broken
