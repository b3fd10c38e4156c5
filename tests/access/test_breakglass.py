"""Break-glass: one case, an hour, reading only, told at once, reviewed by somebody else or locked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from athena.access.breakglass import Finding, after_working_days, break_glass, glass_of, review, waiting
from athena.access.case import CaseId
from athena.access.notice import notices_for
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of

if TYPE_CHECKING:
    from tests.access.conftest import World

    from athena.access.breakglass import Glass

EVE, SAM, OLGA, PAT = (PrincipalId(one) for one in ("eve", "sam", "olga", "pat"))
LARCH = CaseId("larch")


def broken(world: World, who: PrincipalId = EVE, minutes: int = 60) -> Glass:
    return break_glass(world.door, who, None, LARCH, "A child is missing now", minutes)


def told(world: World, who: PrincipalId) -> list[str]:
    return [one.text for one in notices_for(world.door, principal_of(world.door.database, who, world.clock()))]


def test_it_opens_single_records_of_one_case_for_an_hour_and_no_longer(world: World) -> None:
    with pytest.raises(Refused, match="case-member"):
        world.view("eve", "larch", form=Form.RECORD)
    glass = broken(world)
    with world.view("eve", "larch", form=Form.RECORD) as view:
        seen = view.release(view.table("person"))
        assert seen.rows.num_rows == 2
        assert world.door.log.reader().entry(seen.entry).event.details["break_glass"] is True
        world.clock.advance(minutes=61)
        with pytest.raises(Refused, match=r"access\.view-stale"):
            view.release(view.table("person"))
    with pytest.raises(Refused, match="case-member"):
        world.view("eve", "larch", form=Form.RECORD)
    with pytest.raises(Refused, match="case-member"):
        world.view("eve", "oak", form=Form.RECORD)
    assert (glass.expires - glass.granted_at).total_seconds() == 3600


@pytest.mark.parametrize("form", [Form.LIST, Form.COUNT])
def test_it_never_lists_or_counts(world: World, form: Form) -> None:
    broken(world)
    with pytest.raises(Refused, match="break-glass-single-records"):
        world.view("eve", "larch", form=form)


@pytest.mark.parametrize("operation", [Operation.ALTERATION, Operation.DISCLOSURE, Operation.COMBINATION])
def test_it_only_reads(world: World, operation: Operation) -> None:
    broken(world)
    with pytest.raises(Refused, match="break-glass-reads-only"):
        world.view("eve", "larch", operation, Form.RECORD)


def test_supervisor_and_overseer_are_told_in_the_same_entry(world: World) -> None:
    before = world.size()
    glass = broken(world)
    assert world.size() == before + 1
    assert "A child is missing now" in told(world, SAM)[0]
    assert told(world, OLGA) == told(world, SAM)
    entry = world.door.log.reader().entry(glass.entry).event
    assert (str(entry.op), entry.details["told"]) == ("break-glass", ["sam", "role:overseer"])


def test_unreviewed_after_two_working_days_it_locks_the_account_to_normal_rights(world: World) -> None:
    glass = broken(world)
    world.clock.advance(days=2, minutes=1)
    assert principal_of(world.door.database, EVE, world.clock()).locked
    with pytest.raises(Refused, match=r"access\.glass-locked"):
        broken(world)
    with world.view("eve", "published") as view:
        assert view.release(view.table("crime")).rows.num_rows == 1
    review(world.door, SAM, glass.id, Finding.JUSTIFIED, "It was as she said")
    assert not principal_of(world.door.database, EVE, world.clock()).locked
    assert broken(world).id != glass.id


def test_a_review_is_by_somebody_else_and_once(world: World) -> None:
    glass = broken(world)
    for reviewer in (EVE, PrincipalId("ada")):
        with pytest.raises(Refused, match=r"access\.review-not-yours"):
            review(world.door, reviewer, glass.id, Finding.JUSTIFIED, "All in order")
    found = review(world.door, OLGA, glass.id, Finding.UNJUSTIFIED, "Nobody was missing")
    assert found.finding is Finding.UNJUSTIFIED
    assert waiting(world.door) == ()
    assert "unjustified" in told(world, PAT)[0]
    assert world.door.log.reader().entry(world.size() - 1).event.prev_seq == glass.entry
    with pytest.raises(Refused, match=r"access\.review-done"):
        review(world.door, SAM, glass.id, Finding.JUSTIFIED, "A second opinion")


@pytest.mark.parametrize(
    ("who", "minutes", "code"),
    [
        ("eve", 61, "access.glass-minutes"),
        ("eve", 0, "access.glass-minutes"),
        ("ivan", 60, "access.glass-needless"),
        ("dora", 60, "access.glass-no-supervisor"),
    ],
)
def test_it_is_refused(world: World, who: str, minutes: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        broken(world, PrincipalId(who), minutes)
    assert refused.value.code == code


def test_a_role_to_which_no_rule_gives_it_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.glass-denied"):
        break_glass(world.door, PrincipalId("ada"), None, CaseId("oak"), "A child is missing now")


def test_a_reason_is_asked_and_an_unknown_one_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.reason-short"):
        break_glass(world.door, EVE, None, LARCH, "urgent")
    with pytest.raises(Refused, match=r"access\.glass-unknown"):
        glass_of(world.door, "nothing")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC)),  # Monday
        (datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)),  # Thursday
        (datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)),  # Saturday
    ],
)
def test_working_days_leave_the_weekend_out(start: datetime, due: datetime) -> None:
    assert after_working_days(start, 2) == due
