"""Signing in and out, and choosing the case that one works for. Each is an entry of the access log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from athena.access.case import Case, case_id
from athena.access.casework import case_for, cases_of
from athena.access.door import Door
from athena.access.principal import Nature, Principal, principal_id
from athena.access.registry import principal_of, principals
from athena.access.roles import DUTIES, Role, duty_of
from athena.access.session import Acting, role_named
from athena.access.token import bearer
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.web.console.forms import Fields
from athena.web.console.rendering import page
from athena.web.console.sessions import COOKIE, LONGEST_SECONDS, Session, Sessions
from athena.web.failing import BadRequest
from athena.web.gate import Posts, Public, VisitsOwn, house_of
from athena.web.house import House
from athena.web.limits import Limit

router = APIRouter(include_in_schema=False)
_OPEN = Public("somebody who is not signed in yet must be able to sign in")
Anybody = Annotated[House, Depends(_OPEN)]
HOME = "/search"


@dataclass(frozen=True)
class Persona:
    """Somebody of the demonstration whom a visitor may be: one of their roles, and their cases."""

    who: Principal
    role: Role
    cases: tuple[Case, ...]

    @property
    def duty(self) -> str:
        """What the role is for."""
        return duty_of(self.role).plain


@router.get("/")
def start(request: Request, _house: Anybody) -> Response:
    """Lead to the search, or to signing in."""
    known = request.app.state.sessions.found(request.cookies.get(COOKIE))
    return RedirectResponse(HOME if known else "/sign-in", 303)


@router.get("/sign-in")
def ask(request: Request, house: Anybody) -> HTMLResponse:
    """The page to sign in on: by a token, or in the demonstration as one of its people."""
    return page(request, "sign_in.html", personas=_personas(house.door) if request.app.state.demo else ())


@router.post("/sign-in")
def sign_in(request: Request, house: Anybody, fields: Fields) -> Response:
    """Begin a session. Refused with `web.too-often` for whoever tries too often from one address."""
    limit: Limit = request.app.state.sign_ins
    if not limit.allows(request.client.host if request.client else ""):
        raise BadRequest(
            "too-often", "Too many attempts to sign in", "this address", "guessing must be slow", "Wait a minute"
        )
    who = _persona(request, house.door, fields) if "persona" in fields else _by_token(house.door, fields)
    _record(house.door, who, Operation.OPENING, "sign in")
    sessions: Sessions = request.app.state.sessions
    return _led(request, sessions.begin(who), HOME)


@router.post("/sign-out")
def sign_out(request: Request, session: Annotated[Session, Depends(Posts())]) -> Response:
    """End the session."""
    _record(house_of(request).door, session.who, Operation.CLOSING, "sign out")
    request.app.state.sessions.end(session)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/case")
def choose(request: Request, session: Annotated[Session, Depends(VisitsOwn())]) -> HTMLResponse:
    """My cases: what reading is for, and until when. Changing the case is an act of its own."""
    return page(request, "case.html", cases=cases_of(house_of(request).door, session.who.principal))


@router.post("/case")
def change(request: Request, session: Annotated[Session, Depends(Posts())], fields: Fields) -> Response:
    """Work for another case of mine from now on."""
    door = house_of(request).door
    case = case_for(door, session.who.principal, case_id(fields.get("case", "")))
    who = Acting(session.who.principal, case.id, session.who.role)
    _record(door, who, Operation.OPENING, "change case")
    return _led(request, request.app.state.sessions.changed(session, who), HOME)


def _personas(door: Door) -> Sequence[Persona]:
    people = [one for one in principals(door.database, door.clock()) if one.nature is Nature.PERSON]
    each = [Persona(one, role, cases_of(door, one.id)) for one in people for role in one.roles]
    order = {duty.role: at for at, duty in enumerate(DUTIES)}
    return sorted(each, key=lambda one: (-len(one.cases), str(one.who.id) != str(one.role), order[one.role]))


def _persona(request: Request, door: Door, fields: Fields) -> Acting:
    if not request.app.state.demo:
        raise BadRequest(
            "no-demo", "Nobody is somebody else here", "/sign-in", "people to act as are for the demonstration only",
            "Sign in with a token",
        )  # fmt: skip
    who = principal_of(door.database, principal_id(fields["persona"]), door.clock())
    role = who.acting_as(role_named(fields.get("role") or None))
    case = fields.get("case")
    return Acting(who.id, case_for(door, who.id, case_id(case)).id if case else None, role)


def _by_token(door: Door, fields: Fields) -> Acting:
    token = bearer(door, fields.get("token", "").strip())
    return Acting(token.principal, token.case, token.role)


def _record(door: Door, who: Acting, operation: Operation, what: str) -> None:
    door.log.append(
        Event(
            op=operation,
            actor=who.principal,
            role=who.role or "",
            purpose=what,
            decision="permit",
            case=who.case or "",
            details={"login": door.login},
        )
    )


def _led(request: Request, session: Session, to: str) -> Response:
    response = RedirectResponse(to, 303)
    response.set_cookie(
        COOKIE,
        session.id,
        max_age=LONGEST_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response
