from dataclasses import replace

import pytest

from athena.deploy.roster_problem import Cover, RosterProblem, Shift, Wish, Worker, WorkerId, broken_by
from athena.failures import Refused

EARLY, NIGHT = Shift("E", 480), Shift("N", 600, frozenset({"E"}), most_in_a_row=2)
ANN = Worker(WorkerId("1001"), {"N": 3}, 480, 4800, 4, 2, 2, 1, frozenset({0}))
WEEKS = RosterProblem(14, (EARLY, NIGHT), (ANN,), (Cover(1, "E", 2, 100, 1),))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("E.............", "day 0 is leave"),
        (".EE.EE........", "1 days off"),
        (".EEEEE........", "5 days worked"),
        ("..E...........", "1 days worked"),
        (".NNN..........", "3 N in a row"),
        (".NN..NN.......", "4 days on N"),
        (".NE...........", "E the day after N"),
        ("....EE.....EE.", "2 weekends"),
        ("..............", "0 minutes"),
    ],
)
def test_every_rule_is_named_when_it_is_broken(line: str, words: str) -> None:
    assert any(words in one for one in broken_by(WEEKS, ANN, ["EN".find(shift) for shift in line]))


def test_a_line_that_keeps_all_breaks_none() -> None:
    assert broken_by(WEEKS, ANN, ["EN".find(shift) for shift in ".EENN..EE....."]) == []


def test_runs_at_the_ends_may_be_short_for_what_lies_beyond_is_not_known() -> None:
    free = replace(ANN, leave=frozenset())
    assert broken_by(WEEKS, free, ["EN".find(shift) for shift in "E............E"]) == []


def test_a_roster_costs_what_it_misses_and_what_it_wishes() -> None:
    problem = replace(WEEKS, wishes=(Wish(ANN.id, 1, "N", 7, wanted=True), Wish(ANN.id, 2, "E", 3, wanted=False)))
    line = ["EN".find(shift) for shift in ".EE..........."]
    assert problem.cost_of({ANN.id: line}) == 100 + 7 + 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"covers": (Cover(1, "X", 1, 1, 1),)},
        {"covers": (Cover(14, "E", 1, 1, 1),)},
        {"wishes": (Wish(WorkerId("9"), 1, "E", 1, True),)},
        {"workers": (ANN, ANN)},
        {"workers": ()},
    ],
)
def test_a_roster_that_names_what_it_lacks_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused, match="roster-does-not-fit"):
        replace(WEEKS, **wrong)  # type: ignore[arg-type]
