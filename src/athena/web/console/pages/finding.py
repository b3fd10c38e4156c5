"""Search, profile and links: find anyone and anything you may, follow it, and know why you see it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from athena.links.chart import ChartLink, ChartNode
from athena.links.expand import expand
from athena.links.lens import lens_of
from athena.links.needs import EXPANDING
from athena.links.whom import whom
from athena.profile.needs import SHOWING
from athena.profile.profile import profile
from athena.search.needs import SEARCHING
from athena.search.searching import PAGE, search
from athena.web.console.rendering import footer_of, page
from athena.web.gate import Visiting, Visits

router = APIRouter(include_in_schema=False)
Entity = Annotated[str, Path(max_length=80)]


@router.get("/search")
def find(
    request: Request,
    visiting: Annotated[Visiting, Depends(Visits(SEARCHING))],
    q: Annotated[str, Query(max_length=500)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    wide: bool = False,
) -> HTMLResponse:
    """One box for everything; without a question nothing is read and nothing recorded."""
    if not q.strip():
        return page(request, "search.html", q="", wide=wide, answer=None, offset=0)
    with visiting.view() as view:
        answer = search(view, visiting.house.index(), q, limit=PAGE, offset=offset, wide=wide)
        footer = footer_of(view)
    return page(request, "search.html", q=q, wide=wide, answer=answer, offset=offset, footer=footer)


@router.get("/profile/{entity}")
def show(
    request: Request,
    visiting: Annotated[Visiting, Depends(Visits(SHOWING))],
    entity: Entity,
    as_known_on: Annotated[str, Query(pattern=r"^$|^\d{4}-\d{2}-\d{2}$")] = "",
) -> HTMLResponse:
    """What is held of one person or thing, side by side, each value with who says so."""
    day = date.fromisoformat(as_known_on) if as_known_on else None
    moment = None if day is None else datetime.combine(day, time.max, UTC)
    with visiting.view(asked=[entity], known_on=moment) as view:
        found = profile(view, entity, moment)
        footer = footer_of(view, shown=True)
    return page(request, "profile.html", found=found, as_known_on=as_known_on, footer=footer)


@router.get("/links/{entity}")
def links(
    request: Request,
    visiting: Annotated[Visiting, Depends(Visits(EXPANDING))],
    entity: Entity,
    relation: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """What is next to an entity: counts by relation first, then links with their evidence, as a table."""
    with visiting.view(asked=[entity]) as view:
        lens = lens_of(visiting.house.graph(view.snapshot), view, None, [relation] if relation else [])
        found = expand(lens, whom(view, entity))
        footer = footer_of(view, shown=True)
    nodes = {node.id: node for node in found.nodes}
    rows = [Row(nodes[one.origin], one, nodes[one.end]) for one in found.links]
    title = nodes[found.node].title if found.node in nodes else ""
    return page(
        request, "links.html", found=found, rows=rows, relation=relation, entity=entity, title=title, footer=footer
    )


class Row:
    """One line of the table of links: where it starts, what it says, where it ends."""

    def __init__(self, origin: ChartNode, link: ChartLink, end: ChartNode) -> None:
        self.origin, self.link, self.end = origin, link, end
