"""Where units stand between calls, and how long they take to a place: posts in the middle of what each serves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from athena.deploy.beats import Floats
from athena.deploy.response_log import ResponseLog

_CELL = 500.0
_INSIDE = 0.3826 * _CELL
"""Mean distance from the middle of a square to a point in it: (sqrt 2 + asinh 1) / 6 of its side."""


@dataclass(frozen=True)
class Roads:
    """How distance becomes time: minutes = straight line x `detour` / `speed`, with the speed in km/h.

    A stand-in for a road network, and stated in every report that uses it.
    """

    speed: float = 40.0
    detour: float = 1.3

    def minutes(self, metres: Floats) -> Floats:
        """Minutes over so many metres as the crow flies."""
        return metres * self.detour / (self.speed * 1000.0 / 60.0)

    @property
    def at_best(self) -> float:
        """Minutes to a call in the very square in which a unit stands."""
        return _INSIDE * self.detour / (self.speed * 1000.0 / 60.0)


@dataclass(frozen=True)
class Places:
    """The squares of 500 m that calls came from: their centres, the `share` of calls from each, and each call's own.

    `x`, `y`, `share` are (places,) and `share` sums to 1; `of_call` is (calls,).
    """

    x: Floats
    y: Floats
    share: Floats
    of_call: np.ndarray[tuple[int], np.dtype[np.int64]]


def places_of(log: ResponseLog) -> Places:
    """The squares of a log, the south-westernmost first."""
    column, row = np.floor(log.x / _CELL).astype(np.int64), np.floor(log.y / _CELL).astype(np.int64)
    squares, of_call = np.unique(np.stack([column, row], axis=1), axis=0, return_inverse=True)
    of_call = of_call.reshape(-1).astype(np.int64)
    count = np.bincount(of_call, minlength=len(squares)).astype(np.float64)
    centres = (squares.astype(np.float64) + 0.5) * _CELL
    return Places(centres[:, 0], centres[:, 1], count / count.sum(), of_call)


def travel_from_posts(places: Places, units: int, roads: Roads) -> Floats:
    """(places, units): minutes from each of `units` posts, at the middles of what they serve (k-means, one seed).

    More units than squares share posts, in the order of the busiest.
    """
    points = np.stack([places.x, places.y], axis=1)
    groups = min(units, len(points))
    posts = KMeans(groups, n_init=3, random_state=7).fit(points, sample_weight=places.share).cluster_centers_
    nearest = np.argmin(np.linalg.norm(points[:, None] - posts[None], axis=2), axis=1)
    busiest = np.argsort(-np.bincount(nearest, weights=places.share, minlength=groups), kind="stable")
    stands = posts[busiest[np.arange(units) % groups]]
    return roads.minutes(np.hypot(np.linalg.norm(points[:, None] - stands[None], axis=2), _INSIDE))
