"""From rows of links to a graph: numbers by name, one class for equal needs, unknown days unknown."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from athena.links.building import graph_from
from athena.links.graph import NO_DAY, Need
from athena.pole import LabelId

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("record_id", "role", "from_node", "from_kind", "to_node", "to_kind")),
        *((name, pa.int64()) for name in ("label_id", "from_label", "to_label")),
        *((name, pa.date32()) for name in ("first_day", "last_day")),
    ]
)


def row(record: str, start: str, end: str, label: int = 1, first: date | None = None) -> dict[str, object]:
    said = {"record_id": record, "role": "suspect", "from_node": start, "from_kind": "person", "to_node": end}
    return {**said, "to_kind": "crime", "label_id": label, "from_label": 2, "to_label": 3, "first_day": first}


def test_nodes_edges_and_classes() -> None:
    rows = [row("l2", "zoe", "c1"), row("l1", "ann", "c1", 9), row("l3", "ann", "c2", first=date(1970, 1, 3))]
    graph = graph_from(pa.Table.from_pylist(rows, schema=SCHEMA), 5)
    assert [graph.name(node) for node in range(len(graph))] == ["ann", "c1", "c2", "zoe"]
    assert [graph.kind(node) for node in range(len(graph))] == ["person", "crime", "crime", "person"]
    assert [graph.record(edge) for edge in range(3)] == ["l1", "l2", "l3"]
    assert graph.edges.first.tolist() == [NO_DAY, NO_DAY, 2]
    assert len(graph.needs) == 2
    needed = graph.needs[graph.edges.need[1]]
    assert Need("link", "relation", LabelId(1)) in needed
    assert {need.kind for need in needed} == {"link", "person", "crime"}


def test_no_links_make_an_empty_graph() -> None:
    graph = graph_from(pa.Table.from_pylist([], schema=SCHEMA), 5)
    assert len(graph) == 0
    assert graph.node("ann") is None
