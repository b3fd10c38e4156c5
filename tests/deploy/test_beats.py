import numpy as np
import pytest

from athena.deploy.beats import Beats
from athena.failures import Refused


def test_the_nearest_unit_goes_first_and_ties_go_to_the_lower_number() -> None:
    beats = Beats(np.array([1.0]), np.array([[5.0, 2.0, 2.0]]), 30.0)
    assert beats.preference.tolist() == [[1, 2, 0]]


def test_the_load_is_in_units_kept_busy() -> None:
    assert Beats(np.array([1.0, 3.0]), np.zeros((2, 4)), 30.0).load == 2.0


@pytest.mark.parametrize(
    ("rate", "travel", "service"),
    [([1.0], np.zeros((2, 1)), 30.0), ([-1.0], np.zeros((1, 1)), 30.0), ([1.0], np.full((1, 1), np.inf), 30.0),
     ([1.0], np.zeros((1, 1)), 0.0), ([1.0], np.zeros((1, 0)), 30.0)],
)  # fmt: skip
def test_a_problem_that_does_not_fit_is_refused(rate: list[float], travel: np.ndarray, service: float) -> None:
    with pytest.raises(Refused, match="beats-do-not-fit"):
        Beats(np.array(rate), travel, service)


def test_units_that_cannot_keep_up_are_refused() -> None:
    with pytest.raises(Refused, match="units-do-not-keep-up"):
        Beats(np.array([10.0]), np.zeros((1, 2)), 30.0).stable()
