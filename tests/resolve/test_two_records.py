"""Two records explained: every piece of evidence for and against, in words and bits that sum, and no value unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.resolve.people import write_down
from tests.resolve.test_running import add, people

from athena.access.algorithms import Registration, register
from athena.access.principal import PrincipalId
from athena.failures import Refused
from athena.resolve.configuration import configuration
from athena.resolve.entity import EntityKind
from athena.resolve.judgements import Verdict
from athena.resolve.judging import judge
from athena.resolve.linkage import RecordId
from athena.resolve.matching import Matching, keep
from athena.resolve.running import run
from athena.resolve.training import train
from athena.resolve.two_records import WITHHELD, TwoRecords, explain_records

if TYPE_CHECKING:
    from tests.resolve.conftest import Force

SAME = {"given_names": "Zofia", "family_name": "Fairweather", "date_of_birth": "1980-02-03", "phone": "+447700900001"}
OTHER = {**SAME, "given_names": "Kwame", "date_of_birth": "1931-12-09", "postcode": "NX1 1AB"}


@pytest.fixture
def resolved(force: Force) -> Force:
    add(
        force,
        "person",
        [*people(20), {"record_id": "a", **SAME}, {"record_id": "b", **SAME}, {"record_id": "c", **OTHER}],
    )
    add(
        force,
        "vehicle",
        [{"record_id": "v1", "vrm": "AB12CDE", "make": "BMW"}, {"record_id": "v2", "vrm": "AB12CDE", "make": "FORD"}],
    )
    matching = Matching(train(write_down(200, 9)[0], configuration("person")))
    keep(force.workspace, matching)
    until = force.door.clock() + timedelta(days=1)
    register(force.door, PrincipalId("wendy"), Registration(matching.digest, "matching", {}, until), "A test of pairs")
    with force.job() as job:
        run(job, matching)
    return force


def explained(force: Force, left: str, right: str, who: str = "ivan") -> TwoRecords:
    with force.view(who) as view:
        return explain_records(view, RecordId(left), RecordId(right))


def test_what_is_one_says_why_and_what_decided_it(resolved: Force) -> None:
    found = explained(resolved, "a", "b")
    fall = found.waterfall
    assert fall.weight == pytest.approx(fall.prior + sum(item.weight for item in fall.items), abs=1e-9)
    assert found.entities[0] == found.entities[1]
    assert found.outcome == "they are one"
    assert {item.feature for item in fall.items if item.weight > 0} >= {"name", "date_of_birth", "phone"}


def test_what_is_not_one_says_why_not(resolved: Force) -> None:
    found = explained(resolved, "a", "c")
    assert found.entities[0] != found.entities[1]
    against = {item.feature for item in found.waterfall.items if item.weight < 0}
    assert "date_of_birth" in against
    assert "too little speaks for it" in found.outcome or "the rest of their two entities" in found.outcome


def test_a_value_that_the_asker_may_not_see_is_withheld_and_still_counts(resolved: Force) -> None:
    mine, theirs = explained(resolved, "a", "b").waterfall, explained(resolved, "a", "b", "ada").waterfall
    assert theirs.weight == mine.weight
    phone = next(item for item in theirs.items if item.feature == "phone")
    assert (phone.left, phone.right) == (WITHHELD, WITHHELD) or phone.left == "447700900001"
    assert next(item for item in mine.items if item.feature == "phone").left == "447700900001"


def test_things_are_explained_by_their_rule(resolved: Force) -> None:
    found = explained(resolved, "v1", "v2")
    assert found.kind is EntityKind.VEHICLE
    assert {item.feature: item.words for item in found.waterfall.items}["make"] == "they differ"
    assert found.outcome == "too little speaks for it; most against it speaks make: they differ"


def test_what_people_judged_is_said_before_what_the_model_made_of_it(resolved: Force) -> None:
    with resolved.view() as view:
        judge(view, EntityKind.PERSON, RecordId("a"), RecordId("b"), Verdict.NOT_SAME, "Two birth certificates")
    found = explained(resolved, "b", "a")
    assert found.outcome.startswith("ivan judged them not the same")
    assert [said.reason for said in found.judgements] == ["Two birth certificates"]


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [("a", "nobody", "resolve.not-shown"), ("a", "v1", "resolve.other-kinds"), ("a", "a", "resolve.other-kinds")],
)
def test_what_cannot_be_compared_is_refused(resolved: Force, left: str, right: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        explained(resolved, left, right)
    assert caught.value.code == code
