"""Paths: how two are connected, hop by hop, with the evidence of each hop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from athena.access.withheld import Withheld
from athena.failures import Refused
from athena.links.chart import ChartLink, ChartNode
from athena.links.evidence import shown
from athena.links.lens import Lens
from athena.links.walk import Route, between, first_routes, shortest
from athena.links.wanted import links_named
from athena.links.whom import Whom

MOST_HOPS = 6
"""The longest path that is looked for by default; beyond six hops nearly everybody is connected with everybody."""

MOST_PATHS = 10
_LINKS_A_HOP = 3


@dataclass(frozen=True)
class Hop:
    """One step of a path, from one node to the next, and the links that say so; a link may run the other way."""

    origin: str
    end: str
    links: tuple[ChartLink, ...]


@dataclass(frozen=True)
class Path:
    """One path, from its start to its end."""

    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Paths:
    """The paths found, the shortest first, the nodes on them, and why there is none where only withheld links lead."""

    paths: tuple[Path, ...]
    nodes: tuple[ChartNode, ...]
    withheld: tuple[Withheld, ...]


def shortest_path(lens: Lens, one: Whom, other: Whom, most: int = MOST_HOPS) -> Paths:
    """One shortest path of at most `most` hops; the same one every time."""
    ends = _ends(lens, one, other, most)
    route = None if ends is None else shortest(lens.graph, lens.mask, *ends, most)
    return _told(lens, ends, [] if route is None else [route], most)


def paths(lens: Lens, one: Whom, other: Whom, most: int = MOST_HOPS, count: int = MOST_PATHS) -> Paths:
    """The `count` shortest paths of at most `most` hops, no node twice on any; fewer where there are no more."""
    ends = _ends(lens, one, other, most)
    routes = () if ends is None else first_routes(lens.graph, lens.mask, *ends, most, count)
    return _told(lens, ends, routes, most)


def _ends(lens: Lens, one: Whom, other: Whom, most: int) -> tuple[int, int] | None:
    if one.node == other.node or most < 1:
        raise Refused(
            "links.no-path-to-seek",
            "There is no path to look for",
            f"from {one.node} to {other.node}, at most {most} hops",
            "A path leads from one thing to another by one hop or more",
            "Name two different things; two records of one entity are the same thing",
        )
    ends = lens.graph.node(one.node), lens.graph.node(other.node)
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _told(lens: Lens, ends: tuple[int, int] | None, routes: Sequence[Route], most: int) -> Paths:
    if ends is None:
        return Paths((), (), ())
    if not routes:
        return Paths((), (), _none(lens, lens.blocked(*ends, most)))
    steps = {hop for route in routes for hop in pairwise(route)}
    edges = {hop: between(lens.graph, lens.mask, *hop).tolist()[:_LINKS_A_HOP] for hop in sorted(steps)}
    links, nodes = shown(lens.view, lens.graph, sorted({edge for found in edges.values() for edge in found}))
    named = [[lens.graph.name(node) for node in route] for route in routes]
    return Paths(tuple(Path(tuple(_hop(*hop, links) for hop in pairwise(names))) for names in named), nodes, ())


def _none(lens: Lens, blocked: tuple[Withheld, ...]) -> tuple[Withheld, ...]:
    """The empty answer is a release too, and its entry says what this reader was told of a withheld path."""
    lens.view.release(links_named(lens.view, []), also=blocked)
    return blocked


def _hop(origin: str, end: str, links: Sequence[ChartLink]) -> Hop:
    return Hop(origin, end, tuple(link for link in links if {link.origin, link.end} == {origin, end}))
