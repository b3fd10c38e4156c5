"""`GET /openapi.json`: what the API says of itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(include_in_schema=False)
_OPEN = Public("how to ask is public")


@router.get("/openapi.json")
def description(request: Request, _house: Annotated[House, Depends(_OPEN)]) -> JSONResponse:
    """The OpenAPI description of every route of the API."""
    return JSONResponse(request.app.openapi())
