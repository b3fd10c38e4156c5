"""Every route, asked as every role, with and without a case, and by nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient
from tests.web.force import WHO

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.roles import Role
from athena.access.session import Acting
from athena.web.app import make_app
from athena.web.console.sessions import COOKIE
from athena.web.gate import Gated, Posts, Public, Visits, VisitsOwn, gated, insist_on_gates

if TYPE_CHECKING:
    from tests.web.conftest import Bearer

    from athena.access.door import Door

MATRIX: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))["routes"]
PLACES = {
    "record": "p-suspect",
    "entity": "p-suspect",
    "entry": "x",
    "rule": "victim-contact",
    "log": "access",
    "index": "0",
    "path": "checkpoint",
    "name": "athena.css",
}
QUERY = {
    "q": "susp*",
    "from": "p-suspect",
    "to": "c-1",
    "one": "p-suspect",
    "other": "c-1",
    "role": "investigator",
    "ground": "volume-crime",
    "kind": "person",
    "group": "contact",
    "old": "0",
    "new": "1",
}
ENTITY = "P-0123456789ABC"
SHUT = (401, 403)
NAMES = ('"Suspect"', ">Suspect<")
"""Whom every question is about, as JSON and as a page has the name; it is in no question."""


ROUTES: dict[str, Gated] = {route.name: route for route in gated(make_app(None).routes)}


def ask(client: TestClient, name: str, headers: dict[str, str]) -> tuple[int, str]:
    method, path = name.split(" ", 1)
    client.cookies.clear()
    dependant = ROUTES[name].dependant
    assert dependant is not None
    wanted = {one.alias for one in dependant.query_params if one.field_info.is_required()}
    places = {**PLACES, "entity": ENTITY} if name.endswith("/explanation") else PLACES
    place = path.replace(":path", "").format(**places)
    asked = {key: QUERY[key] for key in wanted}
    if name in ASKING:
        asked |= ASKING[name]
    answer = client.request(method, place, params=asked, headers=headers, content=FORMS.get(name, ""))
    return answer.status_code, answer.text


ASKING = {"GET /search": {"q": "susp*"}}
"""What a page is asked so that it reads."""

FORMS = {"POST /sign-in": "token=athena_0_0"}
"""What is sent to a form that needs no session."""

QUIET = ("/me", "GET /case")
"""What lies behind these reads no record."""


def shown(client: TestClient, name: str, bearer: Bearer, role: Role, case: str | None) -> dict[str, str]:
    """How somebody shows who they are: a token to the API, a session to a page."""
    if not isinstance(ROUTES[name].gates[0], Visits | VisitsOwn | Posts):
        return bearer(role, case)
    own = WHO[role][1]
    named = None if case is None or own is None else CaseId(own)
    session = client.app.state.sessions.begin(Acting(PrincipalId(WHO[role][0]), named, role))  # type: ignore[attr-defined]
    FORMS[name] = f"csrf={session.csrf}&case={own}"
    return {"Cookie": f"{COOKIE}={session.id}", "Content-Type": "application/x-www-form-urlencoded"}


def test_every_route_is_in_the_matrix_and_no_more() -> None:
    assert sorted(MATRIX) == sorted(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_whoever_comes_through_is_whom_the_matrix_says(
    name: str, client: TestClient, bearer: Bearer, door: Door
) -> None:
    expected = MATRIX[name]
    nobody, _ = ask(client, name, {"Content-Type": "application/x-www-form-urlencoded"})
    # A page sends a stranger to the page of signing in.
    nobody = 401 if nobody == 303 and expected != "public" else nobody
    assert (nobody not in SHUT or name == "POST /sign-in") == (expected == "public")
    assert isinstance(ROUTES[name].gates[0], Public) == (expected == "public")
    if expected == "public":
        return
    seen: dict[str, list[str]] = {"with-case": [], "without-case": [], "named": []}
    for role in WHO:
        for cell, case in (("with-case", "own"), ("without-case", None)):
            before = door.log.reader().size()
            status, said = ask(client, name, shown(client, name, bearer, role, case))
            assert status < 500, (role, cell, status)
            if status not in SHUT:
                seen[cell].append(str(role))
                if any(one in said for one in NAMES):
                    seen["named"].append(str(role))
                assert door.log.reader().size() > before or name.endswith(QUIET), (role, cell, "left no entry")
    assert {cell: sorted(roles) for cell, roles in seen.items()} == {
        cell: sorted(expected.get(cell) or []) for cell in seen
    }


def test_a_token_of_another_case_opens_nothing_of_this_one(client: TestClient, bearer: Bearer, door: Door) -> None:
    from athena.access.case import case_id
    from athena.access.casework import leave_case

    carl = bearer(Role.CUSTODY_OFFICER)
    assert ask(client, "GET /api/v1/me", carl)[0] == 200
    leave_case(door, PrincipalId("ivan"), case_id("larch"), PrincipalId("carl"))
    assert ask(client, "GET /api/v1/me", carl)[0] == 403
    status, said = ask(client, "GET /api/v1/search", carl)
    assert (status, json.loads(said)["code"]) == (403, "access.denied")
    entry = door.log.reader().entry(json.loads(said)["entry"])
    assert (entry.event.op, entry.event.actor, entry.event.case) == ("refusal", "carl", "larch")


def test_an_app_with_a_route_without_a_gate_is_not_made() -> None:
    app, router = FastAPI(), APIRouter()

    @router.get("/naked")
    def naked() -> str:
        return "everything"

    app.include_router(router)
    with pytest.raises(ValueError, match="GET /naked has 0"):
        insist_on_gates(app.routes)
