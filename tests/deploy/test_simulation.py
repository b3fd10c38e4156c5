import numpy as np
import pytest

from athena.deploy import erlang
from athena.deploy.beats import Beats, Floats
from athena.deploy.hypercube import exact
from athena.deploy.simulation import Calls, Truths, simulate
from athena.failures import Refused


def stream(calls: int, a_minute: float, service: float, share: Floats | None = None) -> Calls:
    draw = np.random.default_rng(5)
    share = np.ones(1) if share is None else share
    return Calls(
        np.cumsum(draw.exponential(1 / a_minute, calls)),
        draw.choice(len(share), calls, p=share / share.sum()).astype(np.int64),
        np.ones(calls, np.int64),
        draw.exponential(service, calls),
    )


def always(units: int) -> Truths:
    return np.ones((1, units), bool)


@pytest.mark.parametrize(("units", "load"), [(1, 0.5), (5, 4.0), (20, 16.0)])
def test_a_queue_without_travel_is_erlangs(units: int, load: float) -> None:
    played = simulate(stream(2_000_000, load / 30, 30.0), np.zeros((1, units)), always(units))
    assert played.wait.mean() == pytest.approx(erlang.mean_wait(load, units, 30.0), rel=0.03)
    assert (played.wait > 0).mean() == pytest.approx(erlang.waits(load, units), rel=0.01)


def test_units_with_places_are_larsons_hypercube(town: Beats) -> None:
    right = exact(town)
    calls = stream(500_000, town.rate.sum() / 60, town.service, town.rate)
    played = simulate(calls, town.travel, always(town.units))
    assert played.travel.mean() == pytest.approx(right.travel, rel=0.01)
    assert played.busy / calls.minute[-1] == pytest.approx(right.busy, rel=0.02)


def test_a_better_grade_jumps_the_queue_and_the_oldest_goes_first_within_one() -> None:
    calls = Calls(
        np.array([0.0, 1.0, 2.0, 3.0]), np.zeros(4, np.int64), np.array([2, 2, 2, 1]), np.array([10.0, 5.0, 5.0, 5.0])
    )
    played = simulate(calls, np.zeros((1, 1)), always(1))
    assert (calls.minute + played.wait).tolist() == [0.0, 15.0, 20.0, 10.0]


def test_the_nearest_free_unit_on_duty_goes() -> None:
    calls = Calls(np.array([0.0, 1.0, 61.0]), np.zeros(3, np.int64), np.ones(3, np.int64), np.array([5.0, 5.0, 5.0]))
    on_duty = np.array([[True, True, False], [False, False, True]])
    played = simulate(calls, np.array([[4.0, 2.0, 1.0]]), on_duty)
    assert played.unit.tolist() == [1, 0, 2]
    assert played.minutes.tolist() == [2.0, 4.0, 1.0]


def test_a_call_waits_for_the_next_shift_and_one_that_nobody_ever_answers_is_infinite() -> None:
    calls = Calls(np.array([5.0]), np.zeros(1, np.int64), np.ones(1, np.int64), np.array([5.0]))
    shift = np.array([[False], [True]])
    assert simulate(calls, np.zeros((1, 1)), shift).wait.tolist() == [55.0]
    assert simulate(calls, np.zeros((1, 1)), np.zeros((1, 1), bool)).minutes.tolist() == [np.inf]


def test_calls_out_of_order_are_refused() -> None:
    with pytest.raises(Refused, match="calls-out-of-order"):
        Calls(np.array([2.0, 1.0]), np.zeros(2, np.int64), np.ones(2, np.int64), np.zeros(2))
