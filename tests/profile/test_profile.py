"""A profile: values side by side, roles per event, and nothing of what this reader may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.access.conftest import NOON
from tests.profile.conftest import Viewing

from athena.access.door import Door
from athena.failures import Refused
from athena.profile.profile import Profile, profile


def claim(found: Profile, name: str) -> dict[str, list[str]]:
    (one,) = [one for one in found.claims if one.property == name]
    return {value.text: [saying.record for saying in value.sayings] for value in one.values}


def test_values_stand_side_by_side_with_what_says_each(viewing: Viewing) -> None:
    found = profile(viewing(), "P-ONE")
    assert found.total == 2
    assert claim(found, "date_of_birth") == {"1980-02-12": ["r1"], "1980-02-21": ["r2"]}
    conflicts = {one.property for one in found.claims if one.conflict}
    assert conflicts == {"date_of_birth"}
    (born,) = [one for one in found.claims if one.property == "date_of_birth"]
    saying = born.values[0].sayings[0]
    assert (saying.source, saying.handling, saying.lawful_basis) == ("custody", "ungraded", "law_enforcement")
    assert saying.review_on == "2030-05-09"  # group 3: six years after the last event shown


def test_roles_are_of_events_and_never_of_the_person(viewing: Viewing) -> None:
    found = profile(viewing(), "P-ONE")
    assert [(one.title, one.when, one.roles) for one in found.events] == [
        ("NM2/23", "2023-01-02 12:00", ("Victim of", "Witness to")),
        ("NM1/24", "2024-05-09 12:00", ("Suspect in",)),
    ]
    assert [(one.other.title, one.held_from, one.held_to) for one in found.things] == [("AB12CDE", "2020", "2021-06")]
    assert [one.other.title for one in found.places] == ["9 Raven Gardens"]
    assert [(one.other.title, one.grading) for one in found.people] == [("Bob Single", "2BP")]


def test_what_is_withheld_is_in_no_part_of_it_and_is_said(viewing: Viewing) -> None:
    view = viewing()
    found = profile(view, "P-ONE")
    assert "r3" not in str(found)
    assert "The Fay" not in str(found)
    assert any(line.what == "person" and line.rows == 2 for line in view.withheld())
    assert found.masked == {"protected": 2}
    assert claim(profile(viewing("ada"), "P-ONE"), "name_text")
    assert profile(viewing("ada"), "P-ONE").masked == {"contact": 2, "narrative": 2, "protected": 2}


def test_a_warning_carries_its_source_and_until_when(viewing: Viewing) -> None:
    (warning,) = profile(viewing(), "r1").warnings
    assert warning.text == "Dog at home"
    assert (warning.saying.source, warning.saying.record, warning.saying.review_on) == ("custody", "r1", "2030-05-09")
    assert profile(viewing("ada"), "r1").warnings == ()


def test_a_record_stands_for_its_entity_and_an_old_id_for_the_living_one(viewing: Viewing) -> None:
    assert profile(viewing(), "r2").id == "P-ONE"
    followed = profile(viewing(), "P-OLDEST")
    assert (followed.id, followed.followed_from) == ("P-ONE", "P-OLDEST")


def test_why_the_records_are_one(viewing: Viewing) -> None:
    found = profile(viewing(), "P-ONE").oneness
    assert [(one.left, one.right, one.weight) for one in found.inside] == [("r1", "r2", 5.5)]
    assert found.inside[0].bits == (("prior", -9.0), ("name", 14.5))
    assert [(one.right, one.outcome) for one in found.near] == [("s1", "apart")]


def test_as_known_on_an_earlier_day(viewing: Viewing) -> None:
    found = profile(viewing(), "P-ONE", NOON + timedelta(hours=1))
    assert claim(found, "date_of_birth") == {"1980-02-21": ["r2"], "1980": ["r1"]}
    assert found.warnings == ()
    with pytest.raises(Refused) as refused:
        profile(viewing(), "P-ONE", NOON - timedelta(days=1))
    assert refused.value.code == "profile.nobody"
    assert "as known on" in str(refused.value)


def test_nobody_is_refused_with_what_is_withheld(viewing: Viewing) -> None:
    for name in ("s2", "P-SECRET"):
        with pytest.raises(Refused) as refused:
            profile(viewing(), name)
        assert refused.value.code == "profile.nobody"
        assert "restricted, ask intelligence-officer" in str(refused.value)
    with pytest.raises(Refused, match="asked for: not held"):
        profile(viewing(), "no-such-id")


def test_every_part_is_on_the_ledger_and_refers_to_its_records(viewing: Viewing, door: Door) -> None:
    before = door.log.reader().size()
    view = viewing()
    profile(view, "P-ONE")
    assert door.log.reader().size() == before + len(view.released)
    referred = {ref for number in range(before, door.log.reader().size()) for ref in _refs(door, number)}
    assert {door.subjects.reference(one) for one in ("r1", "r2", "c1", "v1", "s1")} <= referred


def _refs(door: Door, number: int) -> tuple[str, ...]:
    return door.log.reader().entry(number).event.subject_refs


def test_who_has_looked_is_not_told_under_the_ground_of_a_case(viewing: Viewing) -> None:
    looked = profile(viewing(), "P-ONE").looked
    assert looked is not None
    assert str(looked.reason) == "outside your purpose"
