"""`/entities/{id}/links`, `/paths`, `/common`: the graph of what the token's case opens."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from athena.access.view import View
from athena.links.chart import ChartLink, ChartNode
from athena.links.expand import Count, Expanded, expand, in_common
from athena.links.inferred import inferred
from athena.links.lens import Lens, Slice, lens_of
from athena.links.needs import EXPANDING, MANY_PATHS, ONE_PATH
from athena.links.paths import MOST_HOPS, paths, shortest_path
from athena.links.paths import Path as Route
from athena.links.whom import whom
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["links"])

_ID = "The id of an entity or of a record"
Id = Annotated[str, Query(max_length=80, description=_ID, examples=["P-7ZK3M9QX2B4TD"])]
EntityPath = Annotated[str, Path(max_length=80, description=_ID, examples=["P-7ZK3M9QX2B4TD"])]


class Narrowing(BaseModel):
    """Which links to follow: of some roles, and that held in a stretch of days; an undated link is in every one."""

    relation: list[str] = []
    since: date | None = None
    until: date | None = None

    def lens(self, seeing: Seeing, view: View) -> Lens:
        """The graph of the view's snapshot as the view may follow it. Refused as `lens_of` and `House.graph`."""
        chosen = None if self.since is None and self.until is None else Slice(self.since, self.until)
        return lens_of(seeing.house.graph(view.snapshot), view, chosen, self.relation)


def narrowing(
    relation: Annotated[
        list[str] | None, Query(description="Follow only links of this role; may be repeated", examples=[["suspect"]])
    ] = None,
    since: Annotated[date | None, Query(description="Leave out links known to have ended before")] = None,
    until: Annotated[date | None, Query(description="Leave out links known to have begun after")] = None,
) -> Narrowing:
    """What a request says of which links to follow."""
    return Narrowing(relation=relation or [], since=since, until=until)


Narrowed = Annotated[Narrowing, Depends(narrowing)]


class LinkOut(BaseModel):
    """A link as it was recorded, or inferred by a rule and recorded by nobody.

    `records` say so and `sources` are where they came from; `thickness` counts independent sources.
    """

    origin: str
    end: str
    relation: str
    first: str
    last: str
    grading: str
    inference: bool
    records: list[str]
    sources: list[str]
    thickness: int


class InferredOut(BaseModel):
    """What rules infer: a place to look and not a fact. `left` says how many are not shown."""

    links: list[LinkOut]
    nodes: list[ChartNode]
    left: int


class ExpandedOut(BaseModel):
    """What is next to `node`: counts of all of it, and as many links as are shown; `left` says how many are not."""

    node: str
    counts: list[Count]
    links: list[LinkOut]
    nodes: list[ChartNode]
    left: int
    inferred: InferredOut | None = None


class HopOut(BaseModel):
    """One step of a path, and the links that say so; a link may run the other way."""

    origin: str
    end: str
    links: list[LinkOut]


class PathsOut(BaseModel):
    """Paths, the shortest first, each as its hops, and the nodes on them."""

    paths: list[list[HopOut]]
    nodes: list[ChartNode]


_LINK = {
    "origin": "P-7ZK3M9QX2B4TD", "end": "c1", "relation": "suspect", "first": "2024-05-09", "last": "", "grading": "",
    "inference": False, "records": ["l1"], "sources": ["custody"], "thickness": 1,
}  # fmt: skip
_NODES = [
    {"id": "P-7ZK3M9QX2B4TD", "kind": "person", "title": "Ann SMITH"},
    {"id": "c1", "kind": "crime", "title": "NM0001234/24"},
]
_REST = {"withheld": [], "entry": 516, "entries": [515, 516], "snapshot": 9, "next": None}
EXPANDED = {
    "results": {
        "node": "P-7ZK3M9QX2B4TD", "counts": [{"relation": "suspect", "outward": True, "kind": "crime", "others": 1}],
        "links": [_LINK], "nodes": _NODES, "left": 0, "inferred": None,
    },
    **_REST,
}  # fmt: skip
PATHS = {
    "results": {"paths": [[{"origin": "P-7ZK3M9QX2B4TD", "end": "c1", "links": [_LINK]}]], "nodes": _NODES},
    **_REST,
}


