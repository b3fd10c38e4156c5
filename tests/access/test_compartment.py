from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.compartment import name_for
from athena.access.principal import PrincipalId
from athena.access.refused import Refused

if TYPE_CHECKING:
    from tests.access.conftest import World

INES, IVAN = PrincipalId("ines"), PrincipalId("ivan")


def test_a_named_person_sees_the_operation_until_the_naming_ends(world: World) -> None:
    name_for(world.door, INES, IVAN, "op-quartz", 7, "Joins the surveillance")
    with world.view("ivan", "larch") as view:
        assert "Secret" in view.release(view.table("person")).rows.column("name_text").to_pylist()
    world.clock.advance(days=8)
    with world.view("ivan", "larch") as view:
        assert "Secret" not in view.release(view.table("person")).rows.column("name_text").to_pylist()


@pytest.mark.parametrize(
    ("by", "who", "days", "code"),
    [
        ("ivan", "ada", 7, "access.compartment-not-yours"),
        ("ines", "ines", 7, "access.compartment-not-yours"),
        ("ines", "ivan", 91, "access.compartment-days"),
        ("ines", "ivan", 0, "access.compartment-days"),
        ("ines", "mallory", 7, "access.principal-unknown"),
    ],
)
def test_a_naming_is_refused(world: World, by: str, who: str, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        name_for(world.door, PrincipalId(by), PrincipalId(who), "op-quartz", days, "Joins the surveillance")
    assert refused.value.code == code
