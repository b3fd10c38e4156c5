"""The application: every route behind its gate, every failure as a problem, safe headers on every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from athena import failures
from athena.lake.workspace import Workspace
from athena.ledger import failures as ledger
from athena.web import logs
from athena.web.api import (
    counts,
    describing,
    forecast,
    links,
    me,
    policy,
    profile,
    quarantine,
    records,
    resolve,
    search,
)
from athena.web.api import ledger as ledger_api
from athena.web.api.examples import problems
from athena.web.failing import explain_failure, explain_http, explain_validation
from athena.web.gate import insist_on_gates
from athena.web.house import House

API = "/api/v1"
_FEATURES = (describing, me, search, profile, records, links, resolve, counts, quarantine, policy, ledger_api, forecast)
_ABOUT = (
    "Every answer carries `withheld`, what you were not shown and why, and `entry`, its number in the access log. "
    "A refusal is `application/problem+json` with a stable `code`."
)


def make_app(workspace: Workspace) -> FastAPI:
    """The application over `workspace`, which it opens when it starts and closes when it ends.

    Raises `ValueError` for a route without a gate.
    """

    @asynccontextmanager
    async def open_house(app: FastAPI) -> AsyncIterator[None]:
        with House(workspace) as house:
            app.state.house = house
            yield

    app = FastAPI(
        title="Athena",
        version="1",
        summary="An open, accountable police data platform",
        description=_ABOUT,
        lifespan=open_house,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    api = APIRouter(prefix=API, responses=problems())
    for feature in _FEATURES:
        api.include_router(feature.router)
    app.include_router(api)
    app.include_router(logs.router)
    for kind in (failures.Refused, failures.Busy, failures.StopTheLine, ledger.Failure):
        app.add_exception_handler(kind, explain_failure)
    app.add_exception_handler(RequestValidationError, explain_validation)
    app.add_exception_handler(HTTPException, explain_http)
    app.middleware("http")(_with_headers)
    insist_on_gates(app.routes)
    return app


async def _with_headers(request: Request, forward: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer so that no browser keeps, sniffs, frames or leaks what was answered."""
    response = await forward(request)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return response
