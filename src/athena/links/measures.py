"""Measures of a chart: degree, betweenness, k-core and communities, of how it is connected and of nothing else.

A chart is measured as a simple undirected graph: parallel links count once and a link to itself not at all. The
measures are those of Freeman (1979), Brandes (2001), Seidman (1983) and Blondel et al. (2008), and equal `networkx`.
None of them is a property of a person; `athena.links.chart.CAUTION` stands beside them wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from athena.links.chart import Chart

if TYPE_CHECKING:
    import rustworkx

SEED = 20261125
"""Communities are found by a method that begins with a shuffle; a fixed one gives the same answer every time."""


@dataclass(frozen=True)
class Measures:
    """What one chart measures, each by node id.

    `degree` counts neighbours; `degree_share` divides by all others on the chart. `betweenness` is the share of
    shortest paths between other pairs that pass through, 0 to 1. `core` is the largest k of a part in which all have
    k neighbours. `community` numbers parts that hold together more than chance would, the largest first;
    `modularity` says how much more, and near 0 says that there are none to speak of.
    """

    degree: Mapping[str, int]
    degree_share: Mapping[str, float]
    betweenness: Mapping[str, float]
    core: Mapping[str, int]
    community: Mapping[str, int]
    modularity: float


def measure(chart: Chart) -> Measures:
    """Measure `chart`; an empty one has no figures."""
    import rustworkx

    graph = _graph(chart)
    names = [node.id for node in chart.nodes]
    others = max(len(names) - 1, 1)
    degree = {name: graph.degree(at) for at, name in enumerate(names)}
    betweenness = rustworkx.graph_betweenness_centrality(graph, normalized=True)
    core: Mapping[int, int] = dict(rustworkx.core_number(graph))  # type: ignore[call-overload]  # its stub says int
    parts = communities(chart)
    return Measures(
        degree,
        {name: count / others for name, count in degree.items()},
        {name: float(betweenness[at]) for at, name in enumerate(names)},
        {name: int(core[at]) for at, name in enumerate(names)},
        {name: number for number, part in enumerate(parts) for name in part},
        modularity(chart, parts),
    )


def communities(chart: Chart) -> tuple[frozenset[str], ...]:
    """The parts of `chart` by the Louvain method, the largest first, then by name."""
    import networkx as nx

    if not chart.nodes:
        return ()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(chart.nodes)))
    graph.add_edges_from(chart.pairs)
    names = [node.id for node in chart.nodes]
    parts = [frozenset(names[at] for at in part) for part in nx.community.louvain_communities(graph, seed=SEED)]
    return tuple(sorted(parts, key=lambda part: (-len(part), min(part))))


def modularity(chart: Chart, parts: tuple[frozenset[str], ...]) -> float:
    """The modularity of `parts` (Newman 2004): the share of pairs inside less what chance would put there."""
    total = len(chart.pairs)
    if not total:
        return 0.0
    part_of = {chart.places[name]: number for number, part in enumerate(parts) for name in part}
    inside = [0] * len(parts)
    ends = [0] * len(parts)
    for one, other in chart.pairs:
        ends[part_of[one]] += 1
        ends[part_of[other]] += 1
        if part_of[one] == part_of[other]:
            inside[part_of[one]] += 1
    return sum(within / total - (end / (2 * total)) ** 2 for within, end in zip(inside, ends, strict=True))


def _graph(chart: Chart) -> rustworkx.PyGraph[None, None]:
    import rustworkx

    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(chart.nodes))
    graph.add_edges_from_no_data(list(chart.pairs))
    return graph
