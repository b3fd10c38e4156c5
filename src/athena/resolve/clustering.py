"""From pairs to clusters: average linkage, in which everybody in a cluster speaks and not only the nearest two.

The two clusters whose members' pairs weigh most on average are joined, again and again, while that average is above the
threshold. A pair that was never compared speaks against, as one at the floor does. So a chain of likenesses does not
become one person, which is what connected components make of it, and a hub between two families splits.

The result depends on the pairs and the order of ids only, not on the order in which records came; and what happens
in one connected component of pairs above the threshold does not touch another, so that new records change only the
components that they fall into.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled

CEILING = 20.0
CERTAIN = 1e9
"""The weight of a human judgement; no number of the model's pairs outweighs it."""

IMPOSSIBLE = -1e12
"""The weight of a pair that cannot be one person: more than any number of judgements about others outweighs."""

Numbers = NDArray[np.int32]


def cluster(
    count: int, left: Numbers, right: Numbers, weight: NDArray[np.float64], threshold: float, floor: float
) -> Numbers:
    """Cluster records 0 to `count - 1`; gives for each the lowest record of its cluster.

    A pair occurs once. Weights between floor and ceiling are taken as they are, others as the nearer of the two, but
    for `CERTAIN` and `-CERTAIN`.
    """
    sure = np.abs(weight) >= CERTAIN
    taken = np.where(sure, weight, np.clip(weight, floor, CEILING))
    return _average_linkage(count, left, right, taken, threshold, floor)


def components(count: int, left: Numbers, right: Numbers) -> Numbers:
    """Connected components; gives for each record the lowest of its component."""
    return _components(count, left, right)


@compiled
def _find(parent: Numbers, one: int) -> int:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


@compiled
def _components(count: int, left: Numbers, right: Numbers) -> Numbers:
    parent = np.arange(count).astype(np.int32)
    for pair in range(len(left)):
        x, y = _find(parent, left[pair]), _find(parent, right[pair])
        if x < y:
            parent[y] = x
        else:
            parent[x] = y
    for one in range(count):
        parent[one] = _find(parent, one)
    return parent


@compiled
def _neighbours(
    count: int, left: Numbers, right: Numbers, weight: NDArray[np.float64]
) -> tuple[NDArray[np.int64], Numbers, NDArray[np.float64]]:
    start = np.zeros(count + 1, np.int64)
    for pair in range(len(left)):
        start[left[pair] + 1] += 1
        start[right[pair] + 1] += 1
    for one in range(count):
        start[one + 1] += start[one]
    fill = start[:-1].copy()
    other = np.empty(2 * len(left), np.int32)
    total = np.empty(2 * len(left), np.float64)
    for pair in range(len(left)):
        x, y = left[pair], right[pair]
        other[fill[x]], total[fill[x]] = y, weight[pair]
        other[fill[y]], total[fill[y]] = x, weight[pair]
        fill[x] += 1
        fill[y] += 1
    return start, other, total


@compiled
def _average_linkage(
    count: int, left: Numbers, right: Numbers, weight: NDArray[np.float64], threshold: float, floor: float
) -> Numbers:
    start, other, total = _neighbours(count, left, right, weight)
    compared = np.ones(len(other), np.int64)
    begin, end = start[:-1].copy(), start[1:].copy()
    parent = np.arange(count).astype(np.int32)
    size = np.ones(count, np.int64)
    version = np.zeros(count, np.int32)
    slot = np.full(count, -1, np.int64)
    used = np.int64(len(other))
    heap = [(0.0, np.int32(0), np.int32(0), np.int32(0), np.int32(0))]
    heap.pop()
    for pair in range(len(left)):
        if weight[pair] > threshold:
            heap.append((-weight[pair], left[pair], right[pair], np.int32(0), np.int32(0)))
    heapq.heapify(heap)
    while len(heap) > 0:
        _, a, b, version_a, version_b = heapq.heappop(heap)
        if parent[a] != a or parent[b] != b or version[a] != version_a or version[b] != version_b:
            continue
        parent[b] = a
        size[a] += size[b]
        version[a] += 1
        need = used + (end[a] - begin[a]) + (end[b] - begin[b])
        if need > len(other):
            room = max(need, 2 * len(other)) - len(other)
            other = np.concatenate((other, np.empty(room, np.int32)))
            total = np.concatenate((total, np.empty(room, np.float64)))
            compared = np.concatenate((compared, np.empty(room, np.int64)))
        first = used
        for part in (a, b):
            for k in range(begin[part], end[part]):
                near = np.int32(_find(parent, other[k]))
                if near == a:
                    continue
                at = slot[near]
                if at < first:
                    at = used
                    slot[near] = at
                    other[at], total[at], compared[at] = near, 0.0, 0
                    used += 1
                total[at] += total[k]
                compared[at] += compared[k]
        begin[a], end[a] = first, used
        for k in range(first, used):
            near = other[k]
            slot[near] = -1
            pairs = size[a] * size[near]
            average = (total[k] + (pairs - compared[k]) * floor) / pairs
            if average > threshold:
                x, y = min(a, near), max(a, near)
                heapq.heappush(heap, (-average, x, y, version[x], version[y]))
    for one in range(count):
        parent[one] = _find(parent, one)
    return parent
