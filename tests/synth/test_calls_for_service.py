import numpy as np
import pytest

from athena.synth.calls_for_service import make_calls
from athena.synth.export import Export


def test_calls_are_as_many_as_the_rate_says_in_order_and_in_the_period(desk: Export) -> None:
    calls = make_calls(desk)
    assert len(calls) == pytest.approx(
        desk.world.rates.number("incidents.per_thousand") * desk.world.count / 1000, rel=0.12
    )
    assert (np.diff(calls.at) >= 0).all()
    assert len(np.unique(calls.key)) == len(calls)


def test_a_second_call_comes_after_the_first_about_the_same(desk: Export) -> None:
    calls = make_calls(desk)
    second = np.flatnonzero(calls.first >= 0)
    assert len(second) > 5
    assert (calls.first[second] < second).all()
    assert (calls.event[calls.first[second]] == calls.event[second]).all()


def test_a_crime_is_called_in_before_it_is_recorded(desk: Export) -> None:
    calls = make_calls(desk)
    about = np.flatnonzero(calls.crime >= 0)
    assert (calls.at[about] <= desk.crimes.recorded[calls.crime[about]]).all()
    assert len(np.unique(calls.crime[about])) == len(about)


def test_violence_is_graded_up(desk: Export) -> None:
    calls = make_calls(desk)
    violence = calls.category == calls.categories.index("VIOLENCE_AND_SEXUAL_OFFENCES")
    assert (calls.grade[violence] == 1).mean() > (calls.grade[~violence] == 1).mean()
    assert set(np.unique(calls.grade).tolist()) == {1, 2, 3, 4}
