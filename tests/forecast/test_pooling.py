import numpy as np
import pytest

from athena.forecast.pooling import learn_pool, pool


def test_pooling_one_density_gives_it_back_and_a_weight_sharpens_or_flattens() -> None:
    density = np.array([0.7, 0.2, 0.1])
    logs = np.log(density)[None]
    assert pool(logs, np.array([1.0])) == pytest.approx(density)
    assert pool(logs, np.array([2.0]))[0] > 0.7 > pool(logs, np.array([0.5]))[0]


def test_weights_find_the_method_that_knew_and_mend_its_timidity() -> None:
    truth = np.array([0.6, 0.3, 0.1])
    timid, noise = np.sqrt(truth) / np.sqrt(truth).sum(), np.array([0.1, 0.1, 0.8])
    weights = learn_pool([(np.log(np.stack([timid, noise])), truth * 1000)])
    assert pool(np.log(np.stack([timid, noise])), weights) == pytest.approx(truth, abs=0.02)


def test_without_events_every_method_weighs_the_same() -> None:
    assert learn_pool([(np.zeros((4, 3)), np.zeros(3))]).tolist() == [0.25] * 4
