from pathlib import Path

import pytest

from athena.deploy.roster import roster
from athena.deploy.roster_problem import broken_by
from athena.deploy.roster_reading import read_benchmark

INSTANCES = Path(__file__).resolve().parents[3] / "shared" / "data" / "rostering"
BEST_KNOWN = {1: 607, 2: 828, 3: 1001, 4: 1716}


@pytest.mark.skipif(not INSTANCES.exists(), reason="the public rostering instances are not beside this checkout")
@pytest.mark.parametrize("number", BEST_KNOWN)
def test_public_instances_reach_their_best_known_cost(number: int) -> None:
    problem = read_benchmark(INSTANCES / f"Instance{number}.txt")
    found = roster(problem, 60.0, gap=0.09 if number == 1 else 0.0)
    assert not any(broken_by(problem, worker, found.lines[worker.id]) for worker in problem.workers)
    assert problem.cost_of(found.lines) == found.cost
    assert found.bound <= BEST_KNOWN[number] <= found.cost <= 1.01 * BEST_KNOWN[number]
    assert found.gap == pytest.approx((found.cost - found.bound) / found.cost)
