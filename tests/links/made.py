"""Small graphs made up for tests."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pyarrow as pa

from athena.links.graph import NO_DAY, Edges, Graph, Need, compressed
from athena.pole import LabelId

Made = Sequence[tuple[int, int, int]]
"""Edges as tail, head and class."""


def graph_of(nodes: int, made: Made) -> Graph:
    """A graph of people `n000`, `n001`... with these edges; class `c` needs label `c + 1` of links."""
    tail, head, need = (np.array([one[at] for one in made], np.int32) for at in range(3))
    none = np.full(len(made), NO_DAY, np.int32)
    edges = Edges(
        tail, head, np.zeros(len(made), np.int32), need, none, none, pa.array([f"l{at}" for at in range(len(made))])
    )
    classes = max((one[2] for one in made), default=0) + 1
    return compressed(
        1,
        np.array([f"n{at:03d}" for at in range(nodes)], dtype="S4"),
        np.zeros(nodes, np.uint8),
        ("person",),
        ("associate_of",),
        [(Need("link", "relation", LabelId(at + 1)),) for at in range(classes)],
        edges,
    )


def open_part(nodes: int, made: Made, open_classes: Sequence[bool]) -> nx.MultiGraph:
    """The same as `networkx` has it, of the edges whose class is open."""
    found = nx.MultiGraph()
    found.add_nodes_from(range(nodes))
    found.add_edges_from((tail, head) for tail, head, need in made if open_classes[need])
    return found
