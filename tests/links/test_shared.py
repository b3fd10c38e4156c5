"""Shared telephones: by what is shown, with the two records that give the number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.links.viewing import seeing

from athena.links.shared import same_phone
from athena.links.whom import whom

Seeing = Callable[..., object]


def test_two_people_whose_records_give_one_number(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = same_phone(lens.view, whom(lens.view, "ann"))
    assert [(one.origin, one.end, one.relation, one.inference, one.records) for one in found.links] == [
        ("ann", "fay", "same_phone", True, ("ann", "fay"))
    ]
    assert {one.title for one in found.nodes} == {"Fay"}


def test_a_number_that_is_masked_matches_nothing(linked_force: Path) -> None:
    with seeing(linked_force, "ada") as lens:
        assert same_phone(lens.view, whom(lens.view, "ann")).links == ()
