import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.synth.draws import Dice

NUMBERS = np.arange(200_000)


@given(seed=st.integers(0, 2**40), cut=st.integers(1, 999))
def test_a_draw_does_not_depend_on_what_is_drawn_beside_it(seed: int, cut: int) -> None:
    stream = Dice(seed)("people", "forename")
    whole = stream.uniform(np.arange(1_000))
    assert np.array_equal(
        whole, np.concatenate((stream.uniform(np.arange(cut)), stream.uniform(np.arange(cut, 1_000))))
    )


def test_streams_of_other_names_and_seeds_are_unrelated() -> None:
    first = Dice(1)("a").uniform(NUMBERS)
    for other in (Dice(1)("b"), Dice(2)("a"), Dice(1)("a", "b")):
        assert abs(np.corrcoef(first, other.uniform(NUMBERS))[0, 1]) < 0.01


def test_uniform_draws_are_uniform() -> None:
    counts = np.histogram(Dice(3)("x").uniform(NUMBERS), bins=100, range=(0, 1))[0]
    expected = len(NUMBERS) / 100
    assert ((counts - expected) ** 2 / expected).sum() < 150  # chi-squared of 99 degrees: p about 0.0007


def test_neighbouring_draws_do_not_follow_each_other() -> None:
    drawn = Dice(3)("x").uniform(NUMBERS)
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.01


def test_means_and_spreads_are_those_asked_for() -> None:
    stream = Dice(5)("x")
    assert stream.normal(NUMBERS).mean() == pytest.approx(0, abs=0.02)
    assert stream.normal(NUMBERS).std() == pytest.approx(1, abs=0.02)
    assert stream.exponential(NUMBERS, 4.0).mean() == pytest.approx(4, rel=0.02)
    for mean in (0.2, 3.3, 40.0):
        counts = stream.poisson(NUMBERS, mean)
        assert counts.mean() == pytest.approx(mean, rel=0.02)
        assert counts.var() == pytest.approx(mean, rel=0.03)


def test_choices_follow_weights_and_never_take_what_weighs_nothing() -> None:
    chosen = np.bincount(Dice(5)("x").choice(NUMBERS, [1, 0, 3]), minlength=3) / len(NUMBERS)
    assert chosen == pytest.approx([0.25, 0, 0.75], abs=0.01)


@given(bound=st.integers(1, 10**9))
def test_whole_numbers_stay_below_their_bound(bound: int) -> None:
    drawn = Dice(1)("below").below(np.arange(100), bound)
    assert drawn.min() >= 0
    assert drawn.max() < bound


@given(count=st.integers(0, 500))
def test_a_shuffle_holds_each_number_once(count: int) -> None:
    assert sorted(Dice(1)("shuffle").shuffle(count).tolist()) == list(range(count))


def test_one_count_is_near_its_mean() -> None:
    assert Dice(1)("n").number_near(1_000_000) == pytest.approx(1_000_000, rel=0.01)
    assert Dice(1)("n").number_near(0.0) == 0