@router.get("/entities/{entity}/links", summary="What is next to an entity", responses=given(EXPANDED))
def next_to(
    seeing: Annotated[Seeing, Depends(Needs(EXPANDING))],
    entity: EntityPath,
    narrowed: Narrowed,
    with_inferred: Annotated[bool, Query(alias="inferred", description="Also what a rule infers")] = False,
) -> Answer[ExpandedOut]:
    """Count what is next to an entity by relation, and show at most 25 links with their evidence.

    Of a bigger node choose a relation or a time.
    """
    with seeing.view(asked=[entity]) as view:
        lens, who = narrowed.lens(seeing, view), whom(view, entity)
        found = _expanded(expand(lens, who))
        if with_inferred:
            rules = inferred(lens, who)
            found.inferred = InferredOut(links=_links(rules.links), nodes=list(rules.nodes), left=rules.left)
        return answer_of(view, found, shown=True)


@router.get("/common", summary="What two have in common", responses=given(EXPANDED))
def common(
    seeing: Annotated[Seeing, Depends(Needs(EXPANDING))], one: Id, other: Id, narrowed: Narrowed
) -> Answer[ExpandedOut]:
    """What both are next to, with the links from each."""
    with seeing.view(asked=[one, other]) as view:
        lens = narrowed.lens(seeing, view)
        return answer_of(view, _expanded(in_common(lens, whom(view, one), whom(view, other))), shown=True)


@router.get("/paths", summary="How two are connected", responses=given(PATHS))
def between(
    seeing: Annotated[Seeing, Depends(Needs(ONE_PATH))],
    start: Annotated[str, Query(alias="from", max_length=80, description=_ID, examples=["P-7ZK3M9QX2B4TD"])],
    end: Annotated[str, Query(alias="to", max_length=80, description=_ID, examples=["c1"])],
    narrowed: Narrowed,
    hops: Annotated[int, Query(ge=1, le=10, description="The longest path to look for")] = MOST_HOPS,
    count: Annotated[int, Query(ge=1, le=100, description="How many paths, the shortest first")] = 1,
) -> Answer[PathsOut]:
    """The shortest path, or the first so many, with the evidence of each hop.

    No path runs through what is withheld; where the only one does, `withheld` says so and whom to ask.
    """
    with seeing.view(asked=[start, end], need=ONE_PATH if count == 1 else MANY_PATHS) as view:
        lens = narrowed.lens(seeing, view)
        ends = whom(view, start), whom(view, end)
        found = shortest_path(lens, *ends, hops) if count == 1 else paths(lens, *ends, hops, count)
        out = PathsOut(paths=[_path(one) for one in found.paths], nodes=list(found.nodes))
        return answer_of(view, out, more=found.withheld, shown=True)


def _expanded(found: Expanded) -> ExpandedOut:
    return ExpandedOut(
        node=found.node,
        counts=list(found.counts),
        links=_links(found.links),
        nodes=list(found.nodes),
        left=found.left,
    )


def _path(one: Route) -> list[HopOut]:
    return [HopOut(origin=hop.origin, end=hop.end, links=_links(hop.links)) for hop in one.hops]


def _links(links: tuple[ChartLink, ...]) -> list[LinkOut]:
    return [
        LinkOut(
            origin=one.origin,
            end=one.end,
            relation=one.relation,
            first=one.first,
            last=one.last,
            grading=one.grading,
            inference=one.inference,
            records=list(one.records),
            sources=list(one.sources),
            thickness=one.thickness,
        )
        for one in links
    ]
