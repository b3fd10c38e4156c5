import numpy as np
import pytest

from athena.deploy import erlang
from athena.deploy.beats import Beats
from athena.deploy.hypercube import exact
from athena.failures import Refused


def test_two_units_that_help_each_other_come_out_as_worked_by_hand() -> None:
    # Two places, each with its own unit; a load of 1/2 each. By symmetry both are busy half the time, and a place is
    # served by the other unit when its own alone is busy: P(exactly that one busy) = 1/6 of M/M/2 at load 1.
    beats = Beats(np.array([1.0, 1.0]), np.array([[1.0, 9.0], [9.0, 1.0]]), 30.0)
    found = exact(beats)
    assert found.busy == pytest.approx([0.5, 0.5])
    assert found.queued == pytest.approx(1 / 3)
    alone = 0.5 * (1 / 3) * 2  # (place) x P(its own is the one that is busy), both places
    assert found.across(beats.preference[:, 0]) == pytest.approx(alone / 2 + found.queued / 2)


def test_what_the_units_work_is_what_the_calls_bring(town: Beats) -> None:
    found = exact(town)
    assert found.busy.sum() == pytest.approx(town.load)
    assert found.sent.sum() == pytest.approx(1.0)
    assert found.sent.sum(axis=1) == pytest.approx(town.rate / town.rate.sum())
    assert found.queued == pytest.approx(erlang.waits(town.load, town.units))


def test_sending_the_nearest_keeps_travel_below_sending_anybody(town: Beats) -> None:
    found = exact(town)
    share = town.rate / town.rate.sum()
    assert share @ town.travel.min(axis=1) < found.travel < share @ town.travel.mean(axis=1)
    assert found.minutes == found.travel + found.wait


def test_more_units_than_states_fit_are_refused() -> None:
    with pytest.raises(Refused, match="too-many-units"):
        exact(Beats(np.array([1.0]), np.zeros((1, 21)), 30.0))


def test_units_that_cannot_keep_up_are_refused() -> None:
    with pytest.raises(Refused, match="units-do-not-keep-up"):
        exact(Beats(np.array([10.0]), np.zeros((1, 2)), 30.0))
