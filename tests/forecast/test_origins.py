import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.failures import Refused
from athena.forecast.events import Events
from athena.forecast.origins import TEST_DAYS, protocol


def span(days: int) -> Events:
    day = np.arange(17_000.0, 17_000.0 + days)
    return Events(day, day, day)


@given(st.integers(1, 28), st.integers(272, 1500))
def test_nothing_before_the_test_reaches_into_it(window: int, days: int) -> None:
    plan = protocol(span(days), window)
    assert plan.first_test == 17_000 + days - TEST_DAYS
    assert (plan.tests + window <= 17_000 + days).all()
    assert (plan.trials + window <= plan.first_test).all()
    for now in plan.origins.tolist():
        assert (plan.learning(now) + plan.learning_horizon <= now).all()


def test_six_and_twenty_weeks_of_weekly_windows() -> None:
    assert [len(protocol(span(366), window).tests) for window in (1, 7, 28)] == [182, 26, 23]


def test_windows_and_histories_out_of_bounds_are_refused() -> None:
    for window in (0, 29):
        with pytest.raises(Refused) as found:
            protocol(span(400), window)
        assert found.value.code == "forecast.bad-window"
    with pytest.raises(Refused) as found:
        protocol(span(200), 7)
    assert found.value.code == "forecast.too-short"
