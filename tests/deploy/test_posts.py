from pathlib import Path

import numpy as np
import pytest

from athena.deploy.posts import Roads, places_of, travel_from_posts
from athena.deploy.response_log import read_log


def test_distance_becomes_time_by_a_stated_rule() -> None:
    assert Roads(speed=60.0, detour=1.5).minutes(np.array([2_000.0])) == pytest.approx([3.0])


def test_every_call_belongs_to_one_square_and_shares_sum_to_one(call_log: Path) -> None:
    log = read_log([call_log], [1, 2])
    places = places_of(log)
    assert places.share.sum() == pytest.approx(1.0)
    assert np.abs(places.x[places.of_call] - log.x).max() <= 250.0
    assert np.bincount(places.of_call) / len(log) == pytest.approx(places.share)


def test_more_posts_are_nearer_and_the_same_each_time(call_log: Path) -> None:
    places = places_of(read_log([call_log], [1, 2]))
    nearest = [float(places.share @ travel_from_posts(places, units, Roads()).min(axis=1)) for units in (1, 2, 8)]
    assert nearest[0] > nearest[1] > nearest[2]
    assert np.array_equal(travel_from_posts(places, 5, Roads()), travel_from_posts(places, 5, Roads()))


def test_more_units_than_squares_share_posts(call_log: Path) -> None:
    places = places_of(read_log([call_log], [1]).kept(np.arange(len(read_log([call_log], [1]))) < 3))
    assert travel_from_posts(places, 7, Roads()).shape == (len(places.x), 7)
