"""`GET /me`: as whom a token acts, for which case, under which ground, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from athena.access.casework import case_for
from athena.access.session import Acting
from athena.web.answer import Answer
from athena.web.api.examples import given
from athena.web.gate import SignedIn, house_of

router = APIRouter(tags=["token"])


class MeOut(BaseModel):
    """As whom the token acts. Without a case only what has a standing case of its own can be read."""

    principal: str
    role: str | None = None
    case: str | None = None
    ground: str | None = None
    purpose: str | None = None
    expires: datetime | None = None


EXAMPLE: dict[str, object] = {
    "results": {
        "principal": "investigator", "role": "investigator", "case": "demo", "ground": "volume-crime",
        "purpose": "To investigate an offence that was reported.", "expires": "2027-02-21T12:00:00Z",
    },
    "withheld": [], "entry": None, "entries": [], "snapshot": None, "next": None,
}  # fmt: skip


@router.get("/me", summary="As whom this token acts", responses=given(EXAMPLE))
def me(request: Request, who: Annotated[Acting, Depends(SignedIn())]) -> Answer[MeOut]:
    """The person, the role, the case and its ground, which the token carries."""
    case = None if who.case is None else case_for(house_of(request).door, who.principal, who.case)
    ground = None if case is None else case.ground
    return Answer(
        results=MeOut(
            principal=who.principal,
            role=who.role,
            case=who.case,
            ground=None if ground is None else ground.name,
            purpose=None if ground is None else ground.plain,
            expires=None if ground is None else ground.expires,
        )
    )
