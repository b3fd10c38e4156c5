"""A chart as GraphML or GEXF 1.2, with everything that it says of a thing or a link as an attribute."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from athena.links.chart import Chart

if TYPE_CHECKING:
    import networkx as nx


def graphml(chart: Chart) -> bytes:
    """`chart` as GraphML, UTF-8."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(peer(chart), out, named_key_ids=True)
    return out.getvalue()


def gexf(chart: Chart) -> bytes:
    """`chart` as GEXF 1.2, UTF-8."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(peer(chart), out)
    return out.getvalue()


def peer(chart: Chart) -> nx.MultiDiGraph:
    """`chart` as `networkx` holds a directed graph with parallel links; lists are joined by spaces."""
    import networkx as nx

    found = nx.MultiDiGraph()
    for node in chart.nodes:
        found.add_node(node.id, label=node.title, kind=node.kind)
    for number, link in enumerate(chart.links):
        found.add_edge(
            link.origin,
            link.end,
            key=str(number),
            relation=link.relation,
            first=link.first,
            last=link.last,
            grading=link.grading,
            inference=link.inference,
            thickness=link.thickness,
            evidence=" ".join(link.records),
            sources=" ".join(link.sources),
        )
    return found
