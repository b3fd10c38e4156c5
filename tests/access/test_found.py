"""What a feature found in a structure of its own leaves through the view like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.found import Finding
from athena.access.need import READING_THE_LOG
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.replay import recreate
from athena.access.session import Acting, acting, view_for

if TYPE_CHECKING:
    from tests.access.conftest import World

EVERYBODY = [Finding("p-victim", 0.9, ("name_text",)), Finding("p-secret", 0.8), Finding("p-suspect", 0.5)]


def test_records_come_from_the_lake_in_the_order_found_and_only_those_that_are_open(world: World) -> None:
    with world.view("ivan", "larch") as view:
        seen = view.release(view.found("person", EVERYBODY).select("record_id", "name_text", "place", "score"))
    assert seen.rows.to_pylist() == [
        {"record_id": "p-suspect", "name_text": "Suspect", "place": 3, "score": 0.5},
        {"record_id": "p-victim", "name_text": "Victim", "place": 1, "score": 0.9},
    ]
    with world.view("ivan", "larch") as view:
        seen = view.release(view.found("person", EVERYBODY))
    assert seen.rows.column("record_id").to_pylist() == ["p-victim", "p-suspect"]
    assert seen.rows.column("matched").to_pylist() == [["name_text"], []]


def test_masks_hold_and_the_entry_refers_to_what_left_and_says_what_was_withheld(world: World) -> None:
    with world.view("ada", "larch") as view:
        seen = view.release(view.found("person", EVERYBODY), words="dark blue Ford */ 'x'", asked=["p-secret"])
    assert seen.rows.column("address_text").null_count == seen.rows.num_rows == 2
    assert "1 asked for: restricted, ask intelligence-officer" in [str(line) for line in seen.withheld]
    event = world.door.log.reader().entry(seen.entry).event
    assert len(event.subject_refs) == 2
    assert "Ford" not in str(event)


def test_a_hit_on_a_field_that_the_reader_may_not_see_is_no_hit(world: World) -> None:
    by_address = [Finding("p-victim", 1.0, ("address_text",)), Finding("p-suspect", 1.0, ("name_text",))]
    with world.view("ada", "larch") as analyst, world.view("ivan", "larch") as investigator:
        assert analyst.release(analyst.found("person", by_address)).rows.column("record_id").to_pylist() == [
            "p-suspect"
        ]
        assert investigator.release(investigator.found("person", by_address)).rows.num_rows == 2


def test_what_was_found_comes_back_byte_for_byte_with_the_words_that_were_typed(world: World) -> None:
    with world.view("ivan", "larch") as view:
        seen = view.release(view.found("person", EVERYBODY), words="Victim; DROP TABLE */ --")
    with acting(Acting(PrincipalId("pat"), CaseId("audit"))), view_for(world.door, READING_THE_LOG) as view:
        assert recreate(view, seen.entry).sha256 == seen.sha256
        query = world.door.log.reader().entry(seen.entry).event.details["query"]
        assert "DROP TABLE" in world.door.archive.text(query)  # type: ignore[arg-type]


def test_nothing_found_is_an_entry_too(world: World) -> None:
    before = world.size()
    with world.view("ivan", "larch") as view:
        assert view.release(view.found("person", []), words="Nobody").rows.num_rows == 0
    assert world.size() == before + 1


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([Finding("p"), Finding("p")], "found-twice"),
        ([Finding("p", matched=("shoe_size",))], "found-by-unknown"),
        ([Finding("p", float("nan"))], "found-no-number"),
        ([Finding(str(n)) for n in range(10_001)], "found-too-many"),
    ],
)
def test_findings_that_mean_nothing_are_refused(world: World, findings: list[Finding], code: str) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=rf"access\.{code}"):
        view.found("person", findings)
