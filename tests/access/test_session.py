from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.need import READING_THE_LOG
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.session import Acting, acting, current, login, open_for, role_named, view_for
from athena.ingest.needs import COUNTING, LOADING_FILES, QUARANTINE, STATUS, TRACING

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
        view_for(world.door, READING_THE_LOG)
    with acting(Acting(PrincipalId("pat"), CaseId("audit"))), view_for(world.door, READING_THE_LOG) as view:
        assert view.asking.role is Role.PROFESSIONAL_STANDARDS


def test_the_engineer_who_made_the_workspace_needs_to_name_nothing(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))):
        for need in (COUNTING, STATUS, TRACING, QUARANTINE):
            with view_for(world.door, need) as view:
                assert view.asking.role is need.role


def test_everyone_appointed_may_count_published_crimes_in_their_own_role(world: World) -> None:
    with acting(Acting(PrincipalId("olga"))), view_for(world.door, COUNTING) as view:
        assert view.asking.role is Role.OVERSEER


def test_a_service_is_started_only_by_who_could_do_it_and_says_by_whom(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))), view_for(world.door, LOADING_FILES) as view:
        assert (view.principal.id, view.on_behalf_of) == ("svc.ingest", "wendy")
    with acting(Acting(PrincipalId("ivan"))), pytest.raises(Refused, match="case-member"):
        view_for(world.door, LOADING_FILES)


def test_open_for_opens_and_closes_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    with open_for(world.workspace, COUNTING) as view:
        assert view.release(view.table("crime")).rows.num_rows == 1
