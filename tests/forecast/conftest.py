"""A small invented city: burglaries that repeat near one another, and a drift of where they fall."""

import numpy as np
import pytest

from athena.forecast.events import Events, in_order


def city(days: int = 330, daily: float = 6.0, seed: int = 3) -> Events:
    """Events of an invented city of four by four kilometres: half in three lasting hot spots, the rest anywhere."""
    draw = np.random.default_rng(seed)
    number = draw.poisson(daily * days)
    day = 17_000.0 + draw.uniform(0, days, number)
    spots = np.array([[1000.0, 1000.0], [3000.0, 1500.0], [1600.0, 3200.0]])
    which = draw.integers(0, 3, number)
    hot = draw.random(number) < 0.5
    place = np.where(hot[:, None], spots[which] + draw.normal(0, 180, (number, 2)), draw.uniform(0, 4000, (number, 2)))
    return in_order(day, place[:, 0], place[:, 1])


@pytest.fixture(scope="session")
def events() -> Events:
    return city()
