"""How the API says no: `application/problem+json` (RFC 9457) with a stable code, for each of the three failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from athena import failures
from athena.access.refused import Refused as DoorRefused
from athena.ledger import failures as ledger
from athena.web.answer import WithheldLine

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2

STATUSES: Mapping[str, int] = {
    "web.token-missing": 401,
    "web.not-signed-in": 401,
    "web.stale-form": 403,
    "web.other-site": 403,
    "web.too-often": 429,
    "access.token-bad": 401,
    "access.denied": 403,
    "access.case-missing": 403,
    "access.case-unknown": 403,
    "access.case-not-yours": 403,
    "access.principal-unknown": 403,
    "access.role-not-held": 403,
    "access.role-unclear": 403,
    "access.deed-not-permitted": 403,
    "quarantine.restricted": 403,
    "trace.delivery-not-shown": 403,
    "resolve.not-shown": 403,
    "links.nobody": 404,
    "profile.nobody": 404,
    "trace.no-such-record": 404,
    "quarantine.no-such-entry": 404,
    "resolve.entity-unknown": 404,
    "resolve.entity-parted": 409,
    "access.rule-unknown": 404,
    "counts.nothing-there": 404,
    "no-entry": 404,
    "not-covered": 404,
    "no-such-tree": 404,
    "web.no-such-page": 404,
    "web.method": 405,
    "search.index-missing": 409,
    "links.not-built": 409,
    "links.other-snapshot": 409,
    "access.policy-changed": 409,
    "access.view-stale": 409,
    "web.cursor-stale": 409,
    "web.not-understood": 422,
    "search.memory-full": 503,
}
"""The HTTP status of each code; every other refusal is 400."""

_OTHER = 400
_BUSY, _STOPPED = 503, 500


class Problem(BaseModel):
    """Why something was not done. `code` is stable and for machines; `withheld` and `entries` are what was recorded."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: str = ""
    remedy: str = ""
    who: str = ""
    rules: list[str] = []
    withheld: list[WithheldLine] = []
    entry: int | None = None
    entries: list[int] = []


class BadRequest(failures.Refused):
    """What the web itself refuses, with a code of its own: `web.<slug>`."""

    def __init__(self, code: str, what: str, where: str, why: str, remedy: str) -> None:
        super().__init__(f"web.{code}", what, where, why, remedy)


def status_of(failure: Exception) -> int:
    """The HTTP status of a failure of one of the three kinds."""
    if isinstance(failure, failures.Busy | ledger.TryAgain):
        return _BUSY
    if isinstance(failure, failures.StopTheLine | ledger.StopTheLine):
        return _STOPPED
    return STATUSES.get(getattr(failure, "code", ""), _OTHER)


def problem_of(failure: Exception) -> Problem:
    """The problem that says what `failure` says."""
    match failure:
        case DoorRefused():
            found = _problem(failure, failure.code, failure.what, failure.where, failure.why, failure.remedy)
            return found.model_copy(update={"who": failure.who, "rules": list(failure.rules), "entry": failure.entry})
        case failures.Refused() | ledger.Failure():
            return _problem(failure, failure.code, failure.what, failure.where, failure.why, failure.remedy)
        case failures.Busy():
            return _problem(failure, "busy", "Something stayed in use for too long", "", str(failure), "Ask again")
    remedy = "Whoever runs the workspace must look; nothing was released"
    return _problem(failure, "stopped", "A guarantee no longer holds and work has stopped", "", str(failure), remedy)


def answered(problem: Problem, *, withheld: Sequence[WithheldLine] = (), entries: Sequence[int] = ()) -> JSONResponse:
    """The response that carries `problem`, with what the view had said and recorded before."""
    last = problem.entry if problem.entry is not None or not entries else entries[-1]
    whole = problem.model_copy(update={"withheld": list(withheld), "entries": list(entries), "entry": last})
    headers = {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == _BUSY:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return JSONResponse(whole.model_dump(), problem.status, headers, MEDIA_TYPE)


def explain_failure(request: Request, failure: Exception) -> Response:
    """Answer a failure of one of the three kinds. Where the workspace lies on this machine is nobody's business."""
    problem = problem_of(failure)
    folder = str(request.app.state.house.workspace.folder)
    problem = problem.model_copy(update={"where": problem.where.replace(folder, "the workspace")})
    view = getattr(request.state, "view", None)
    if view is None:
        return shown(request, problem)
    withheld = [WithheldLine.of(line) for line in view.withheld()]
    return shown(request, problem, withheld, [one.entry for one in view.released])


def shown(
    request: Request, problem: Problem, withheld: Sequence[WithheldLine] = (), entries: Sequence[int] = ()
) -> Response:
    """A problem to a program, or a page to a browser; who is not signed in is led to the page of that."""
    if request.url.path.startswith(("/api/", "/log/")):
        return answered(problem, withheld=withheld, entries=entries)
    if problem.code == "web.not-signed-in" and request.method == "GET":
        return RedirectResponse("/sign-in", 303)
    from athena.web.console.rendering import page

    last = problem.entry if problem.entry is not None or not entries else entries[-1]
    return page(request, "problem.html", status=problem.status, problem=problem.model_copy(update={"entry": last}))


def explain_validation(request: Request, error: Exception) -> Response:
    """Answer a request that is not of the form that the API describes."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    refused = BadRequest(
        "not-understood", "The request is not of the form that is described", "; ".join(faults)[:500],
        "a parameter is missing or is not what it must be", "See /api/v1/openapi.json",
    )  # fmt: skip
    return shown(request, problem_of(refused))


def explain_http(request: Request, error: Exception) -> Response:
    """Answer a path or a method that is not there."""
    assert isinstance(error, HTTPException)
    code = "method" if error.status_code == 405 else "no-such-page"
    refused = BadRequest(code, str(error.detail), "", "the API has no such path or method", "See /api/v1/openapi.json")
    response = shown(request, problem_of(refused))
    response.headers.update(error.headers or {})
    return response


def _problem(failure: Exception, code: str, what: str, where: str, why: str, remedy: str) -> Problem:
    return Problem(
        type=f"urn:athena:{code}", title=what, status=status_of(failure), detail=why, code=code, where=where,
        remedy=remedy,
    )  # fmt: skip
