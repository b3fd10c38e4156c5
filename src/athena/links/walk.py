"""Walking a graph behind a mask: who is next to whom, how far, and by which ways.

Every step tests the mask before it is taken. Nothing here knows why an edge is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from athena.links.graph import Bits, Graph, Numbers

Route = tuple[int, ...]
"""The nodes of a path, from its start to its end."""

FAR = np.int8(127)
"""The distance of what was not reached."""


@dataclass(frozen=True)
class Mask:
    """Which edges may be followed: by class, and, for a slice of time or some relations, also one by one."""

    classes: Bits
    edges: Bits | None = None

    def opens(self, graph: Graph, places: npt.NDArray[np.int64]) -> Bits:
        """Which of these places of the sparse rows may be followed."""
        found: Bits = self.classes[graph.classes[places]]
        if self.edges is not None:
            found = found & self.edges[graph.numbers[places]]
        return found


@dataclass(frozen=True)
class Step:
    """What lies one step from some nodes: from which, to which, and by which edge, in order; edges may be parallel."""

    origin: Numbers
    end: Numbers
    edge: Numbers


def step(graph: Graph, mask: Mask, nodes: Numbers) -> Step:
    """Every open edge of `nodes`, in their order and then in that of the other end."""
    starts = graph.offsets[nodes]
    counts = graph.offsets[nodes + 1] - starts
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    places = np.repeat(starts - before, counts) + np.arange(total, dtype=np.int64)
    open_ = mask.opens(graph, places)
    places = places[open_]
    return Step(np.repeat(nodes, counts)[open_], graph.ends[places], graph.numbers[places])


def between(graph: Graph, mask: Mask, one: int, other: int) -> Numbers:
    """The open edges between two nodes, whichever way they were recorded, by number."""
    fewer, more = sorted((one, other), key=lambda node: int(graph.offsets[node + 1] - graph.offsets[node]))
    start, stop = int(graph.offsets[fewer]), int(graph.offsets[fewer + 1])
    low, high = np.searchsorted(graph.ends[start:stop], [more, more + 1])
    places = np.arange(start + low, start + high, dtype=np.int64)
    return np.sort(graph.numbers[places[mask.opens(graph, places)]])


def shortest(graph: Graph, mask: Mask, source: int, target: int, most: int) -> Route | None:
    """One path of the fewest hops, `most` at most, by breadth-first search from both ends; None where none is open.

    The same path every time for the same graph and mask.
    """
    if source == target:
        return (source,)
    sides = (_Side(len(graph), source), _Side(len(graph), target))
    for _ in range(most):
        near, far = sorted(sides, key=lambda side: len(side.edge))
        near.grow(graph, mask)
        met = near.edge[far.parent[near.edge] >= 0]
        if len(met):
            return _joined(sides, int(met.min()))
        if not len(near.edge):
            return None
    return None


class _Side:
    """One half of a search from both ends; `parent` of the start is itself, and -1 where it has not been."""

    def __init__(self, size: int, start: int) -> None:
        self.parent = np.full(size, -1, np.int32)
        self.parent[start] = start
        self.edge: Numbers = np.array([start], np.int32)

    def grow(self, graph: Graph, mask: Mask) -> None:
        found = step(graph, mask, self.edge)
        new = self.parent[found.end] < 0
        ends, origins = found.end[new], found.origin[new]
        # The last to write stays: in reverse, so that it is the first origin.
        self.parent[ends[::-1]] = origins[::-1]
        self.edge = np.unique(ends)

    def back(self, node: int) -> list[int]:
        """From `node` to the start."""
        route = [node]
        while (parent := int(self.parent[route[-1]])) != route[-1]:
            route.append(parent)
        return route


def _joined(sides: Sequence[_Side], met: int) -> Route:
    first, second = sides
    return (*reversed(first.back(met)), *second.back(met)[1:])


def distances(graph: Graph, mask: Mask, sources: Numbers, most: int) -> npt.NDArray[np.int8]:
    """How many hops each node is from the nearest of `sources`, `FAR` where more than `most`."""
    found = np.full(len(graph), FAR, np.int8)
    found[sources] = 0
    edge = np.unique(sources).astype(np.int32)
    for hops in range(1, most + 1):
        ends = step(graph, mask, edge).end
        edge = np.unique(ends[found[ends] == FAR]).astype(np.int32)
        if not len(edge):
            break
        found[edge] = hops
    return found


def routes(graph: Graph, mask: Mask, source: int, target: int, most: int) -> Iterator[Route]:
    """Every path without repeated nodes of at most `most` hops, shorter ones first, then in the order of names.

    Lazy: taking the first `k` gives the k shortest.
    """
    if source == target:
        yield (source,)
        return
    left = distances(graph, mask, np.array([target], np.int32), most)
    for length in range(int(left[source]), most + 1):
        yield from _of_length(graph, mask, left, (source,), length)


def _of_length(graph: Graph, mask: Mask, left: npt.NDArray[np.int8], so_far: Route, length: int) -> Iterator[Route]:
    """The paths of exactly `length` more hops that go on from `so_far`; only where the target can still be reached."""
    ends = np.unique(step(graph, mask, np.array([so_far[-1]], np.int32)).end)
    for end in ends[left[ends] <= length - 1].tolist():
        if end in so_far:
            continue
        if left[end] == 0:
            if length == 1:
                yield (*so_far, end)
        else:
            yield from _of_length(graph, mask, left, (*so_far, end), length - 1)


def first_routes(graph: Graph, mask: Mask, source: int, target: int, most: int, count: int) -> tuple[Route, ...]:
    """The first `count` of `routes`."""
    return tuple(islice(routes(graph, mask, source, target, most), count))


def common(graph: Graph, mask: Mask, one: int, other: int) -> Numbers:
    """The nodes that both are next to by open edges, sorted; neither of the two themselves."""
    mine, theirs = (np.unique(step(graph, mask, np.array([node], np.int32)).end) for node in (one, other))
    found = np.intersect1d(mine, theirs)
    others: Numbers = found[(found != one) & (found != other)]
    return others
