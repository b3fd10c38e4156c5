from __future__ import annotations

from typing import TYPE_CHECKING

from athena.access.labelling import register_labels, register_union
from athena.access.registry import label_book

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World


def test_a_label_is_registered_once(world: World, labels: Labels) -> None:
    assert register_labels(world.door.outbox, [labels.victim, labels.open], "wendy", world.clock()) is None


def test_a_union_is_registered_once_and_known_by_its_members(world: World, labels: Labels) -> None:
    both = [labels.victim.id, labels.event.id]
    union = register_union(world.door.outbox, both, "ivan", world.clock())
    assert register_union(world.door.outbox, both, "ivan", world.clock()) == union
    assert label_book(world.door.database).members(union) == set(both)
    assert register_union(world.door.outbox, [labels.victim.id], "ivan", world.clock()) == labels.victim.id
