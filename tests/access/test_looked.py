"""Who has looked: by role and name for those to whom the log opens, about nobody for others, and itself logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.looked import looked
from athena.access.refused import Refused

if TYPE_CHECKING:
    from tests.access.conftest import World


def look(world: World, who: str, record: str) -> int:
    with world.view(who, "larch") as view:
        table = view.table("person")
        return view.release(table.filter(table.record_id == record)).entry


def test_it_says_by_role_who_looked_and_when_and_is_itself_a_look(world: World) -> None:
    entries = [look(world, "ivan", "p-suspect"), look(world, "ivan", "p-suspect")]
    look(world, "ivan", "p-victim")
    other = look(world, "ada", "p-suspect")
    with world.view("pat", "audit") as view:
        found = looked(view, ["p-suspect"])
        assert {one.role: (one.names, one.entries) for one in found.looks} == {
            "analyst": (("ada",), (other,)),
            "investigator": (("ivan",), tuple(entries)),
        }
        again = looked(view, ["p-suspect"])
    assert {one.role for one in again.looks} == {"analyst", "investigator", "professional-standards"}


def test_only_as_far_back_as_asked(world: World) -> None:
    look(world, "ivan", "p-suspect")
    world.clock.advance(days=40)
    with world.view("pat", "audit") as view:
        assert looked(view, ["p-suspect"]).looks == ()
        assert looked(view, ["p-nobody-ever-met"]).looks == ()


def test_an_overseer_is_told_neither_who_nor_whom(world: World) -> None:
    with world.view("olga", "oversight") as view, pytest.raises(Refused, match=r"access\.looked-not-yours"):
        looked(view, ["p-suspect"])


def test_nobody_reads_it_under_the_ground_of_a_case(world: World) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=r"access\.not-a-log-view"):
        looked(view, ["p-suspect"])
