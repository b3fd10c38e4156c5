"""The application: every route behind its gate, every failure as a problem, safe headers on every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from athena import failures
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
from athena.web.console.pages import finding, intake, public, signing_in
from athena.web.console.sessions import Sessions
from athena.web.failing import BadRequest, answered, explain_failure, explain_http, explain_validation, problem_of
from athena.web.gate import insist_on_gates
from athena.web.house import House
from athena.web.limits import Limit

API = "/api/v1"
_FEATURES = (describing, me, search, profile, records, links, resolve, counts, quarantine, policy, ledger_api, forecast)
_SCREENS = (public, signing_in, finding, intake)
_ABOUT = (
    "Every answer carries `withheld`, what you were not shown and why, and `entry`, its number in the access log. "
    "A refusal is `application/problem+json` with a stable `code`."
)


def make_app(house: House | None, *, demo: bool = False) -> FastAPI:
    """The application over an open `house`; without one it answers nothing, and describes itself all the same.

    With `demo` a visitor may sign in as anybody of the workspace without showing anything.

    Raises `ValueError` for a route without a gate.
    """

    app = FastAPI(
        title="Athena",
        version="1",
        summary="An open, accountable police data platform",
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    api = APIRouter(prefix=API, responses=problems())
    for feature in _FEATURES:
        api.include_router(feature.router)
    app.include_router(api)
    app.include_router(logs.router)
    for screen in _SCREENS:
        app.include_router(screen.router)
    app.state.house = house
    app.state.demo = demo
    app.state.sessions = Sessions()
    app.state.sign_ins = Limit(burst=10, a_minute=10)
    app.state.asking = Limit(burst=240, a_minute=600)
    for kind in (failures.Refused, failures.Busy, failures.StopTheLine, ledger.Failure):
        app.add_exception_handler(kind, explain_failure)
    app.add_exception_handler(RequestValidationError, explain_validation)
    app.add_exception_handler(HTTPException, explain_http)
    app.middleware("http")(_with_headers)
    insist_on_gates(app.routes)
    return app


_CONTENT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_TOO_OFTEN = BadRequest(
    "too-often", "You ask too often", "this address", "one address may ask some hundred times a minute", "Wait a moment"
)


async def _with_headers(request: Request, forward: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer so that no browser keeps, sniffs, frames or leaks what was answered."""
    limit: Limit = request.app.state.asking
    if limit.allows(request.client.host if request.client else ""):
        response = await forward(request)
    else:
        response = answered(problem_of(_TOO_OFTEN))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not `no-referrer`: with that a browser hides the origin of our own forms, which `form_fields` checks.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = _CONTENT
    return response
