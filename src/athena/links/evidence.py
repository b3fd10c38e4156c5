"""Evidence: from edges that were walked to the link records that say them, released through the view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from athena.access.view import View
from athena.links.chart import ChartLink, ChartNode, merged
from athena.links.graph import Graph
from athena.links.wanted import links_named
from athena.links.whom import Named, named

Shown = tuple[tuple[ChartLink, ...], tuple[ChartNode, ...]]
"""Links with their evidence, and the nodes at their ends."""


def shown(view: View, graph: Graph, edges: Sequence[int], recipient: str = "", reason: str = "") -> Shown:
    """The links of these edges, and the nodes that they connect, as the view shows them.

    Links that say the same of the same two are one, with every record that says so and every source. Raises as
    `View.release`.
    """
    if not edges:
        return (), ()
    asked = links_named(view, [graph.record(edge) for edge in edges])
    rows = view.release(asked, recipient=recipient, reason=reason).rows.to_pylist()
    ends = {str(row[f"{side}_record"]): str(row[f"{side}_kind"]) for row in rows for side in ("from", "to")}
    known = named(view, ends, recipient, reason)
    links = merged(_link(row, known) for row in rows)
    return links, _nodes(links, known)


def _link(row: dict[str, object], known: Mapping[str, Named]) -> ChartLink:
    return ChartLink(
        known[str(row["from_record"])].node,
        known[str(row["to_record"])].node,
        str(row["role"]),
        str(row["held_from"] or ""),
        str(row["held_to"] or ""),
        str(row["grading"] or ""),
        records=tuple(sorted({str(row["record_id"]), str(row["evidence"] or row["record_id"])})),
        sources=(str(row["source"]),),
    )


def _nodes(links: Iterable[ChartLink], known: Mapping[str, Named]) -> tuple[ChartNode, ...]:
    wanted = {end for link in links for end in (link.origin, link.end)}
    best: dict[str, ChartNode] = {}
    for _, one in sorted(known.items()):
        node = ChartNode(one.node, one.kind, one.title)
        if one.node in wanted and (one.node not in best or not best[one.node].title):
            best[one.node] = node
    return tuple(sorted(best.values()))
