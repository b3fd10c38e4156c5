"""Charts from files: GraphML, or a CSV of edges, checked before anything of it is believed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from athena.failures import Refused
from athena.links.chart import Chart, ChartLink, ChartNode, merged

MOST_LINKS = 50_000
"""The most links of an imported chart."""

_ORIGIN, _END = ("from", "source", "entity 1 id"), ("to", "target", "entity 2 id")
_RELATION = ("relation", "link type", "role", "type")


def from_graphml(content: bytes, file: str) -> Chart:
    """The chart of a GraphML file. Refused with `links.import` for what is no GraphML, or declares a document type.

    A document type can name other files, or grow without end when it is read; no tool that writes GraphML needs one.
    """
    import networkx as nx

    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _refused(file, "It declares a document type", "Save it again without one")
    try:
        found = nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    except Exception as error:
        raise _refused(file, f"It is not GraphML: {type(error).__name__}: {error}", "Export it again") from error
    nodes = [
        ChartNode(str(name), str(said.get("kind", "unknown")), str(said.get("label", "")))
        for name, said in found.nodes(data=True)
    ]
    links = [_link(str(origin), str(end), said) for origin, end, said in found.edges(data=True)]
    return _chart(nodes, links, file)


def from_edge_csv(content: bytes, file: str) -> Chart:
    """The chart of a CSV with a row a link: columns `from` and `to`, and optionally `relation`, `first`, `last`.

    The names that Athena's own CSV for i2 has are read too. Refused with `links.import` naming the row at fault.
    """
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
        columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
        origin, end = _named(columns, _ORIGIN), _named(columns, _END)
        if origin is None or end is None:
            raise _refused(file, "It has no columns from and to", "Name the columns of the two ends `from` and `to`")
        relation = _named(columns, _RELATION)
        links = [_row_link(row, number, origin, end, relation, columns, file) for number, row in enumerate(reader, 2)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused(file, f"It is not CSV in UTF-8: {error}", "Save it as CSV, UTF-8") from error
    names = {name: ChartNode(name, "unknown") for link in links for name in (link.origin, link.end)}
    return _chart(names.values(), links, file)


def _row_link(
    row: Mapping[str, str | None],
    number: int,
    origin: str,
    end: str,
    relation: str | None,
    columns: Mapping[str, str],
    file: str,
) -> ChartLink:
    one, other = (row[origin] or "").strip(), (row[end] or "").strip()
    if not one or not other:
        raise _refused(f"{file}, line {number}", "One of its ends is empty", "Fill in both ends, or remove the line")
    said = {name: str(row[column] or "") for name, column in columns.items()}
    return ChartLink(
        one,
        other,
        (row[relation] or "linked") if relation else "linked",
        said.get("first", said.get("start", "")),
        said.get("last", said.get("end", "")) if "last" in said or "end" in said else "",
        records=(f"{file}, line {number}",),
        sources=(file,),
    )


def _link(origin: str, end: str, said: Mapping[str, object]) -> ChartLink:
    return ChartLink(
        origin,
        end,
        str(said.get("relation", said.get("label", "linked"))),
        str(said.get("first", "")),
        str(said.get("last", "")),
        str(said.get("grading", "")),
        bool(said.get("inference", False)),
        tuple(str(said.get("evidence", "")).split()),
        tuple(str(said.get("sources", "")).split()),
    )


def _chart(nodes: Iterable[ChartNode], links: list[ChartLink], file: str) -> Chart:
    if len(links) > MOST_LINKS:
        raise _refused(file, f"It has {len(links):,} links, more than {MOST_LINKS:,}", "Import a part of it")
    return Chart(tuple(sorted(nodes)), merged(links))


def _named(columns: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _refused(where: str, why: str, remedy: str) -> Refused:
    return Refused("links.import", "This file cannot be read as a chart", where, why, remedy)
