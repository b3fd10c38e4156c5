"""GraphML and GEXF: read back, nothing is lost."""

from __future__ import annotations

import io

import networkx as nx
from tests.links.made_chart import CHART

from athena.links.exports.graph_files import gexf, graphml
from athena.links.importing import from_graphml


def test_graphml_read_back_is_the_same_chart() -> None:
    found = from_graphml(graphml(CHART), "chart.graphml")
    assert found.nodes == CHART.nodes
    assert found.links == tuple(sorted(CHART.links))


def test_gexf_read_back_has_every_thing_and_every_link() -> None:
    found = nx.read_gexf(io.BytesIO(gexf(CHART)))
    assert {name: said["label"] for name, said in found.nodes(data=True)} == {
        node.id: node.title for node in CHART.nodes
    }
    assert sorted((one, end, said["relation"]) for one, end, said in found.edges(data=True)) == sorted(
        (link.origin, link.end, link.relation) for link in CHART.links
    )
