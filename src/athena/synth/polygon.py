"""Plane geometry for an invented map: what lies inside, and cutting an outline into the cells of its seeds."""

from collections.abc import Sequence

import numpy as np

from athena.synth.draws import Mask, Reals


def contains(outline: Reals, points: Reals) -> Mask:
    """Return for each point (n, 2) whether it lies inside the ring `outline` (k, 2), by crossing number."""
    inside = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            inside ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside


def area(outline: Reals) -> float:
    """Return the area of a ring in square metres (shoelace)."""
    x, y = outline[:, 0], outline[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def cells(outline: Reals, seeds: Reals) -> Sequence[Reals]:
    """Cut a ring into one ring for each seed: the points nearer to it than to any other (Voronoi).

    The rings share their borders exactly and fill the outline. Where the outline is not convex a ring may touch
    itself along a border; its area stays right.
    """
    found = []
    for number, seed in enumerate(seeds):
        ring = outline
        for other in np.delete(seeds, number, axis=0):
            ring = _cut(ring, (seed + other) / 2, seed - other)
        found.append(ring)
    return found


def _cut(ring: Reals, middle: Reals, towards: Reals) -> Reals:
    """Keep the part of a ring on the side of `middle` that `towards` points to (Sutherland and Hodgman, 1974)."""
    side = (ring - middle) @ towards
    if (side >= 0).all():
        return ring
    after, side_after = np.roll(ring, -1, axis=0), np.roll(side, -1)
    crossing = (side >= 0) != (side_after >= 0)
    part = np.where(crossing, side / np.where(crossing, side - side_after, 1.0), 0.0)
    between = ring + (after - ring) * part[:, None]
    kept = np.column_stack((side >= 0, crossing)).reshape(-1)
    both: Reals = np.stack((ring, between), axis=1).reshape(-1, 2)
    return np.asarray(both[kept], np.float64)


def nearest(points: Reals, seeds: Reals) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Reals]:
    """Return for each point the number of its nearest seed, and how far it is."""
    best = np.zeros(len(points), np.int64)
    distance = np.full(len(points), np.inf)
    for number, seed in enumerate(seeds):
        away = np.hypot(points[:, 0] - seed[0], points[:, 1] - seed[1])
        closer = away < distance
        best[closer], distance[closer] = number, away[closer]
    return best, distance
