"""Labels are sticky."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.derive import derived
from athena.access.permit import permit_of

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World

GROUPS = {"record_id": "provenance", "label_id": "provenance", "name_text": "identity"}


def test_a_derived_table_carries_the_union_of_its_inputs_labels(world: World, labels: Labels) -> None:
    with world.view("ivan", "larch") as view:
        people, crimes = view.table("person"), view.table("crime")
        pairs = people.cross_join(crimes.select(crime=crimes.record_id))
        found = derived(view, pairs, "pair", GROUPS)
    members = world.door.decider().book.members(found.label)
    assert members == {labels.suspect.id, labels.victim.id, labels.event.id, labels.open.id}
    assert (found.shape.kind, found.shape.also) == ("crime", ("person",))


def test_who_may_not_see_one_input_may_not_see_what_was_derived_from_it(world: World) -> None:
    with world.view("ivan", "larch") as view:
        found = derived(view, view.table("person"), "summary", GROUPS)
    with world.view("ivan", "larch") as open_view:
        assert found.label in permit_of(open_view.decisions, found.shape).rows
    from athena.access.operation import Seeking

    with world.view("ivan", "larch", seeking=Seeking.SUSPECT) as suspects_only:
        assert found.label not in permit_of(suspects_only.decisions, found.shape).rows


def test_what_reads_nothing_through_the_view_has_no_label(world: World) -> None:
    import ibis

    with world.view("ivan", "larch") as view, pytest.raises(ValueError, match="without an input"):
        derived(view, ibis.range(3).unnest().name("a").as_table(), "nothing", {"a": "provenance"})
