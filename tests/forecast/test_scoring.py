import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.forecast.scoring import expected_hits, score, score_window


def test_cells_that_tie_share_the_last_places() -> None:
    density, counts = np.array([0.4, 0.2, 0.2, 0.2]), np.array([1.0, 3.0, 0.0, 0.0])
    assert expected_hits(density, counts, 1) == 1
    assert expected_hits(density, counts, 2) == pytest.approx(1 + 3 / 3)
    assert expected_hits(density, counts, 4) == 4


@given(st.integers(0, 2**32 - 1))
def test_no_choice_holds_more_than_the_best_one(seed: int) -> None:
    draw = np.random.default_rng(seed)
    found = score_window(draw.dirichlet(np.ones(400)), draw.poisson(0.3, 400).astype(float))
    assert all(hits <= most + 1e-9 for hits, most in zip(found.hits, found.most, strict=True))
    assert list(found.hits) == sorted(found.hits)


def test_uniform_carries_no_information_and_hits_its_share() -> None:
    even, counts = np.full(1000, 0.001), np.ones(1000)
    found = score([(even, counts, 1000.0)])
    assert found.bits == pytest.approx(0)
    assert found.hit_rate(0.05) == pytest.approx(0.05)
    assert found.pai(0.01) == pytest.approx(1)


def test_a_true_forecast_is_calibrated_and_a_timid_one_is_found_out() -> None:
    draw = np.random.default_rng(4)
    truth = draw.dirichlet(np.full(2000, 0.3))
    seen = [draw.poisson(3000 * truth).astype(float) for _ in range(10)]
    right = score([(truth, counts, 3000.0) for counts in seen])
    assert 0.97 < right.slope < 1.03
    assert 0.97 < right.top_ratio < 1.03
    assert right.calibration_error < 0.03
    flat = np.sqrt(truth) / np.sqrt(truth).sum()
    timid = score([(flat, counts, 3000.0) for counts in seen])
    assert timid.slope > 1.5
    assert timid.top_ratio > 1.5
    assert timid.bits < right.bits
