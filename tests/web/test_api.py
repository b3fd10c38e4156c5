"""What the API answers: envelopes, cursors, problems, examples, and anything its own description allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from athena.access.roles import Role
from athena.ledger.policy_file import policy_or_key
from athena.ledger.proof import TlogProof
from athena.ledger.verify import check_proof
from athena.web.app import make_app

if TYPE_CHECKING:
    from tests.web.conftest import Bearer

    from athena.access.door import Door

API = "/api/v1"
APP = make_app(None)
DESCRIBED = APP.openapi()
MODELS = {route.path: getattr(route, "response_model", None) for route in iter_route_contexts(APP.routes)}


def get(client: TestClient, place: str, headers: dict[str, str] | None = None, **asked: object) -> Any:
    return client.get(f"{API}{place}", params=asked, headers=headers).json()  # type: ignore[arg-type]


def test_every_answer_carries_what_was_withheld_and_its_entry(client: TestClient, bearer: Bearer, door: Door) -> None:
    found = get(client, "/search", bearer(), q="kind:person suspect")
    assert [one["says"]["name_text"] for one in found["results"]["records"]] == ["Suspect"]
    assert {"what": "person", "rows": 1, "reason": "restricted", "ask": "intelligence-officer"} in found["withheld"]
    entry = door.log.reader().entry(found["entry"])
    assert (entry.event.actor, entry.event.case, entry.event.ground) == ("ivan", "larch", "larch.volume-crime")


def test_pages_follow_by_cursor_and_a_cursor_goes_with_its_question(client: TestClient, bearer: Bearer) -> None:
    asked = {"q": "kind:person,crime", "limit": 2}
    seen: list[str] = []
    page = get(client, "/search", bearer(), **asked)
    total = page["results"]["total"]
    while True:
        seen += [one["record"] for one in page["results"]["records"]]
        if page["next"] is None:
            break
        page = get(client, "/search", bearer(), **asked, cursor=page["next"])
    assert len(seen) == len(set(seen)) == total > 2
    first = get(client, "/search", bearer(), **asked)["next"]
    assert get(client, "/search", bearer(), q="other", limit=2, cursor=first)["code"] == "web.cursor"
    assert get(client, "/search", bearer(), **asked, cursor="%%%")["code"] == "web.cursor"


def test_a_cursor_of_other_records_is_refused(client: TestClient, bearer: Bearer, door: Door) -> None:
    from athena.web.cursor import cursor

    stale = cursor({"source": None, "closed": False, "limit": 100}, 1, 100)
    refused = client.get(f"{API}/quarantine", params={"cursor": stale}, headers=bearer(Role.DATA_ENGINEER))
    assert (refused.status_code, refused.json()["code"]) == (409, "web.cursor-stale")


def test_a_refusal_is_a_problem_with_a_code_who_can_change_it_and_its_entry(
    client: TestClient, bearer: Bearer, door: Door
) -> None:
    refused = client.get(f"{API}/search", params={"q": "x"}, headers=bearer(Role.INVESTIGATOR, None))
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "access.case-missing"


def test_what_is_restricted_is_not_mistaken_for_what_is_not_held(client: TestClient, bearer: Bearer) -> None:
    restricted = get(client, "/entities/p-secret/profile", bearer())
    assert restricted["code"] == "profile.nobody"
    assert "restricted" in restricted["detail"]
    assert restricted["entries"]
    assert "Secret" not in json.dumps(restricted)
    assert "not held" in get(client, "/entities/p-nobody/profile", bearer())["detail"]


def test_nobody_is_told_to_show_a_token(client: TestClient) -> None:
    refused = client.get(f"{API}/search", params={"q": "x"})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    wrong = client.get(f"{API}/me", headers={"Authorization": "Bearer athena_0_0"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "access.token-bad")


def test_a_proof_of_the_entry_of_an_answer_checks_offline(client: TestClient, bearer: Bearer, door: Door) -> None:
    from time import monotonic, sleep

    number = get(client, "/search", bearer(), q="suspect")["entry"]
    until = monotonic() + 20  # the pulse publishes within a second or so
    while get(client, "/ledger/access/checkpoint")["results"]["size"] <= number and monotonic() < until:
        sleep(0.1)
    text = client.get(f"{API}/ledger/access/proof/{number}").content
    proof = TlogProof.parse(text)
    assert proof.extra is not None
    policy = policy_or_key(str(door.log.folder / "policy"))
    assert check_proof(proof, proof.extra, policy) == ()
    assert b"ivan" not in text


def test_files_of_the_log_are_served_and_nothing_beside_them(client: TestClient) -> None:
    assert client.get("/log/access/checkpoint").status_code == 200
    for path in ("state/signed", "journal", "bodies/0", "../keys/access.signing", "%2e%2e/keys/access.signing"):
        assert client.get(f"/log/access/{path}").status_code in (404, 422)


def test_a_wrong_parameter_names_itself(client: TestClient, bearer: Bearer) -> None:
    refused = client.get(f"{API}/crimes", params={"first": "May"}, headers=bearer())
    assert (refused.status_code, refused.json()["code"]) == (422, "web.not-understood")
    assert "query.first" in refused.json()["where"]
    assert client.get(f"{API}/nothing").json()["code"] == "web.no-such-page"
    assert client.post(f"{API}/search").json()["code"] == "web.method"


def test_every_answer_forbids_caching_sniffing_and_framing(client: TestClient) -> None:
    headers = client.get(f"{API}/policy/rules").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


OPERATIONS = [(path, method, said) for path, each in DESCRIBED["paths"].items() for method, said in each.items()]


@pytest.mark.parametrize(("path", "method", "said"), OPERATIONS, ids=[f"{one[1]} {one[0]}" for one in OPERATIONS])
def test_every_operation_has_an_example_that_is_of_its_own_form(path: str, method: str, said: dict[str, Any]) -> None:
    content = said["responses"]["200"]["content"]
    for form in content.values():
        assert "example" in form
    model: Any = MODELS[path]
    if model is not None:
        example = json.dumps(content["application/json"]["example"])
        TypeAdapter(model).validate_json(example, extra="forbid")
    assert all("example" in said["responses"][code]["content"]["application/problem+json"] for code in ("400", "403"))


SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)


@pytest.mark.parametrize(
    ("path", "method"), [one[:2] for one in OPERATIONS], ids=[f"{m} {p}" for p, m, _ in OPERATIONS]
)
def test_the_api_takes_whatever_its_description_allows(path: str, method: str, address: str, bearer: Bearer) -> None:
    headers = bearer(Role.INVESTIGATOR)

    @settings(max_examples=4, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=SCHEMA[path][method.upper()].as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        # A question of the described form may still be refused, with a code: that is no fault.
        case.call_and_validate(base_url=address, headers=headers, excluded_checks=[positive_data_acceptance])

    ask()
