from itertools import pairwise
from pathlib import Path

import pytest

from athena.deploy.posts import Roads
from athena.deploy.response_log import ResponseLog, read_log
from athena.deploy.staffing import Staffing, Targets, staffing
from athena.failures import Refused

TARGETS = Targets({1: 15.0, 2: 60.0})


@pytest.fixture(scope="module")
def log(call_log: Path) -> ResponseLog:
    return read_log([call_log], [1, 2])


@pytest.fixture(scope="module")
def plan(log: ResponseLog) -> Staffing:
    return staffing(log, "all", TARGETS)


def test_what_the_formulas_promise_the_real_calls_confirm(plan: Staffing) -> None:
    for grade in (1, 2):
        assert plan.expected[grade] >= TARGETS.share
        assert plan.played[grade] == pytest.approx(plan.expected[grade], abs=0.03)


def test_busy_hours_get_more_units_and_heavy_hours_never_fewer(plan: Staffing) -> None:
    week = plan.units.reshape(7, 24)
    assert week[:, 18:22].mean() > week[:, 5:9].mean()
    assert (plan.units_heavy >= plan.units).all()


def test_the_curve_rises_with_every_unit_of_the_busiest_hour(plan: Staffing) -> None:
    reached = [found[2] for _, found in plan.curve]
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(reached))


def test_a_harder_target_needs_no_fewer_units(log: ResponseLog, plan: Staffing) -> None:
    harder = staffing(log, "all", Targets({1: 10.0, 2: 60.0}, 0.95))
    assert harder.units.sum() > plan.units.sum()


def test_a_target_that_no_number_of_units_reaches_is_refused(log: ResponseLog) -> None:
    with pytest.raises(Refused, match=r"target-out-of-reach[\s\S]*grade 1"):
        staffing(log, "all", Targets({1: 0.1}, 0.99), Roads(speed=20.0))
