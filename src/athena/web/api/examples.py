"""How a route states an example of its answer, which a test checks against the answer's own model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from athena.web.failing import MEDIA_TYPE, Problem

Responses = dict[int | str, dict[str, Any]]
"""FastAPI's own type for a route's described responses."""

PROBLEM = Problem(
    type="urn:athena:access.denied",
    title="consultation as analyst, by list",
    status=403,
    detail="No rule opens anything here to a analyst.",
    code="access.denied",
    where="case demo, ground volume-crime",
    remedy="`athena policy try` says what would be open, and to whom",
    who="investigator, who owns the case",
    rules=["ground-bounds"],
    entry=513,
)
"""What a refusal looks like."""

_SAID = {
    400: "Refused: the question cannot be answered as asked",
    401: "No token in force was shown",
    403: "The case, the role or the policy does not open this",
    404: "There is no such thing, or the view returns none",
    409: "Something has to be built or asked again first",
    422: "The request is not of the form that is described",
    500: "A guarantee no longer holds: nothing was released",
    503: "Busy: the same request may work later",
}


def given(example: Mapping[str, object]) -> Responses:
    """The described answer of a route, by an example."""
    return {200: {"description": "The answer", "content": {"application/json": {"example": dict(example)}}}}


def problems() -> Responses:
    """The described refusals of every route."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema(), "example": PROBLEM.model_dump()}}
    return {status: {"description": said, "content": content} for status, said in _SAID.items()}
