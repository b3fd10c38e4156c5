"""Rendering: a template and what it says, escaped by default, with the purpose banner of whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from athena.access.case import Case
from athena.access.casework import case_for
from athena.access.view import View
from athena.access.withheld import Withheld
from athena.failures import Refused
from athena.web.answer import lines_of
from athena.web.console.sessions import Session
from athena.web.house import House

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["thousands"] = lambda number: f"{number:,}"
_TEMPLATES.filters["when"] = lambda moment: f"{moment:%d %b %Y, %H:%M} UTC" if isinstance(moment, datetime) else moment


@dataclass(frozen=True)
class Footer:
    """What a page says of itself: the entries under which it was recorded, what was withheld, of which snapshot."""

    entries: tuple[int, ...]
    withheld: tuple[Withheld, ...]
    snapshot: int


def footer_of(view: View, *, shown: bool = False) -> Footer:
    """The footer of a page that `view` released; `shown` as `lines_of` has it."""
    return Footer(tuple(one.entry for one in view.released), lines_of(view, shown=shown), view.snapshot)


def page(
    request: Request, template: str, *, status: int = 200, footer: Footer | None = None, **said: object
) -> HTMLResponse:
    """The page that `template` makes of `said`, with the banner of whoever is signed in."""
    session: Session | None = getattr(request.state, "session", None)
    case, gone = _case(request, session)
    text = _TEMPLATES.get_template(template).render(
        request=request,
        session=session,
        case=case,
        case_gone=gone,
        footer=footer,
        here=request.url.path,
        demo=request.app.state.demo,
        **said,
    )
    return HTMLResponse(text, status)


def _case(request: Request, session: Session | None) -> tuple[Case | None, str]:
    if session is None or session.who.case is None:
        return None, ""
    house: House = request.app.state.house
    try:
        return case_for(house.door, session.who.principal, session.who.case), ""
    except Refused as refusal:
        return None, refusal.why
