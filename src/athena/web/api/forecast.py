"""`GET /forecast/methods`: what is tested against what, and which kinds of event may be forecast at all."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from athena.forecast.methods import METHODS
from athena.forecast.reported import refused_words, reported_words
from athena.web.answer import Answer
from athena.web.api.examples import given
from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(prefix="/forecast", tags=["forecast"])
_OPEN = Public("how places and times are forecast is public, and reads no record")


class MethodsOut(BaseModel):
    """Every method in words; which kinds of event may be forecast, and which are refused."""

    methods: dict[str, str]
    reported: list[str]
    refused: list[str]


EXAMPLE: dict[str, object] = {
    "results": {"methods": {"naive": "the last 28 days again"}, "reported": ["burglary"], "refused": ["drugs"]},
    "withheld": [], "entry": None, "entries": [], "snapshot": None, "next": None,
}  # fmt: skip


@router.get("/methods", summary="How places and times are forecast", responses=given(EXAMPLE))
def methods(_house: Annotated[House, Depends(_OPEN)]) -> Answer[MethodsOut]:
    """The methods that a back-test sets side by side, and what may be forecast: never what officers find by looking."""
    return Answer(
        results=MethodsOut(methods=dict(METHODS), reported=list(reported_words()), refused=list(refused_words()))
    )
