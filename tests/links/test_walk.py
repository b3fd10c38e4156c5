"""Walking behind a mask: always what networkx finds in the graph of open edges alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.links.made import Made, graph_of, open_part

from athena.links.walk import (
    FAR,
    Mask,
    between,
    common,
    distances,
    first_routes,
    routes,
    shortest,
    step,
)

CLASSES = 3


@st.composite
def worlds(draw: st.DrawFn) -> tuple[int, Made, list[bool]]:
    nodes = draw(st.integers(2, 9))
    place = st.integers(0, nodes - 1)
    made = draw(st.lists(st.tuples(place, place, st.integers(0, CLASSES - 1)), max_size=18))
    opened = draw(st.lists(st.booleans(), min_size=CLASSES, max_size=CLASSES))
    return nodes, [*made, (0, 1, CLASSES - 1)], opened


def mask_of(opened: list[bool]) -> Mask:
    return Mask(np.array(opened))


@given(worlds(), st.integers(0, 8), st.integers(0, 8), st.integers(1, 6))
def test_the_shortest_path_is_one_of_the_open_graph_and_none_is_shorter(
    world: tuple[int, Made, list[bool]], one: int, other: int, most: int
) -> None:
    nodes, made, opened = world
    source, target = one % nodes, other % nodes
    found = shortest(graph_of(nodes, made), mask_of(opened), source, target, most)
    peer = open_part(nodes, made, opened)
    length = nx.shortest_path_length(peer, source, target) if nx.has_path(peer, source, target) else None
    if length is None or length > most:
        assert found is None
    else:
        assert found is not None
        assert len(found) == length + 1
        assert (found[0], found[-1]) == (source, target)
        assert all(peer.has_edge(a, b) for a, b in pairwise(found))


@given(worlds(), st.integers(0, 8), st.integers(0, 8), st.integers(1, 5))
def test_all_paths_are_those_of_networkx_with_shorter_ones_first(
    world: tuple[int, Made, list[bool]], one: int, other: int, most: int
) -> None:
    nodes, made, opened = world
    source, target = one % nodes, other % nodes
    if source == target:
        return
    found = list(routes(graph_of(nodes, made), mask_of(opened), source, target, most))
    peer = nx.Graph(open_part(nodes, made, opened))
    assert sorted(found) == sorted(map(tuple, nx.all_simple_paths(peer, source, target, cutoff=most)))
    assert [len(route) for route in found] == sorted(len(route) for route in found)


@given(worlds(), st.integers(0, 8))
def test_distances_and_neighbours(world: tuple[int, Made, list[bool]], start: int) -> None:
    nodes, made, opened = world
    graph, mask, peer = graph_of(nodes, made), mask_of(opened), nx.Graph(open_part(nodes, made, opened))
    source = start % nodes
    peers = nx.single_source_shortest_path_length(peer, source, cutoff=2)
    found = distances(graph, mask, np.array([source], np.int32), 2)
    assert {at: int(far) for at, far in enumerate(found) if far != FAR} == dict(peers)
    ends = step(graph, mask, np.array([source], np.int32)).end
    assert set(ends.tolist()) == set(peer[source])
    for other in range(nodes):
        assert set(common(graph, mask, source, other).tolist()) == set(peer[source]) & set(peer[other]) - {
            source,
            other,
        }


@given(worlds())
def test_the_edges_between_two_are_the_open_ones_whichever_way_they_run(world: tuple[int, Made, list[bool]]) -> None:
    nodes, made, opened = world
    graph = graph_of(nodes, made)
    for one in range(nodes):
        for other in range(nodes):
            if one != other:
                expected = [at for at, (a, b, need) in enumerate(made) if {a, b} == {one, other} and opened[need]]
                assert between(graph, mask_of(opened), one, other).tolist() == expected


def test_a_path_never_goes_through_a_closed_edge_though_it_is_shorter() -> None:
    made = [(0, 1, 0), (1, 4, 0), (0, 4, 1), (0, 2, 0), (2, 3, 0), (3, 4, 0)]
    graph = graph_of(5, made)
    assert shortest(graph, mask_of([True, True]), 0, 4, 6) == (0, 4)
    assert shortest(graph, mask_of([True, False]), 0, 4, 6) == (0, 1, 4)
    assert shortest(graph, Mask(np.array([True, False]), np.array([1, 0, 1, 1, 1, 1], bool)), 0, 4, 6) == (0, 2, 3, 4)
    assert shortest(graph, mask_of([False, False]), 0, 4, 6) is None


def test_k_shortest_takes_no_more_than_it_was_asked_for() -> None:
    graph = graph_of(200, [(0, at, 0) for at in range(1, 199)] + [(at, 199, 0) for at in range(1, 199)])
    mask = mask_of([True])
    assert first_routes(graph, mask, 0, 199, 6, 3) == ((0, 1, 199), (0, 2, 199), (0, 3, 199))
    lazy: Iterator[tuple[int, ...]] = routes(graph, mask, 0, 199, 6)
    assert next(lazy) == (0, 1, 199)
