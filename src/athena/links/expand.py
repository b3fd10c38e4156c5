"""Expand: what is next to an entity, counted by relation before anything is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from athena.links.chart import ChartLink, ChartNode
from athena.links.evidence import shown
from athena.links.lens import Lens
from athena.links.walk import common, step
from athena.links.whom import Whom

MOST = 25
"""The most links that one expansion shows: their fifty ends are what a view of single records releases at once."""


@dataclass(frozen=True, order=True)
class Count:
    """How many others stand in one relation to a node: `outward` when the node is where the link starts."""

    relation: str
    outward: bool
    kind: str
    others: int


@dataclass(frozen=True)
class Expanded:
    """What is next to `node`: counts of all of it, and as many links as are shown; `left` says how many are not."""

    node: str
    counts: tuple[Count, ...]
    links: tuple[ChartLink, ...]
    nodes: tuple[ChartNode, ...]
    left: int


def counted(lens: Lens, node: str) -> tuple[Count, ...]:
    """How many others stand in each relation to `node`, of each kind; from the graph alone, in order of relation."""
    at = lens.graph.node(node)
    if at is None:
        return ()
    found = step(lens.graph, lens.mask, np.array([at], np.int32))
    graph, others = lens.graph, Counter[tuple[str, bool, str]]()
    seen = {
        (int(graph.edges.relation[edge]), bool(graph.edges.tail[edge] == at), int(end))
        for end, edge in zip(found.end.tolist(), found.edge.tolist(), strict=True)
    }
    for relation, outward, end in seen:
        others[(graph.relations[relation], outward, graph.kind(end))] += 1
    return tuple(sorted(Count(*key, count) for key, count in others.items()))


def expand(lens: Lens, who: Whom, most: int = MOST) -> Expanded:
    """What is next to `who` through `lens`: counts first, then at most `most` links with their evidence.

    A node with more links than that is not opened whole: choose a relation or a time by the lens. Links are shown in
    the order of their other ends. Raises as `View.release`.
    """
    at = lens.graph.node(who.node)
    counts = counted(lens, who.node)
    if at is None:
        return Expanded(who.node, (), (), (), 0)
    edges = list(dict.fromkeys(step(lens.graph, lens.mask, np.array([at], np.int32)).edge.tolist()))
    links, nodes = shown(lens.view, lens.graph, edges[:most])
    return Expanded(who.node, counts, links, nodes, max(0, len(edges) - most))


def in_common(lens: Lens, one: Whom, other: Whom, most: int = MOST) -> Expanded:
    """What both are next to, with the links from each; as `expand`, `left` counts the links that are not shown."""
    graph = lens.graph
    ends = [graph.node(one.node), graph.node(other.node)]
    if None in ends:
        return Expanded(one.node, (), (), (), 0)
    both = common(graph, lens.mask, *[int(end) for end in ends if end is not None])
    found = step(graph, lens.mask, both)
    edges = sorted({edge for edge, end in zip(found.edge.tolist(), found.end.tolist(), strict=True) if end in ends})
    links, nodes = shown(lens.view, graph, edges[:most])
    return Expanded(one.node, (), links, nodes, max(0, len(edges) - most))
