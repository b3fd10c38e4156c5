import numpy as np
import pytest

from athena.deploy.beats import Beats
from athena.deploy.hypercube import exact
from athena.deploy.hypercube_approximate import approximate


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_it_stays_close_to_the_exact_model(town: Beats, busy: float) -> None:
    beats = Beats(town.rate * busy / 0.6, town.travel, town.service)
    right, near = exact(beats), approximate(beats)
    assert near.travel == pytest.approx(right.travel, rel=0.02)
    assert np.abs(near.busy - right.busy).sum() / right.busy.sum() < 0.02
    assert near.queued == right.queued
    assert near.busy.sum() == pytest.approx(beats.load)


def test_two_hundred_units_neither_overflow_nor_lose_a_call() -> None:
    draw = np.random.default_rng(2)
    places, units = draw.random((300, 2)) * 40, draw.random((200, 2)) * 40
    rate = draw.random(300)
    travel = np.linalg.norm(places[:, None] - units[None], axis=2)
    beats = Beats(rate * 140 / (rate.sum() * 0.5), travel, 30.0)
    found = approximate(beats)
    assert found.sent.sum() == pytest.approx(1.0)
    assert found.busy.sum() == pytest.approx(beats.load)
    assert ((found.busy > 0) & (found.busy < 1)).all()
