from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.session import NEEDS, Acting, acting, current, login, open_for, role_named, view_for

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_who_acts_is_the_operating_system_user_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "Wendy")
    monkeypatch.setenv("ATHENA_CASE", "larch")
    monkeypatch.setenv("ATHENA_ROLE", "analyst")
    assert current() == Acting(login(), CaseId("larch"), Role.ANALYST)
    with acting(Acting(PrincipalId("ivan"))):
        assert current() == Acting(PrincipalId("ivan"))
    assert current().principal == "wendy"


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(Refused, match=r"access\.role-unknown"):
        role_named("king")


def test_a_command_without_a_case_of_its_own_needs_one_named(world: World) -> None:
    with acting(Acting(PrincipalId("pat"))), pytest.raises(Refused, match=r"access\.case-missing"):
        view_for(world.door, NEEDS["log"])
    with acting(Acting(PrincipalId("pat"), CaseId("audit"))), view_for(world.door, NEEDS["log"]) as view:
        assert view.asking.role is Role.PROFESSIONAL_STANDARDS


def test_the_engineer_who_made_the_workspace_needs_to_name_nothing(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))):
        for command in ("crimes", "status", "trace", "quarantine"):
            with view_for(world.door, NEEDS[command]) as view:
                assert view.asking.role is NEEDS[command].role


def test_everyone_appointed_may_count_published_crimes_in_their_own_role(world: World) -> None:
    with acting(Acting(PrincipalId("olga"))), view_for(world.door, NEEDS["crimes"]) as view:
        assert view.asking.role is Role.OVERSEER


def test_a_service_is_started_only_by_who_could_do_it_and_says_by_whom(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))), view_for(world.door, NEEDS["ingest"]) as view:
        assert (view.principal.id, view.on_behalf_of) == ("svc.ingest", "wendy")
    with acting(Acting(PrincipalId("ivan"))), pytest.raises(Refused, match="case-member"):
        view_for(world.door, NEEDS["ingest"])


def test_open_for_opens_and_closes_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    with open_for(world.workspace, "crimes") as view:
        assert view.release(view.table("crime")).rows.num_rows == 1
    with pytest.raises(KeyError):
        open_for(world.workspace, "gossip").__enter__()
