"""Why no roster exists: the smallest sets of somebody's rules that cannot all be kept, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from athena.deploy.roster_lines import LinesOf
from athena.deploy.roster_problem import RosterProblem, Worker
from athena.failures import Refused

_Relaxed = Callable[[RosterProblem, Worker], Worker]

_RULES: Mapping[str, _Relaxed] = {
    "leave": lambda problem, worker: replace(worker, leave=frozenset()),
    "the least hours": lambda problem, worker: replace(worker, least_minutes=0),
    "the most hours": lambda problem, worker: replace(
        worker, most_minutes=problem.days * max(shift.minutes for shift in problem.shifts)
    ),
    "the most days in a row": lambda problem, worker: replace(worker, most_in_a_row=problem.days),
    "the least days in a row": lambda problem, worker: replace(worker, least_in_a_row=1),
    "the least days off": lambda problem, worker: replace(worker, least_off=1),
    "weekends": lambda problem, worker: replace(worker, most_weekends=problem.days),
    "the bounds on a shift": lambda problem, worker: replace(worker, most={}),
}


def colliding_rules(problem: RosterProblem, worker: Worker) -> list[tuple[str, ...]]:
    """The smallest sets of rules of which giving up one whole set would leave somebody a line; none if a line exists.

    All sets of the smallest size that works are given, in the order of the rules; sizes up to three are tried.
    """
    if _has_line(problem, worker):
        return []
    for size in (1, 2, 3):
        found = [names for names in combinations(_RULES, size) if _has_line(problem, _without(problem, worker, names))]
        if found:
            return found
    return []


def check_lines(problem: RosterProblem) -> None:
    """Refuse a problem in which somebody has no line, naming each and what they would have to give up."""
    stuck = [worker for worker in problem.workers if not _has_line(problem, worker)]
    if not stuck:
        return
    words = []
    for worker in stuck[:5]:
        sets = colliding_rules(problem, worker)
        said = ", or ".join(" and ".join(names) for names in sets) or "more than three rules at once"
        words.append(f"{worker.id}: a line exists without {said}")
    raise Refused(
        "deploy.rules-collide",
        f"{len(stuck)} of {len(problem.workers)} people have no line that keeps all their rules",
        "; ".join(words),
        "these rules contradict one another over this horizon",
        "change one of the rules named; the resourcing desk can, within what the regulations allow",
    )


def _without(problem: RosterProblem, worker: Worker, names: tuple[str, ...]) -> Worker:
    for name in names:
        worker = _RULES[name](problem, worker)
    return worker


def _has_line(problem: RosterProblem, worker: Worker) -> bool:
    return LinesOf(problem, worker).cheapest(np.zeros((problem.days, len(problem.shifts)))) is not None
