import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from athena.forecast.mixture import learn_weights


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(0, 40))
def test_weights_are_a_probability_and_never_do_worse_than_equal_ones(seed: int, surfaces: int, events: int) -> None:
    dense = np.random.default_rng(seed).uniform(0.01, 1, (surfaces, events))
    weights = learn_weights(dense)
    assert (weights >= 0).all()
    assert abs(weights.sum() - 1) < 1e-9
    if events:
        assert np.log(weights @ dense).sum() >= np.log(dense.mean(axis=0)).sum() - 1e-9


def test_the_surface_that_explains_the_events_gets_the_weight() -> None:
    assert learn_weights(np.array([[0.9] * 50, [0.1] * 50]))[0] > 0.99
