"""Merging and un-merging through the door: at once, undoable to the byte, and nobody who relied on it is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.deed import decide
from athena.access.notice import notices_for
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.registry import principal_of
from athena.access.reliance import Dependant, relies
from athena.failures import Refused
from athena.resolve.entity import EntityId, EntityKind, birth_id
from athena.resolve.judgements import JudgementId, Verdict
from athena.resolve.judging import everything_said, judge
from athena.resolve.linkage import RecordId
from athena.resolve.merging import blast, merge, unmerge

if TYPE_CHECKING:
    from tests.resolve.conftest import Force

CLUSTERS = {"r1": 0, "r2": 0, "r3": 1, "r4": 1, "r5": 2, "hidden": 2}
PERSON = EntityKind.PERSON
WHY = "The same scar in both custody photographs"


def ids(force: Force, one: str, other: str) -> tuple[EntityId, EntityId]:
    return force.entity(one), force.entity(other)


def test_a_merge_is_followed_at_once_and_an_unmerge_gives_back_every_id(force: Force) -> None:
    force.run(CLUSTERS)
    before = force.members().membership.digest
    one, other = ids(force, "r1", "r3")
    with force.view() as view:
        judged, done = merge(view, other, one, WHY)
    assert (judged.verdict, judged.actor, judged.case, judged.reason) == (Verdict.SAME, "ivan", "larch", WHY)
    assert (force.entity("r4"), done.changed) == (one, 2)
    with force.view("eve", "oak") as view:
        hit, parted = unmerge(view, judged.id, "Two photographs of two brothers")
    assert hit.parts == tuple(sorted([(one, 2), (other, 2)]))
    assert parted.changed == 2
    assert force.members().membership.digest == before
    (said,) = everything_said(force.door.database)
    assert said.retraction is not None
    assert (said.actor, said.retraction.actor, said.retraction.case) == ("ivan", "eve", "oak")


def test_the_model_run_again_keeps_to_what_was_judged(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view() as view:
        merge(view, *ids(force, "r1", "r3"), WHY)
    force.run({**CLUSTERS, "r6": 1})
    assert force.entity("r6") == force.entity("r1")


def test_an_unmerge_names_and_tells_everybody_who_relied_on_the_merge(force: Force) -> None:
    force.run(CLUSTERS)
    one, other = ids(force, "r1", "r3")
    with force.view() as view:
        judged, _ = merge(view, one, other, WHY)
    now = force.door.clock()
    rests = [
        relies(one, Dependant.CASE, "oak", CaseId("oak"), now),
        relies(one, Dependant.CHART, "chart-7", CaseId("oak"), now),
        relies(other, Dependant.LEAD, "lead-2", CaseId("larch"), now),
    ]
    with force.view() as view:
        decide(view, ["entity_member"], ["r1"], rests, reason="A chart of the ring", details={})
    with force.view() as view:
        told = blast(view, judged.id)
        assert [(one.kind, one.dependant, one.owner) for one in told.relying] == [
            (Dependant.LEAD, "lead-2", "ivan"),
            (Dependant.CASE, "oak", "eve"),
            (Dependant.CHART, "chart-7", "eve"),
        ]
        assert force.entity("r3") == one  # nothing is done yet
        unmerge(view, judged.id, "Two brothers after all")
    eve = principal_of(force.door.database, PrincipalId("eve"), now)
    (notice,) = notices_for(force.door, eve)
    assert "chart chart-7 of case oak" in notice.text
    assert "Two brothers after all" in notice.text


def test_a_merge_across_two_that_were_judged_apart_is_refused_and_names_who_can_change_it(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view("eve", "oak") as view:
        apart = judge(view, PERSON, RecordId("r2"), RecordId("r4"), Verdict.NOT_SAME, "Fingerprints differ")
    with force.view() as view, pytest.raises(Refused, match="must-stay-apart") as refused:
        merge(view, *ids(force, "r1", "r3"), WHY)
    assert "eve" in refused.value.why
    assert apart.id in refused.value.remedy
    assert len(everything_said(force.door.database)) == 1


def test_a_judgement_that_contradicts_a_standing_one_is_refused_and_told_the_chain(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view() as view:
        judge(view, PERSON, RecordId("r1"), RecordId("r3"), Verdict.SAME, WHY)
        judge(view, PERSON, RecordId("r3"), RecordId("r5"), Verdict.SAME, WHY)
        with pytest.raises(Refused, match="contradicts") as refused:
            judge(view, PERSON, RecordId("r5"), RecordId("r1"), Verdict.NOT_SAME, "Another man")
    assert refused.value.where == "2 standing judgements"
    assert "Speak with ivan" in refused.value.remedy


def test_nobody_judges_what_they_may_not_see_and_is_told_who_may_know(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view(form=Form.LIST) as view, pytest.raises(Refused, match="not-shown") as refused:
        judge(view, PERSON, RecordId("r1"), RecordId("hidden"), Verdict.SAME, WHY)
    assert "ivan" in refused.value.remedy
    assert "hidden" in refused.value.why


def test_a_merge_moves_also_the_records_that_its_maker_may_not_see(force: Force) -> None:
    force.run(CLUSTERS)
    one, other = ids(force, "r1", "r5")
    with force.view(form=Form.LIST) as view:
        merge(view, one, other, WHY)
    assert force.entity("hidden") == one


def test_an_analyst_without_the_operation_and_a_view_that_only_reads_judge_nothing(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view(operation=Operation.CONSULTATION) as view, pytest.raises(Refused, match="deed-not-permitted"):
        judge(view, PERSON, RecordId("r1"), RecordId("r3"), Verdict.SAME, WHY)


def test_a_judgement_is_taken_back_once(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view() as view:
        judged, _ = merge(view, *ids(force, "r1", "r3"), WHY)
        unmerge(view, judged.id, "Two brothers")
        with pytest.raises(Refused, match="judgement-retracted"):
            unmerge(view, judged.id, "Two brothers")
        with pytest.raises(Refused, match="judgement-unknown"):
            blast(view, JudgementId("j-none"))


def test_merges_that_make_no_sense_are_refused(force: Force) -> None:
    force.run(CLUSTERS)
    one = force.entity("r1")
    never = birth_id(PERSON, RecordId("never was"))
    with force.view() as view:
        for other, code in (
            (one, "same-already"),
            (birth_id(EntityKind.VEHICLE, RecordId("v1")), "other-kinds"),
            (never, "entity-unknown"),
            (EntityId("John Smith"), "no-entity-id"),
        ):
            with pytest.raises(Refused, match=code):
                merge(view, one, other, WHY)


def test_the_judgement_and_its_entry_are_one_act(force: Force) -> None:
    force.run(CLUSTERS)
    with force.view() as view:
        judged, _ = merge(view, *ids(force, "r1", "r3"), WHY)
    event = force.door.log.reader().entry(judged.entry).event
    assert (str(event.op), event.actor, event.reason, event.details["judgement"]) == (
        "combination",
        "ivan",
        WHY,
        judged.id,
    )
