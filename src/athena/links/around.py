"""Around: the graph within some hops of things that were named, as a chart; and a group's events in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from athena.failures import Refused
from athena.links.chart import Chart, ChartLink
from athena.links.evidence import shown
from athena.links.lens import Lens
from athena.links.walk import FAR, distances, step
from athena.links.whom import Whom

MOST_LINKS = 5_000
"""The most links of a chart made from the graph."""


def around(
    lens: Lens, seeds: Sequence[Whom], hops: int, most: int = MOST_LINKS, recipient: str = "", reason: str = ""
) -> Chart:
    """Everything within `hops` of `seeds` and every link between two such things, with its evidence.

    Refused with `links.chart-too-large` for more than `most` links: a part is never shown as if it were the whole.
    `recipient` and `reason` are for a view that discloses. Raises as `View.release`.
    """
    graph = lens.graph
    places = sorted({at for who in seeds if (at := graph.node(who.node)) is not None})
    if not places:
        return Chart((), ())
    near = distances(graph, lens.mask, np.array(places, np.int32), hops)
    inside = np.flatnonzero(near != FAR).astype(np.int32)
    found = step(graph, lens.mask, inside)
    edges = np.unique(found.edge[near[found.end] != FAR])
    if len(edges) > most:
        raise Refused(
            "links.chart-too-large",
            "There is too much around these to make one chart of it",
            f"{len(edges):,} links within {hops} hops, {most:,} at most",
            "A part of it would look like the whole",
            "Ask for fewer hops, or narrow by --relation, --since, --until",
        )
    links, nodes = shown(lens.view, graph, edges.tolist(), recipient, reason)
    return Chart(nodes, links)


def sequence(chart: Chart) -> tuple[ChartLink, ...]:
    """The links of a chart that somebody dated, in the order in which they began; equal days in the order of the chart.

    Partial dates sort as text: a year stands before its months, for it may be the earliest of them.
    """
    return tuple(sorted((link for link in chart.links if link.first), key=lambda link: link.first))
