import numpy as np
import pytest

from athena.synth.comparison.knox import knox


def test_unrelated_places_and_days_have_ratios_of_one() -> None:
    random = np.random.default_rng(5)
    found = knox(random.uniform(0, 4_000, (2_500, 2)), random.integers(0, 365, 2_500))
    assert found.ratio[1:] == pytest.approx(1, abs=0.25)


def test_repeats_raise_the_ratio_of_near_and_soon_and_of_nothing_else() -> None:
    random = np.random.default_rng(5)
    points, days = random.uniform(0, 20_000, (1_500, 2)), random.integers(0, 365, 1_500)
    near = points[:400] + random.uniform(-60, 60, (400, 2))
    found = knox(np.concatenate((points, near)), np.concatenate((days, days[:400] + 3)))
    assert found.ratio[1, 0] > 5
    assert found.ratio[3, 3] < 1.7


def test_pairs_are_counted_once() -> None:
    found = knox(np.array([[0.0, 0.0], [50.0, 0.0], [5_000.0, 0.0]]), np.array([1, 3, 3]))
    assert found.pairs.sum() == 1
    assert found.pairs[1, 0] == 1
