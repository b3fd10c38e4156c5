"""Search, profile, expand and path through the door, entry included, over a workspace of Northmere; CPU time.

Run: `python -m bench.finding WORKSPACE [--times 200]`, after `athena demo`, `athena index` and `athena links build`.
Peers in the same run: SQLite FTS5 over the same names, networkx and networkit over the same links, all without a door.
It ends by saying where the slowest of ours spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import networkit as nk
import networkx as nx
import numpy as np

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.session import login
from athena.access.view import View
from athena.lake.workspace import open_workspace
from athena.links.expand import expand
from athena.links.graph import Graph
from athena.links.keeping import kept
from athena.links.lens import lens_of
from athena.links.paths import shortest_path
from athena.links.whom import whom
from athena.profile.profile import profile
from athena.search.searching import open_index, search

Asked = Callable[[View, str], object]
CASE, WHO = CaseId("demo"), PrincipalId("investigator")


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--times", type=int, default=200)
    chosen = parser.parse_args()
    random.seed(7)
    with ExitStack() as stack:
        began = time.process_time()
        workspace = open_workspace(chosen.workspace)
        door = stack.enter_context(Door.open(workspace, login()))
        index = open_index(workspace)
        graph = kept(workspace, workspace.lake.snapshot())
        print(
            f"opened, cold: {time.process_time() - began:.1f} CPU-s; {index.standing.documents:,} documents,", end=" "
        )
        print(f"{len(graph):,} nodes, {len(graph.edges):,} links")
        measured(door, index, graph, chosen.times)
        walked(graph, chosen.times)


def measured(door: Door, index: object, graph: Graph, times: int) -> None:
    """Ours, each question in a view of its own, then FTS5."""
    from athena.search.searching import Index

    assert isinstance(index, Index)
    names = people(door, 4_000)
    questions = [name for _, name in random.sample(names, times)]
    slips = [slipped(name) for name in questions]
    records = [record for record, _ in random.sample(names, times)]
    pairs = [f"{one} {other}" for one, other in zip(records, reversed(records), strict=True)]
    figures = {
        "search by name": spent(door, lambda view, text: search(view, index, text), questions),
        "search by name, a letter wrong": spent(door, lambda view, text: search(view, index, text), slips),
        "profile": spent(door, profile, records),
        "expand": spent(door, lambda view, one: expand(lens_of(graph, view), whom(view, one)), records),
        "path, six hops": spent(door, lambda view, pair: walk(graph, view, pair), pairs),
    }
    for name, each in figures.items():
        show(name, each)
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE person USING fts5(name)")
    peer.executemany("INSERT INTO person VALUES (?)", [(name,) for _, name in people(door, 10_000_000)])
    statement = "SELECT rowid FROM person WHERE person MATCH ? LIMIT 20"
    found = []
    for text in questions:
        start = time.process_time()
        peer.execute(statement, (" ".join(f'"{word}"' for word in text.replace('"', " ").split()),)).fetchall()
        found.append(time.process_time() - start)
    show("FTS5 in memory, names alone, no door", found)
    slowest = max(figures, key=lambda name: sorted(figures[name])[len(figures[name]) // 2])
    print(f"slowest: {slowest}")
    profiled(door, index, graph, slowest, questions, records, pairs)


def walk(graph: Graph, view: View, pair: str) -> object:
    one, other = pair.split()
    ends = whom(view, one), whom(view, other)
    return None if ends[0].node == ends[1].node else shortest_path(lens_of(graph, view), *ends)


def people(door: Door, most: int) -> list[tuple[str, str]]:
    """Record ids with their names, as one list that the view releases."""
    with door.open_view(WHO, None, CASE, Operation.CONSULTATION, form=Form.LIST) as view:
        table = view.table("person")
        named = table.filter(table.name_text.notnull(), table.valid_to.isnull()).select("record_id", "name_text")
        rows = view.release(named.order_by("record_id").limit(most)).rows
    return list(zip(rows["record_id"].to_pylist(), rows["name_text"].to_pylist(), strict=True))


def slipped(name: str) -> str:
    words = name.split()
    at = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[at]
    words[at] = word[:-2] + word[-1] if len(word) > 4 else word
    return " ".join(words)


def spent(door: Door, ask: Asked, texts: Sequence[str]) -> list[float]:
    """CPU seconds of each question: its view opened, answered, released and entered."""
    found = []
    for text in texts:
        start = time.process_time()
        with door.open_view(WHO, None, CASE, Operation.CONSULTATION, form=Form.RECORD) as view:
            ask(view, text)
        found.append(time.process_time() - start)
    return found


def show(name: str, each: Sequence[float]) -> None:
    ordered = sorted(one * 1000 for one in each)
    print(f"{name}: p50 {ordered[len(ordered) // 2]:.1f}, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms of CPU")


def profiled(
    door: Door, index: object, graph: Graph, name: str, questions: list[str], records: list[str], pairs: list[str]
) -> None:
    from athena.search.searching import Index

    assert isinstance(index, Index)
    asked: dict[str, tuple[Asked, list[str]]] = {
        "profile": (profile, records),
        "expand": (lambda view, one: expand(lens_of(graph, view), whom(view, one)), records),
        "path, six hops": (lambda view, pair: walk(graph, view, pair), pairs),
    }
    ask, texts = asked.get(name, (lambda view, text: search(view, index, text), questions))
    watcher = cProfile.Profile(time.process_time)
    watcher.runcall(spent, door, ask, texts[:50])
    pstats.Stats(watcher).sort_stats("cumulative").print_stats(45)


def walked(graph: Graph, times: int) -> None:
    """The peers over the same links, unmasked and without a door."""
    draw = np.random.default_rng(7)
    pairs = draw.integers(0, len(graph), (times, 2)).tolist()
    tail, head = graph.edges.tail, graph.edges.head
    peer = nk.GraphFromCoo((np.ones(len(tail)), (tail, head)), n=len(graph), directed=False, weighted=False)
    show(
        "networkit, shortest path",
        timed(lambda one, other: nk.distance.BidirectionalBFS(peer, one, other).run(), pairs),
    )
    plain = nx.Graph(zip(tail.tolist(), head.tolist(), strict=True))

    def by_networkx(one: int, other: int) -> None:
        try:
            nx.bidirectional_shortest_path(plain, one, other)
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return

    show("networkx, shortest path", timed(by_networkx, pairs))


def timed(ask: Callable[[int, int], object], pairs: list[list[int]]) -> list[float]:
    found = []
    for one, other in pairs:
        start = time.process_time()
        ask(one, other)
        found.append(time.process_time() - start)
    return found


if __name__ == "__main__":
    main()
