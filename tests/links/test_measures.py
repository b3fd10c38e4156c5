"""Measures: equal to networkx within 1e-9 on every real network that there is."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest

from athena.links.chart import Chart, ChartLink, ChartNode
from athena.links.measures import communities, measure, modularity


def charts(folder: Path) -> dict[str, Chart]:
    found = {}
    for nodes in sorted(folder.rglob("*.nodes.csv")):
        with nodes.open() as things, nodes.with_name(nodes.name.replace("nodes", "edges")).open() as links:
            found[nodes.relative_to(folder).as_posix()] = Chart(
                tuple(ChartNode(row["node"], "person") for row in csv.DictReader(things)),
                tuple(ChartLink(row["from"], row["to"], "tie") for row in csv.DictReader(links)),
            )
    return found


def peer_of(chart: Chart) -> nx.Graph:
    found = nx.Graph()
    found.add_nodes_from(node.id for node in chart.nodes)
    found.add_edges_from((link.origin, link.end) for link in chart.links if link.origin != link.end)
    return found


def equals_networkx(chart: Chart) -> None:
    found, peer = measure(chart), peer_of(chart)
    assert found.degree == dict(peer.degree())
    assert found.degree_share == pytest.approx(nx.degree_centrality(peer), abs=1e-9)
    assert found.betweenness == pytest.approx(nx.betweenness_centrality(peer), abs=1e-9)
    assert found.core == nx.core_number(peer)
    parts = communities(chart)
    assert sorted(name for part in parts for name in part) == sorted(peer)
    assert modularity(chart, parts) == pytest.approx(nx.community.modularity(peer, parts), abs=1e-9)
    assert found.modularity == modularity(chart, parts)


def test_every_real_network_measures_as_networkx_says(networks: Path) -> None:
    found = charts(networks)
    assert len(found) == 20
    for chart in found.values():
        equals_networkx(chart)


def test_the_same_chart_always_falls_into_the_same_communities(networks: Path) -> None:
    chart = charts(networks)["london_gang.nodes.csv"]
    assert communities(chart) == communities(chart)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_small_charts_have_figures_or_none(size: int) -> None:
    chart = Chart(tuple(ChartNode(str(at), "person") for at in range(size)), ())
    found = measure(chart)
    assert found.degree == {str(at): 0 for at in range(size)}
    assert found.betweenness == {str(at): 0.0 for at in range(size)}
    assert found.modularity == 0.0
