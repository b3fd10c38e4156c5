from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena import failures
from athena.access.appoint import PUBLISHED
from athena.access.registry import case_of, label_book, principal_of
from athena.access.roles import Role
from athena.access.setup import FIRST_ROLES, INGEST, LOADING, set_up
from athena.access.shape import OWN_LABELS
from athena.ledger.workspace import LogName

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_new_workspace_has_a_policy_in_force_two_standing_cases_and_its_first_people(world: World) -> None:
    wendy = principal_of(world.door.database, world.door.login, world.clock())  # type: ignore[arg-type]
    assert wendy.roles == FIRST_ROLES
    assert principal_of(world.door.database, INGEST.id, world.clock()).roles == {Role.SERVICE}
    assert INGEST.id in case_of(world.door.database, LOADING).members
    assert wendy.id in case_of(world.door.database, PUBLISHED).members
    assert {label.id for label in OWN_LABELS} <= set(label_book(world.door.database).atoms)
    assert world.door.log.origin.startswith("force.example/athena/access/")
    first = world.door.logs.named(LogName.REGISTER).reader().entry(0).event
    assert (str(first.op), first.policy_digest) == ("policy-change", world.door.policy.digest)


def test_nobody_is_set_up_who_could_read_about_people(world: World) -> None:
    assert not FIRST_ROLES & {Role.INVESTIGATOR, Role.INTELLIGENCE_OFFICER, Role.PROFESSIONAL_STANDARDS}


def test_a_workspace_is_set_up_once(world: World) -> None:
    with pytest.raises(failures.Refused, match="key"):
        set_up(world.workspace, "wendy")
