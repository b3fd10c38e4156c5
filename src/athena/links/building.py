"""Building the graph from rows of links, with numbers for names and one class for equal needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from athena.access.view import View
from athena.links.graph import NO_DAY, Edges, Graph, Names, Need, Numbers, compressed
from athena.links.wanted import LINK, edges
from athena.pole import LabelId, kinds

ROW_GROUP, RELATION = "provenance", "relation"
"""The field groups that a link must show: that there is a row, and what it connects."""


def graph_of(view: View) -> Graph:
    """The graph of everything that `view` sees, released through it; of all records where it is the graph's own job."""
    return graph_from(view.release(edges(view)).rows, view.snapshot)


def graph_from(rows: pa.Table, snapshot: int) -> Graph:
    """The graph of the rows that `athena.links.wanted.edges` gives."""
    rows = rows.sort_by("record_id")
    names, tail, head = _nodes(rows)
    needs, need = _classes(rows)
    relations = rows["role"].combine_chunks().dictionary_encode()
    kind_of = _kinds(rows, names, tail, head)
    found = Edges(
        tail,
        head,
        np.asarray(relations.indices, np.int32),
        need,
        _days(rows["first_day"]),
        _days(rows["last_day"]),
        rows["record_id"].combine_chunks(),
    )
    return compressed(snapshot, names, kind_of, kinds(), relations.dictionary.to_pylist(), needs, found)


def _nodes(rows: pa.Table) -> tuple[Names, Numbers, Numbers]:
    both = pa.chunked_array([*rows["from_node"].chunks, *rows["to_node"].chunks], pa.string())
    encoded = both.combine_chunks().dictionary_encode()
    words = np.array([name.encode() for name in encoded.dictionary.to_pylist()] or [b""], dtype=np.bytes_)
    if not len(encoded):
        words = words[:0]
    order = np.argsort(words, kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    numbers = rank[np.asarray(encoded.indices)] if len(encoded) else np.zeros(0, np.int32)
    return words[order], numbers[: rows.num_rows], numbers[rows.num_rows :]


def _kinds(rows: pa.Table, names: Names, tail: Numbers, head: Numbers) -> npt.NDArray[np.uint8]:
    known = pa.array(kinds())
    found = np.zeros(len(names), np.uint8)
    for ends, column in ((tail, "from_kind"), (head, "to_kind")):
        found[ends] = np.asarray(pc.index_in(rows[column], known).combine_chunks(), np.uint8)
    return found


def _classes(rows: pa.Table) -> tuple[list[tuple[Need, ...]], Numbers]:
    """The distinct needs of edges, and the class of each edge."""
    columns = ["label_id", "from_kind", "from_label", "to_kind", "to_label"]
    distinct = rows.select(columns).group_by(columns).aggregate([]).sort_by([(name, "ascending") for name in columns])
    numbered = distinct.append_column("class", pa.array(range(distinct.num_rows), pa.int32()))
    placed = rows.select(columns).append_column("at", pa.array(range(rows.num_rows), pa.int64()))
    joined = placed.join(numbered, columns).sort_by("at")
    return [_needs(row) for row in distinct.to_pylist()], np.asarray(joined["class"].combine_chunks(), np.int32)


def _needs(row: dict[str, object]) -> tuple[Need, ...]:
    link, start, end = (LabelId(int(str(row[name]))) for name in ("label_id", "from_label", "to_label"))
    from_kind, to_kind = str(row["from_kind"]), str(row["to_kind"])
    wanted = {Need(LINK, group, link) for group in (ROW_GROUP, RELATION)}
    return tuple(sorted(wanted | {Need(from_kind, ROW_GROUP, start), Need(to_kind, ROW_GROUP, end)}))


def _days(column: pa.ChunkedArray) -> Numbers:
    days = column.combine_chunks().cast(pa.date32()).cast(pa.int32())
    found: Numbers = np.asarray(days.fill_null(NO_DAY), np.int32)
    return found
