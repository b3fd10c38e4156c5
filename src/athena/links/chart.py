"""A chart: a small piece of the graph with its content, as much of it as one view released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

CAUTION = (
    "Police graphs are incomplete: they show whom police looked at. A high figure says where recording was dense, "
    "never what a person will do."
)
"""What stands beside every measure of a chart, on every face."""


@dataclass(frozen=True, order=True)
class ChartNode:
    """A thing on a chart: its id, its kind, and the words that it is shown by."""

    id: str
    kind: str
    title: str = ""


@dataclass(frozen=True, order=True)
class ChartLink:
    """A connection on a chart, in the direction in which it was recorded.

    `records` are the ids of the records that say so and `sources` the systems that they came from, each once:
    thickness is the number of sources, for one report entered five times is one report. `first` and `last` are
    partial dates, empty where nobody recorded one. `grading` is as graded. An inference was derived by a rule and
    recorded by nobody.
    """

    origin: str
    end: str
    relation: str
    first: str = ""
    last: str = ""
    grading: str = ""
    inference: bool = False
    records: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def thickness(self) -> int:
        """How many independent sources say so; one where the source is not stated."""
        return max(1, len(self.sources))


@dataclass(frozen=True)
class Chart:
    """Things and connections between them. Raises `ValueError` for a link to a thing that is not on it."""

    nodes: tuple[ChartNode, ...]
    links: tuple[ChartLink, ...]

    def __post_init__(self) -> None:
        """Refuse a link that hangs in the air, which no importer of a chart would forgive."""
        missing = {end for link in self.links for end in (link.origin, link.end)} - self.places.keys()
        if missing:
            raise ValueError(f"links lead to things that are not on the chart: {sorted(missing)[:3]}")

    @cached_property
    def places(self) -> dict[str, int]:
        """Each node's place in `nodes`, by id."""
        return {node.id: at for at, node in enumerate(self.nodes)}

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Which nodes are connected at all, each pair once, smaller place first; a link to itself connects nothing."""
        ends = ((self.places[link.origin], self.places[link.end]) for link in self.links)
        return tuple(sorted({(min(pair), max(pair)) for pair in ends if pair[0] != pair[1]}))


def merged(links: Iterable[ChartLink]) -> tuple[ChartLink, ...]:
    """Links that say the same of the same two things as one, with all their evidence and sources; sorted."""
    found: dict[tuple[object, ...], ChartLink] = {}
    for link in links:
        key = (link.origin, link.end, link.relation, link.first, link.last, link.grading, link.inference)
        seen = found.get(key)
        records, sources = (seen.records, seen.sources) if seen else ((), ())
        found[key] = ChartLink(
            *key,
            records=tuple(sorted({*records, *link.records})),
            sources=tuple(sorted({*sources, *link.sources})),
        )
    return tuple(sorted(found.values()))
