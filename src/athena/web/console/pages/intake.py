"""Intake: what was delivered and what it came to, and the rows that were held back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from athena.ingest.needs import QUARANTINE, STATUS
from athena.ingest.quarantine import QuarantineId, entries, original
from athena.ingest.status import status
from athena.web.console.rendering import footer_of, page
from athena.web.gate import Visiting, Visits

router = APIRouter(include_in_schema=False)
ROWS = 50


@router.get("/intake")
def intake(request: Request, visiting: Annotated[Visiting, Depends(Visits(STATUS))]) -> HTMLResponse:
    """Sources, records, coverage with its gaps, and what waits in quarantine."""
    with visiting.view() as view:
        found = status(view)
        footer = footer_of(view)
    return page(request, "intake.html", found=found, footer=footer)


@router.get("/intake/quarantine")
def held_back(
    request: Request,
    visiting: Annotated[Visiting, Depends(Visits(QUARANTINE))],
    source: Annotated[str, Query(max_length=80)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The rows that were held back, in the order of file and row."""
    with visiting.view() as view:
        found = entries(view, source=source or None, limit=ROWS + 1, offset=offset)
        footer = footer_of(view)
    more = offset + ROWS if len(found) > ROWS else None
    return page(request, "quarantine.html", found=found[:ROWS], source=source, offset=offset, more=more, footer=footer)


@router.get("/intake/quarantine/{entry}")
def one(
    request: Request,
    visiting: Annotated[Visiting, Depends(Visits(QUARANTINE))],
    entry: Annotated[str, Path(max_length=80)],
) -> HTMLResponse:
    """One held-back row: where it stands, why it was stopped, what to do, and its bytes."""
    with visiting.view() as view:
        found = entries(view, [QuarantineId(entry)])[0]
        row = original(view, found).decode("utf-8", "backslashreplace")
        footer = footer_of(view)
    return page(request, "held_back.html", found=found, row=row, footer=footer)
