from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.deploy.erlang import abandoned, answered_within, blocked, mean_wait, units_needed, waits
from athena.failures import Refused


@given(load=st.floats(0.01, 25), units=st.integers(1, 30))
def test_erlang_b_is_the_truncated_poisson_share(load: float, units: int) -> None:
    terms = [load**busy / factorial(busy) for busy in range(units + 1)]
    assert blocked(load, units) == pytest.approx(terms[-1] / sum(terms), rel=1e-9)


def test_published_values_of_erlang_c_come_out() -> None:
    # Gans, Koole and Mandelbaum (2003), section 4.2: 48 calls an hour of 5 minutes give 4 erlangs.
    assert waits(4.0, 5) == pytest.approx(0.554113, abs=1e-6)
    assert mean_wait(4.0, 5, 5.0) == pytest.approx(2.770563, abs=1e-6)
    assert answered_within(4.0, 5, 5.0, 2.0) == pytest.approx(1 - 0.554113 * exp(-0.4), abs=1e-6)


@given(load=st.floats(0.05, 60), share=st.floats(0.5, 0.99), target=st.floats(0, 30))
def test_the_units_needed_are_the_fewest_that_do(load: float, share: float, target: float) -> None:
    units = units_needed(load, 20.0, target, share)
    assert answered_within(load, units, 20.0, target) >= share
    assert units == 1 or answered_within(load, units - 1, 20.0, target) < share


def test_a_cap_on_utilisation_raises_the_number() -> None:
    assert units_needed(8.0, 20.0, 60.0, 0.5) == 9
    assert units_needed(8.0, 20.0, 60.0, 0.5, busiest=0.5) == 16


@given(load=st.floats(0.5, 40), units=st.integers(1, 30))
def test_patient_callers_give_up_less_and_the_endlessly_patient_hardly_ever(load: float, units: int) -> None:
    hasty, patient = (abandoned(load, units, 10.0, patience) for patience in (1.0, 50.0))
    assert 0 <= patient <= hasty <= 1
    if load < 0.8 * units:
        assert abandoned(load, units, 10.0, 1e7) < 1e-4


def test_callers_who_never_wait_are_those_that_erlang_b_loses() -> None:
    assert abandoned(5.0, 6, 10.0, 1e-7) == pytest.approx(blocked(5.0, 6), rel=1e-4)


def test_units_that_do_not_keep_up_make_everybody_wait() -> None:
    assert waits(5.0, 5) == 1.0
    assert mean_wait(6.0, 5, 10.0) == float("inf")
    assert answered_within(6.0, 5, 10.0, 60.0) == 0.0


def test_no_load_waits_for_nothing() -> None:
    assert blocked(0.0, 3) == 0.0
    assert waits(0.0, 3) == 0.0
    assert abandoned(0.0, 3, 10.0, 1.0) == 0.0


def test_an_impossible_target_is_refused() -> None:
    with pytest.raises(Refused, match="impossible-target"):
        units_needed(4.0, 20.0, 5.0, 1.0)


def test_a_load_beyond_any_force_is_refused() -> None:
    with pytest.raises(Refused, match="load-too-large"):
        units_needed(200_000.0, 20.0, 0.0, 0.9999)
