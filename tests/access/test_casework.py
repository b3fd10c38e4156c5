from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.casework import case_for, cases_of, close_case, join_case, leave_case, open_case, plan_for
from athena.access.principal import PrincipalId
from athena.access.refused import Refused

if TYPE_CHECKING:
    from tests.access.conftest import World

IVAN, EVE, ADA, LARCH = PrincipalId("ivan"), PrincipalId("eve"), PrincipalId("ada"), CaseId("larch")


def test_a_case_is_opened_on_the_ledger_with_its_ground_members_and_owner(world: World) -> None:
    before = world.size()
    plan = plan_for("Burglary, Mint Street", "volume-crime", "Two break-ins in a week", [EVE], None)
    case = open_case(world.door, IVAN, None, plan)
    assert (case.id, case.owner) == (CaseId("burglary-mint-street"), IVAN)
    assert case.members == {IVAN, EVE}
    assert (case.ground.expires - case.opened_at).days == 180
    event = world.door.log.reader().entry(before).event
    assert (str(event.op), event.case, event.reason) == ("opening", case.id, "Two break-ins in a week")


@pytest.mark.parametrize(
    ("ground", "reason", "named", "code"),
    [
        ("nothing", "A long enough reason", "x", "access.ground-unknown"),
        ("volume-crime", "short", "x", "access.reason-short"),
        ("volume-crime", "A long enough reason", "larch", "access.case-exists"),
        ("log-lawfulness", "A long enough reason", "x", "access.ground-not-yours"),
    ],
)
def test_a_case_is_refused(world: World, ground: str, reason: str, named: str, code: str) -> None:
    before = world.size()
    with pytest.raises(Refused) as refused:
        open_case(world.door, IVAN, None, plan_for("X", ground, reason, [], named))
    assert (refused.value.code, world.size()) == (code, before)


def test_a_case_id_is_made_of_words(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.bad-case"):
        plan_for("!!!", "volume-crime", "A long enough reason", [], None)


def test_only_the_owner_lets_people_join_and_leave(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.case-not-yours"):
        join_case(world.door, ADA, LARCH, EVE)
    assert EVE in join_case(world.door, IVAN, LARCH, EVE).members
    assert EVE not in leave_case(world.door, IVAN, LARCH, EVE).members
    with pytest.raises(Refused, match=r"access\.case-needs-owner"):
        leave_case(world.door, IVAN, LARCH, IVAN)
    with pytest.raises(Refused, match=r"access\.principal-unknown"):
        join_case(world.door, IVAN, LARCH, PrincipalId("mallory"))


def test_only_members_see_that_a_case_exists(world: World) -> None:
    assert LARCH in {case.id for case in cases_of(world.door, ADA)}
    assert LARCH not in {case.id for case in cases_of(world.door, EVE)}
    assert case_for(world.door, ADA, LARCH).id == LARCH
    with pytest.raises(Refused, match=r"access\.case-not-yours"):
        case_for(world.door, EVE, LARCH)


def test_a_closed_case_changes_no_more(world: World) -> None:
    assert close_case(world.door, IVAN, LARCH, "It is finished").closed_at == world.clock()
    with pytest.raises(Refused, match=r"access\.case-closed"):
        join_case(world.door, IVAN, LARCH, EVE)
