from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_record_has_one_reference_until_its_key_is_destroyed(world: World) -> None:
    references = world.door.references
    first = references.of(["p-1", "p-2", "p-1"])
    assert first[0] == first[2] != first[1]
    world.door.subjects.destroy("p-1")
    assert references.of(["p-1"]) != first[:1]
    assert references.of(["p-2"]) == first[1:2]


def test_nothing_is_told_as_deleted_that_was_not(world: World) -> None:
    assert world.door.references.disposed(["p-1"]) == frozenset()
    assert len(world.door.references.slot("p-1")) == 64
