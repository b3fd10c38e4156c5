from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.deploy.roster_lines import LinesOf
from athena.deploy.roster_problem import OFF, Cover, RosterProblem, Shift, Wish, Worker, WorkerId, broken_by

SHIFTS = (Shift("E", 480), Shift("N", 600, frozenset({"E"}), most_in_a_row=2))


@st.composite
def problems(draw: st.DrawFn) -> RosterProblem:
    worker = Worker(
        WorkerId("1001"),
        {"N": draw(st.integers(0, 4))},
        draw(st.sampled_from([0, 960, 1500])),
        draw(st.sampled_from([1600, 2400, 4000])),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 3)),
        draw(st.integers(0, 1)),
        frozenset(draw(st.sets(st.integers(0, 7), max_size=2))),
    )
    wishes = (Wish(worker.id, draw(st.integers(0, 7)), "E", 4, draw(st.booleans())),)
    return RosterProblem(8, SHIFTS, (worker,), (Cover(0, "E", 1, 1, 1),), wishes)


@settings(max_examples=60, deadline=None)
@given(problem=problems(), seed=st.integers(0, 1000))
def test_the_cheapest_line_is_the_cheapest_of_all_lines_that_keep_the_rules(problem: RosterProblem, seed: int) -> None:
    worker = problem.workers[0]
    prices = np.random.default_rng(seed).integers(-5, 20, (8, 2)).astype(float)
    lines = LinesOf(problem, worker)

    def cost(line: tuple[int, ...]) -> float:
        return lines.cost(line) - sum(float(prices[day, shift]) for day, shift in enumerate(line) if shift != OFF)

    allowed = [line for line in product((OFF, 0, 1), repeat=8) if not broken_by(problem, worker, line)]
    found = lines.cheapest(prices)
    if found is None:
        assert not allowed
    else:
        assert not broken_by(problem, worker, found[0])
        assert found[1] == pytest.approx(cost(found[0]))
        assert found[1] == pytest.approx(min(map(cost, allowed)))
