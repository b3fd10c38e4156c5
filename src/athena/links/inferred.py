"""Inferred links: what nobody recorded and a rule says, from links that two things have to a third.

Derived on demand through a lens, so never from what is withheld, and never kept. Each is marked as an inference and
names the two records that it rests on. It is a place to look, not a fact: being at one event is no acquaintance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from athena.links.chart import ChartLink, ChartNode, merged
from athena.links.evidence import shown
from athena.links.expand import MOST
from athena.links.graph import NO_DAY
from athena.links.lens import Lens
from athena.links.walk import step
from athena.links.whom import Whom
from athena.pole import code_list


@dataclass(frozen=True)
class Inference:
    """A rule: two things that have links of `relations` to one and the same third are linked as `name`.

    With `overlapping` both links must have held on one day at least; a link that nobody dated may have.
    """

    name: str
    relations: frozenset[str]
    overlapping: bool


def _event_roles() -> frozenset[str]:
    return frozenset(
        code for code, said in code_list("link_role").codes.items() if said.group in ("person_event", "object_event")
    )


def inferences() -> tuple[Inference, ...]:
    """Every rule: together at an event, at one address at one time, one vehicle at one time."""
    return (
        Inference("together_at_event", _event_roles(), overlapping=False),
        Inference("same_address", frozenset({"lives_at"}), overlapping=True),
        Inference("same_vehicle", frozenset({"keeper_of", "owner_of", "user_of"}), overlapping=True),
    )


@dataclass(frozen=True)
class Inferred:
    """Inferred links with the things that they connect; `left` says how many are not shown."""

    links: tuple[ChartLink, ...]
    nodes: tuple[ChartNode, ...]
    left: int


MOST_INFERRED = MOST // 2
"""The most pairs of records that one rule draws."""


def inferred(lens: Lens, who: Whom, most: int = MOST_INFERRED) -> Inferred:
    """What the rules link with `who`, by rule and then by the other's id; at most `most` of them.

    Only links that the lens shows are used, so a rule finds nothing through a withheld event. Raises as `View.release`.
    """
    at = lens.graph.node(who.node)
    found = [] if at is None else sorted(set(_found(lens, int(at))))
    edges = sorted({edge for _, _, *pair in found[:most] for edge in pair})
    links, nodes = shown(lens.view, lens.graph, edges)
    sources = {record: link.sources for link in links for record in link.records}
    each = [_drawn(lens, who.node, one, sources) for one in found[:most]]
    return drawn(each, nodes, max(0, len(found) - most))


def drawn(links: Sequence[ChartLink], nodes: Iterable[ChartNode], left: int) -> Inferred:
    """Inferred links, those that say the same as one, with the things at their ends."""
    ends = {end for link in links for end in (link.origin, link.end)}
    return Inferred(merged(links), tuple(sorted({node for node in nodes if node.id in ends})), left)


Pair = tuple[str, str, int, int]
"""A rule's name, the other's name, and the two edges."""


def _found(lens: Lens, at: int) -> Iterator[Pair]:
    graph = lens.graph
    mine = step(graph, lens.mask, np.array([at], np.int32))
    for rule in inferences():
        numbers = [graph.relation_at[name] for name in rule.relations if name in graph.relation_at]
        for middle, edge in zip(mine.end.tolist(), mine.edge.tolist(), strict=True):
            if graph.edges.relation[edge] not in numbers or graph.edges.tail[edge] != at:
                continue
            theirs = step(graph, lens.mask, np.array([middle], np.int32))
            for end, other in zip(theirs.end.tolist(), theirs.edge.tolist(), strict=True):
                follows = graph.edges.relation[other] in numbers and graph.edges.head[other] == middle
                if follows and end != at and (not rule.overlapping or _overlap(lens, edge, other)):
                    yield rule.name, graph.name(end), edge, other


def _overlap(lens: Lens, one: int, other: int) -> bool:
    first, last = lens.graph.edges.first, lens.graph.edges.last
    begins_in_time = last[one] == NO_DAY or first[other] == NO_DAY or first[other] <= last[one]
    ends_in_time = last[other] == NO_DAY or first[one] == NO_DAY or first[one] <= last[other]
    return bool(begins_in_time and ends_in_time)


def _drawn(lens: Lens, node: str, pair: Pair, sources: dict[str, tuple[str, ...]]) -> ChartLink:
    name, end, *edges = pair
    records = tuple(lens.graph.record(edge) for edge in edges)
    said = {source for record in records for source in sources.get(record, ())}
    return ChartLink(node, end, name, inference=True, records=records, sources=tuple(sorted(said)))
