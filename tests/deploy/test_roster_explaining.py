from dataclasses import replace

import pytest

from athena.deploy.roster_explaining import check_lines, colliding_rules
from athena.deploy.roster_problem import Cover, RosterProblem, Shift, Worker, WorkerId
from athena.failures import Refused

ANN = Worker(WorkerId("1001"), {}, 2400, 2400, 5, 1, 2, 1)
WEEK = RosterProblem(7, (Shift("D", 480),), (ANN,), (Cover(0, "D", 1, 100, 1),))


def test_who_has_a_line_has_nothing_to_give_up() -> None:
    assert colliding_rules(WEEK, ANN) == []
    check_lines(WEEK)


def test_one_rule_too_many_is_found() -> None:
    away = replace(ANN, leave=frozenset({0, 1, 2}))
    assert colliding_rules(WEEK, away) == [("leave",), ("the least hours",)]


def test_two_rules_that_collide_only_together_are_named_together() -> None:
    # Five days of work in seven need either five in a row or single days off; with leave in the middle, less leave too.
    tight = replace(ANN, most_in_a_row=1, leave=frozenset({1}))
    found = colliding_rules(WEEK, tight)
    assert ("the least hours",) in found
    both = replace(tight, least_minutes=1920, least_off=2)
    assert ("the most days in a row",) in colliding_rules(WEEK, both)


def test_everybody_without_a_line_is_named_with_what_to_give_up() -> None:
    problem = replace(WEEK, workers=(ANN, replace(ANN, id=WorkerId("1002"), leave=frozenset({0, 1, 2}))))
    with pytest.raises(Refused, match=r"1 of 2[\s\S]*1002: a line exists without leave, or the least hours"):
        check_lines(problem)
