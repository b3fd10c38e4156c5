"""Walking the graph: neighbours and shortest paths behind a mask, beside networkit and networkx without one.

Run: `python -m bench.links [--nodes 1000000] [--edges 5000000] [--peer-nodes 100000]`. networkit walks the same graph;
networkx takes gigabytes for it, so both are also run on one of `--peer-nodes` with as many edges a node. Aims of the
issue at a million nodes: expand p99 under 100 ms, a shortest path of at most six hops p99 under 300 ms. What is timed
is the walk; the door's release adds its own time (bench/access.py).
"""

import argparse
import time
from collections.abc import Callable, Sequence

import networkit as nk
import networkx as nx
import numpy as np
import pyarrow as pa

from athena.links.graph import NO_DAY, Edges, Graph, Need, compressed
from athena.links.walk import Mask, shortest, step
from athena.pole import LabelId

CLASSES = 500
TIMES = 200
MOST_HOPS = 6


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--edges", type=int, default=5_000_000)
    parser.add_argument("--peer-nodes", type=int, default=100_000)
    chosen = parser.parse_args()
    measure(chosen.nodes, chosen.edges, with_networkx=False)
    measure(chosen.peer_nodes, chosen.peer_nodes * chosen.edges // chosen.nodes, with_networkx=True)


def measure(nodes: int, edges: int, *, with_networkx: bool) -> None:
    """One size of graph: ours behind masks that open all, and nine in ten classes; the peers unmasked."""
    draw = np.random.default_rng(7)
    tail, head = ends(draw, nodes, edges)
    began = time.process_time()
    graph = graph_of(nodes, tail, head, draw)
    print(f"{nodes:,} nodes, {edges:,} edges: rows built in {time.process_time() - began:.1f} CPU-s")
    pairs = draw.integers(0, nodes, (TIMES, 2)).tolist()
    for name, classes in (("all open", np.ones(CLASSES, bool)), ("nine in ten open", draw.random(CLASSES) < 0.9)):
        ours(graph, Mask(classes), name, pairs)
    peer = nk.GraphFromCoo((np.ones(edges), (tail, head)), n=nodes, directed=False, weighted=False)
    show("shortest path, networkit", lambda one, other: nk.distance.BidirectionalBFS(peer, one, other).run(), pairs)
    if with_networkx:
        plain = nx.Graph()
        plain.add_edges_from(zip(tail.tolist(), head.tolist(), strict=True))
        linked = [(one, other) for one, other in pairs if one in plain and other in plain]
        show("shortest path, networkx", lambda one, other: path_or_none(plain, one, other), linked)


def ours(graph: Graph, mask: Mask, name: str, pairs: Sequence[Sequence[int]]) -> None:
    """Expand and shortest path behind `mask`."""
    show(f"expand, {name}", lambda one, _: step(graph, mask, np.array([one], np.int32)), pairs)
    show(f"shortest path, {name}", lambda one, other: shortest(graph, mask, one, other, MOST_HOPS), pairs)


def path_or_none(plain: "nx.Graph", one: int, other: int) -> object:
    """What networkx finds, None where it raises that there is none."""
    try:
        return nx.bidirectional_shortest_path(plain, one, other)
    except nx.NetworkXNoPath:
        return None


def ends(draw: np.random.Generator, nodes: int, edges: int) -> tuple["np.ndarray", "np.ndarray"]:
    """A skewed graph: one end of each edge even, the other crowded (the busiest node has thousands)."""
    crowded = np.minimum((nodes * draw.random(edges) ** 3).astype(np.int64), nodes - 1)
    return draw.integers(0, nodes, edges).astype(np.int32), draw.permutation(nodes)[crowded].astype(np.int32)


def graph_of(nodes: int, tail: "np.ndarray", head: "np.ndarray", draw: np.random.Generator) -> Graph:
    """The same as Athena holds it, each edge of one of `CLASSES` classes."""
    count = len(tail)
    none = np.full(count, NO_DAY, np.int32)
    need = draw.integers(0, CLASSES, count).astype(np.int32)
    record = pa.nulls(count, pa.string())
    edges = Edges(tail, head, np.zeros(count, np.int32), need, none, none, record)
    names = np.char.zfill(np.arange(nodes).astype("S7"), 7)
    needs = [(Need("link", "relation", LabelId(at + 1)),) for at in range(CLASSES)]
    return compressed(1, names, np.zeros(nodes, np.uint8), ("person",), ("associate_of",), needs, edges)


def show(what: str, one: Callable[[int, int], object], pairs: Sequence[Sequence[int]]) -> None:
    """Time `one` over `pairs` in CPU time of this process, and print median and 99th percentile."""
    spent = []
    for start, end in pairs:
        began = time.process_time()
        one(int(start), int(end))
        spent.append((time.process_time() - began) * 1000)
    half, most = np.percentile(spent, [50, 99])
    print(f"  {what}: p50 {half:.2f} ms, p99 {most:.2f} ms of CPU, {len(spent)} times", flush=True)


if __name__ == "__main__":
    main()
