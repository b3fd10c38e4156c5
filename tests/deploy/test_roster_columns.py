from concurrent.futures import ThreadPoolExecutor

import pytest

from athena.deploy.roster_columns import Master
from athena.deploy.roster_lines import LinesOf
from athena.deploy.roster_problem import Cover, RosterProblem, Shift, Worker, WorkerId


def week(workers: int) -> RosterProblem:
    people = tuple(Worker(WorkerId(str(one)), {}, 0, 2400, 5, 1, 2, 1) for one in range(workers))
    return RosterProblem(7, (Shift("D", 480),), people, tuple(Cover(day, "D", 2, 100, 1) for day in range(7)))


def test_the_bound_meets_the_optimum_where_no_line_is_left_to_add() -> None:
    problem = week(3)
    master = Master(problem, [LinesOf(problem, worker) for worker in problem.workers])
    with ThreadPoolExecutor(1) as pool:
        bound = master.improve(pool, 100, 0.0)
    assert bound == pytest.approx(master.solve(), abs=0.01)
    assert bound == pytest.approx(0.0, abs=0.01)  # three people can cover two a day for a week


def test_a_held_line_stays_until_it_is_released() -> None:
    problem = week(2)
    master = Master(problem, [LinesOf(problem, worker) for worker in problem.workers])
    master.add(0, (-1,) * 7)
    master.add(1, (-1,) * 7)
    assert not master.add(0, (-1,) * 7)
    master.hold(0)
    master.solve()
    assert master.values()[0] == pytest.approx(1.0)
    assert dict(master.held) == {0: 0}
    master.release()
    assert not master.held


def test_whole_rosters_come_from_the_lines_there_are() -> None:
    problem = week(2)
    master = Master(problem, [LinesOf(problem, worker) for worker in problem.workers])
    for worker in (0, 1):
        master.add(worker, (-1,) * 7)
        master.add(worker, (0,) * 5 + (-1,) * 2)
    found = master.whole(range(len(master.columns)), 5.0, 1e9)
    assert found is not None
    assert all(line == (0,) * 5 + (-1,) * 2 for line in found.values())
