from datetime import date

import numpy as np
import pytest
from tests.deploy.scenarios import force

from athena.deploy.officer_numbers import future_of, recruits_needed
from athena.failures import Refused


def test_joiners_and_leavers_account_for_every_officer_in_every_history() -> None:
    future = future_of(force(), draws=50)
    change = future.strength[:, 1:] - future.strength[:, :-1]
    assert np.array_equal(change, future.joined - future.left)
    assert (future.strength[:, 0] == 920).all()


def test_without_leaving_or_joining_nothing_changes_but_the_pay() -> None:
    still = force(leaving={"0-": 0.0}, recruits=0, uncertain=0.0)
    future = future_of(still, draws=5)
    assert (future.strength == 920).all()
    assert future.cost == pytest.approx(2 * (820 * 60_000 + 100 * 70_000))


def test_as_many_leave_as_the_rates_say() -> None:
    even = force(leaving={"0-": 0.12}, recruits=0, uncertain=0.0, promotions=[])
    left = future_of(even, draws=400).left.sum(axis=1) / 920
    assert left.mean() == pytest.approx(1 - 0.88**2, abs=0.01)


def test_uncertain_rates_widen_the_interval() -> None:
    sure, unsure = (future_of(force(uncertain=one)).strength[:, -1].std() for one in (0.0, 0.5))
    assert unsure > 1.5 * sure


def test_recruits_in_training_are_not_deployable_and_probation_counts_half() -> None:
    scenario = force(leaving={"0-": 0.0}, uncertain=0.0, recruits=10, training=6, probation=12, promotions=[])
    future = future_of(scenario, draws=3)
    gained = future.deployable[0] - future.deployable[0, 0]
    assert future.strength[0, 24] == 920 + 240
    # After 24 months: 120 past probation, 60 on it, 60 in training; those who opened on probation are past it too.
    opened_short = 920 - future.deployable[0, 0]
    assert gained[24] == pytest.approx(120 + 30 + opened_short)


def test_vacancies_above_are_filled() -> None:
    future = future_of(force(leaving={"0-": 0.1}), draws=20)
    assert future.cost.min() > 0
    # Sergeants are kept at 100, so nobody below fewer than that many is paid as one.
    assert future.strength[:, -1].min() > 100


def test_the_recruitment_that_a_target_needs_is_the_least_that_does() -> None:
    scenario = force(target={"deployable": 900, "by": date(2028, 3, 1), "sure": 0.8})
    needed = recruits_needed(scenario)
    assert needed.chance >= 0.8
    assert future_of(scenario, needed.recruits - 1).chance(23, 900) < 0.8


def test_a_scenario_without_a_target_is_refused() -> None:
    with pytest.raises(Refused, match="no-target"):
        recruits_needed(force())


def test_a_target_within_the_training_time_is_out_of_reach() -> None:
    with pytest.raises(Refused, match="target-out-of-reach"):
        recruits_needed(force(target={"deployable": 2000, "by": date(2026, 6, 1)}))
