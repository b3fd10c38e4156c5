from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.registry import cases, holders, label_book, principals, rules_version, standing
from athena.access.roles import Role
from athena.access.state.models import LabelRow
from athena.failures import StopTheLine

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World


def test_a_standing_is_the_reader_and_the_case_in_one_piece(world: World) -> None:
    found = standing(world.door.database, PrincipalId("ada"), CaseId("larch"), world.clock())
    assert found.principal.roles == {Role.ANALYST}
    assert found.case.owner == "ivan"
    assert found.glass is None


def test_lists_are_in_order(world: World) -> None:
    assert [one.id for one in principals(world.door.database, world.clock())] == sorted(
        one.id for one in principals(world.door.database, world.clock())
    )
    assert holders(world.door.database, Role.INVESTIGATOR) == ("eve", "ivan", "sam")
    assert {"larch", "oak", "published", "loading"} <= {case.id for case in cases(world.door.database)}


def test_a_label_changed_in_the_database_stops_the_line(world: World, labels: Labels) -> None:
    version = rules_version(world.door.database)
    assert labels.victim.id in label_book(world.door.database).atoms
    with world.door.database.transaction() as session:
        session.execute(update(LabelRow).where(LabelRow.id == labels.victim.id).values(text=str(labels.open)))
    assert rules_version(world.door.database) == version
    with pytest.raises(StopTheLine, match="labels were changed"):
        label_book(world.door.database)
