from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.appoint import PUBLISHED, Appointment, appoint, end_role
from athena.access.principal import Nature, PrincipalId
from athena.access.refused import Refused
from athena.access.registry import case_of, holders, principal_of
from athena.access.roles import Role

if TYPE_CHECKING:
    from tests.access.conftest import World

DORA, NEW = PrincipalId("dora"), PrincipalId("nina")


def nina(*roles: Role) -> Appointment:
    return Appointment(NEW, "Nina", Nature.PERSON, frozenset(roles), PrincipalId("sam"))


def test_an_appointment_gives_roles_a_supervisor_and_the_published_case(world: World) -> None:
    entry = appoint(world.door, DORA, nina(Role.ANALYST), "A new colleague")
    found = principal_of(world.door.database, NEW, world.clock())
    assert found.roles == {Role.ANALYST}
    assert found.supervisor == "sam"
    assert NEW in case_of(world.door.database, PUBLISHED).members
    from athena.ledger.workspace import LogName

    event = world.door.logs.named(LogName.REGISTER).reader().entry(entry).event
    assert (str(event.op), event.actor, event.details["roles"]) == ("register-change", "dora", ["analyst"])


def test_only_a_data_protection_officer_appoints_and_never_themselves(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.appoint-not-yours"):
        appoint(world.door, PrincipalId("ivan"), nina(Role.ANALYST), "A new colleague")
    own = Appointment(DORA, "Dora", Nature.PERSON, frozenset({Role.INVESTIGATOR}))
    with pytest.raises(Refused, match=r"access\.appoint-self"):
        appoint(world.door, DORA, own, "For myself")
    with pytest.raises(Refused, match=r"access\.role-nature"):
        appoint(world.door, DORA, nina(Role.SERVICE), "A new colleague")


def test_a_role_that_ended_opens_nothing(world: World) -> None:
    end_role(world.door, DORA, PrincipalId("ada"), Role.ANALYST, "Moved to another force")
    assert PrincipalId("ada") not in holders(world.door.database, Role.ANALYST)
    with pytest.raises(Refused, match=r"access\.role-unclear"):
        world.view("ada", "larch")
    with pytest.raises(Refused, match=r"access\.role-not-held"):
        end_role(world.door, DORA, PrincipalId("ada"), Role.ANALYST, "Again")
