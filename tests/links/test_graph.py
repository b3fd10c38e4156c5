"""The graph in memory: nodes by name, edges at both ends."""

from __future__ import annotations

from tests.links.made import graph_of


def test_a_node_is_found_by_its_name_and_an_unknown_one_is_not() -> None:
    graph = graph_of(2, [(0, 1, 0)])
    for name in ("n000", "n001"):
        node = graph.node(name)
        assert node is not None
        assert graph.name(node) == name
        assert graph.kind(node) == "person"
    assert graph.node("n00") is None
    assert graph.node("zzzz") is None


def test_an_edge_stands_at_both_ends_and_keeps_its_direction_and_record() -> None:
    graph = graph_of(3, [(2, 0, 0), (0, 1, 0)])
    assert graph.ends[graph.offsets[0] : graph.offsets[1]].tolist() == [1, 2]
    edge = int(graph.numbers[graph.offsets[2]])
    assert graph.ends_of(edge) == (2, 0)
    assert graph.record(edge) == "l0"


def test_a_graph_without_edges_is_still_one() -> None:
    assert len(graph_of(2, [])) == 2
