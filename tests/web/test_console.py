"""The console without a browser: signing in, the banner, pages that read through the door, forms, headers, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.roles import Role
from athena.access.session import Acting
from athena.web.console.sessions import COOKIE, IDLE_SECONDS, LONGEST_SECONDS, Sessions
from athena.web.limits import Limit

if TYPE_CHECKING:
    from tests.web.conftest import Bearer

    from athena.access.door import Door

IVAN = Acting(PrincipalId("ivan"), CaseId("larch"), Role.INVESTIGATOR)
PERSONA = {"persona": "ivan", "role": "investigator", "case": "larch"}


@pytest.fixture
def ivan(client: TestClient) -> Iterator[TestClient]:
    """A browser in which ivan has signed in for larch."""
    client.cookies.clear()
    assert client.post("/sign-in", data=PERSONA).status_code == 303
    yield client
    client.cookies.clear()


def word(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/case").text)
    assert found is not None
    return found[1]


def test_a_stranger_is_led_to_signing_in_and_sees_nothing(client: TestClient) -> None:
    client.cookies.clear()
    led = client.get("/search", params={"q": "suspect"})
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in")


def test_signing_in_is_an_entry_and_the_cookie_is_for_nobody_else(client: TestClient, door: Door) -> None:
    client.cookies.clear()
    signed = client.post("/sign-in", data=PERSONA)
    cookie = signed.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    last = door.log.reader().entry(door.log.reader().size() - 1)
    assert (last.event.actor, last.event.purpose, last.event.case) == ("ivan", "sign in", "larch")


def test_a_token_signs_in_as_whom_it_carries(client: TestClient, bearer: Bearer) -> None:
    client.cookies.clear()
    token = bearer(Role.ANALYST)["Authorization"].removeprefix("Bearer ")
    assert client.post("/sign-in", data={"token": token}).status_code == 303
    assert "ada" in client.get("/case").text
    client.cookies.clear()
    assert client.post("/sign-in", data={"token": "athena_0_0"}).status_code == 401


def test_personas_are_for_the_demonstration_only(client: TestClient) -> None:
    client.cookies.clear()
    client.app.state.demo = False  # type: ignore[attr-defined]
    try:
        assert "persona" not in client.get("/sign-in").text
        assert client.post("/sign-in", data=PERSONA).status_code == 400
    finally:
        client.app.state.demo = True  # type: ignore[attr-defined]


def test_every_page_shows_for_what_one_reads_and_how_it_was_recorded(ivan: TestClient, door: Door) -> None:
    before = door.log.reader().size()
    text = ivan.get("/search", params={"q": "kind:person suspect"}).text
    assert "volume-crime" in text
    assert ">Suspect<" in text
    assert f"entry={before}" in text
    assert door.log.reader().size() == before + 1
    assert "Withheld from you" in text
    assert "intelligence-officer" in text


def test_a_question_that_was_not_asked_reads_nothing(ivan: TestClient, door: Door) -> None:
    before = door.log.reader().size()
    assert ivan.get("/search").status_code == 200
    assert door.log.reader().size() == before


def test_a_profile_names_its_sources_and_what_is_hidden(ivan: TestClient) -> None:
    text = ivan.get("/profile/p-suspect").text
    assert "fiction" in text
    assert "law enforcement" in text
    hidden = ivan.get("/profile/p-secret")
    assert hidden.status_code == 404
    assert "restricted" in hidden.text
    assert "Secret" not in hidden.text


def test_a_search_cannot_write_into_the_page(ivan: TestClient) -> None:
    text = ivan.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script" not in text


def test_another_case_is_a_deliberate_act_under_a_new_session(ivan: TestClient, door: Door) -> None:
    old, csrf = ivan.cookies[COOKIE], word(ivan)
    assert ivan.post("/case", data={"csrf": csrf, "case": "oak"}).status_code == 303
    assert ivan.cookies[COOKIE] != old
    assert "serious-crime" in ivan.get("/search").text
    ivan.cookies.clear()
    assert ivan.get("/search", headers={"Cookie": f"{COOKIE}={old}"}).status_code == 303


def test_a_case_of_others_cannot_be_worked_for(ivan: TestClient) -> None:
    refused = ivan.post("/case", data={"csrf": word(ivan), "case": "audit"})
    assert refused.status_code == 403
    assert "pat" in refused.text


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Content-Type": "text/plain"}]
)
def test_a_form_of_another_site_is_refused(ivan: TestClient, headers: dict[str, str]) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    assert ivan.post("/sign-out", content=f"csrf={word(ivan)}", headers=form).status_code in (400, 403)
    assert ivan.get("/search").status_code == 200


def test_a_form_without_the_word_of_the_session_is_refused(ivan: TestClient) -> None:
    assert ivan.post("/sign-out", data={"csrf": "guess"}).status_code == 403
    assert ivan.post("/sign-out", data={"csrf": word(ivan)}).status_code == 303
    assert ivan.get("/search").status_code == 303


def test_a_form_has_a_most(client: TestClient) -> None:
    client.cookies.clear()
    assert client.post("/sign-in", data={"token": "x" * 70_000}).status_code == 400


def test_guessing_to_sign_in_is_slow(client: TestClient) -> None:
    client.cookies.clear()
    kept = client.app.state.sign_ins  # type: ignore[attr-defined]
    client.app.state.sign_ins = Limit(burst=2, a_minute=1)  # type: ignore[attr-defined]
    try:
        answers = [client.post("/sign-in", data={"token": "x"}).status_code for _ in range(3)]
    finally:
        client.app.state.sign_ins = kept  # type: ignore[attr-defined]
    assert answers == [401, 401, 429]


def test_pages_run_no_script_and_reach_no_other_host(ivan: TestClient) -> None:
    for place in ("/search?q=suspect", "/policy", "/oversight", "/public", "/intake", "/sign-in"):
        answer = ivan.get(place)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", answer.text)
        assert " style=" not in answer.text


def test_the_simulator_answers_in_words_with_the_deciding_rules(client: TestClient) -> None:
    client.cookies.clear()
    asked = {"role": "custody-officer", "ground": "intelligence-development", "kind": "person", "group": "contact"}
    text = client.get("/policy", params=asked).text
    assert "No:" in text
    assert '<a href="#victim-contact">' in text


def test_an_entry_is_proved_on_the_page_and_one_that_is_not_there_is_not(client: TestClient) -> None:
    assert "Proved." in client.get("/oversight", params={"entry": "0"}).text
    assert "Not proved." in client.get("/oversight", params={"entry": "999999"}).text


def test_a_session_ends_when_idle_and_when_the_shift_ends() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    idle = sessions.begin(IVAN)
    now[0] += IDLE_SECONDS + 1
    assert sessions.found(idle.id) is None
    busy = sessions.begin(IVAN)
    while now[0] < IDLE_SECONDS + LONGEST_SECONDS:
        assert sessions.found(busy.id) is not None
        now[0] += IDLE_SECONDS / 2
    now[0] += IDLE_SECONDS / 2
    assert sessions.found(busy.id) is None


def test_a_limit_lets_so_many_through_and_then_so_many_a_minute() -> None:
    now = [0.0]
    limit = Limit(burst=2, a_minute=60, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] += 1
    assert limit.allows("a")
