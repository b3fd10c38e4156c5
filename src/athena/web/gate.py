"""Gates: who may come through a route. Every route has exactly one, and an app with a route without one is not made."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.routing import BaseRoute

from athena.access.need import Need
from athena.access.session import Acting, acting, snapshot_known_on, view_for
from athena.access.token import bearer
from athena.access.view import View
from athena.web.console.forms import Fields
from athena.web.console.sessions import COOKIE, Session, Sessions
from athena.web.failing import BadRequest
from athena.web.house import House

_bearer = HTTPBearer(auto_error=False, description="A token of `athena token issue`: it carries person, role and case")
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
"""What a request shows as its token."""


@dataclass(frozen=True)
class Seeing:
    """Somebody who asks, at a gate that needs a view."""

    house: House
    who: Acting
    need: Need
    request: Request

    @contextmanager
    def view(
        self, *, asked: Collection[str] = (), need: Need | None = None, known_on: datetime | None = None
    ) -> Iterator[View]:
        """The view that the gate needs, for whoever asks. `asked` are record ids that were asked for by name.

        `need` takes the place of the gate's own where the request asks for more than the gate's least; with
        `known_on` it is of the newest snapshot of that moment.
        Refused as `athena.access.session.view_for`.
        """
        at = None if known_on is None else snapshot_known_on(self.house.workspace, known_on)
        with acting(self.who):
            opening = view_for(self.house.door, need or self.need, at=at)
        with opening as view:
            seen = replace(view, asked=tuple(asked))
            self.request.state.view = seen
            yield seen


@dataclass(frozen=True)
class Needs:
    """A gate for whoever shows a token whose holder may open the view that `need` describes."""

    need: Need

    def __call__(self, request: Request, shown: Shown) -> Seeing:
        """Who asks. Refused with `web.token-missing` and `access.token-bad`."""
        return Seeing(house_of(request), asker(request, shown), self.need, request)


@dataclass(frozen=True)
class SignedIn:
    """A gate for whoever shows a token in force; what lies behind reads no record of anybody else."""

    def __call__(self, request: Request, shown: Shown) -> Acting:
        """Who asks. Refused as `Needs`."""
        return asker(request, shown)


@dataclass(frozen=True)
class Visiting(Seeing):
    """Somebody signed in at a browser."""

    session: Session


@dataclass(frozen=True)
class Visits:
    """A gate of the console for whoever is signed in and may open the view that `need` describes."""

    need: Need

    def __call__(self, request: Request) -> Visiting:
        """Who visits. Refused with `web.not-signed-in`, which sends a browser to the page of that."""
        session = session_of(request)
        return Visiting(house_of(request), session.who, self.need, request, session)


@dataclass(frozen=True)
class VisitsOwn:
    """A gate of the console for whoever is signed in; what lies behind reads no record of anybody else."""

    def __call__(self, request: Request) -> Session:
        """Who visits. Refused as `Visits`."""
        return session_of(request)


@dataclass(frozen=True)
class Posts:
    """A gate of the console for a form of whoever is signed in, which brings back the session's own word."""

    def __call__(self, request: Request, fields: Fields) -> Session:
        """Who posts. Refused as `Visits` and `form_fields`, and with `web.stale-form` without the word."""
        session = session_of(request)
        if not hmac.compare_digest(fields.get("csrf", ""), session.csrf):
            raise BadRequest(
                "stale-form", "This form is not of this session", request.url.path, "it is an older page's",
                "Open the page again and send the form from there",
            )  # fmt: skip
        return session


@dataclass(frozen=True)
class Public:
    """A gate that is open, and why."""

    why: str

    def __call__(self, request: Request) -> House:
        """Let anybody through."""
        return house_of(request)


Gate = Needs | SignedIn | Visits | VisitsOwn | Posts | Public


def house_of(request: Request) -> House:
    """The house of the app that serves `request`."""
    house: House = request.app.state.house
    return house


def session_of(request: Request) -> Session:
    """The session of `request`, which is kept on its state for the page. Refused with `web.not-signed-in`."""
    sessions: Sessions = request.app.state.sessions
    found = sessions.found(request.cookies.get(COOKIE))
    if found is None:
        raise BadRequest(
            "not-signed-in", "You are not signed in", request.url.path, "it was too long ago, or never",
            "Sign in",
        )  # fmt: skip
    request.state.session = found
    return found


def asker(request: Request, shown: HTTPAuthorizationCredentials | None) -> Acting:
    """As whom the token that `request` shows acts."""
    if shown is None:
        raise BadRequest(
            "token-missing", "This takes a token", request.url.path, "no token was shown; no case and ground, no rows",
            "Send `Authorization: Bearer TOKEN`; athena token issue gives one",
        )  # fmt: skip
    token = bearer(house_of(request).door, shown.credentials)
    return Acting(token.principal, token.case, token.role)


@dataclass(frozen=True)
class Gated:
    """One route of an app: its method and path, what it takes, and its gates, of which there should be one."""

    name: str
    dependant: Dependant | None
    gates: tuple[Gate, ...]


def gated(routes: Sequence[BaseRoute]) -> tuple[Gated, ...]:
    """Every route of an app, by method and path."""
    found = []
    for route in iter_route_contexts(routes):
        dependant = getattr(route.original_route, "dependant", None) and route.dependant
        gates = () if dependant is None else tuple(_gates(dependant))
        found += [Gated(f"{method} {route.path}", dependant, gates) for method in sorted(route.methods or ("ANY",))]
    return tuple(found)


def insist_on_gates(routes: Sequence[BaseRoute]) -> None:
    """Raise `ValueError`, naming it, for a route that has not exactly one gate."""
    wrong = [f"{route.name} has {len(route.gates)}" for route in gated(routes) if len(route.gates) != 1]
    if wrong:
        raise ValueError(f"every route has exactly one gate (athena.web.gate): {'; '.join(wrong)}")


def _gates(dependant: Dependant) -> list[Gate]:
    own: list[Gate] = [dependant.call] if isinstance(dependant.call, Gate) else []
    return own + [gate for inner in dependant.dependencies for gate in _gates(inner)]
