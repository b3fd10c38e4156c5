from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.state.models import TokenRow
from athena.access.token import MOST_DAYS, bearer, issue, revoke, token_of, tokens_of

if TYPE_CHECKING:
    from tests.access.conftest import World

IVAN, LARCH, WHY = PrincipalId("ivan"), CaseId("larch"), "A script that watches the case"


def test_a_token_says_as_whom_for_which_case_and_in_which_role(world: World) -> None:
    token, text = issue(world.door, IVAN, LARCH, None, 7, WHY)
    shown = bearer(world.door, text)
    assert shown == token
    assert (shown.principal, shown.case, shown.role) == (IVAN, LARCH, Role.INVESTIGATOR)


def test_issuing_and_revoking_stand_in_the_ledger_without_the_secret(world: World) -> None:
    token, text = issue(world.door, IVAN, LARCH, None, 7, WHY)
    entry = world.door.log.reader().entry(token.entry)
    assert (entry.event.op, entry.event.case, entry.event.reason) == ("grant", "larch", WHY)
    before = world.size()
    revoke(world.door, IVAN, token.id, "No longer needed here")
    assert world.size() == before + 1
    secret = text.rsplit("_", 1)[1]
    assert all(secret not in str(one.event) for one in world.door.log.reader().entries())


def test_the_state_keeps_the_secret_only_as_a_hash(world: World) -> None:
    token, text = issue(world.door, IVAN, LARCH, None, 7, WHY)
    with world.door.database.transaction() as session:
        row = session.scalars(select(TokenRow).where(TokenRow.id == token.id)).one()
        assert text.rsplit("_", 1)[1] not in str(vars(row))


@pytest.mark.parametrize("how", ["altered", "unknown", "malformed", "expired", "revoked"])
def test_a_token_that_is_not_in_force_is_refused_in_the_same_words(world: World, how: str) -> None:
    token, text = issue(world.door, IVAN, LARCH, None, 7, WHY)
    match how:
        case "altered":
            text = text[:-1] + ("0" if text[-1] != "0" else "1")
        case "unknown":
            text = text.replace(token.id, "0" * 12)
        case "malformed":
            text = "letmein"
        case "expired":
            world.clock.advance(days=7)
        case "revoked":
            revoke(world.door, IVAN, token.id, "No longer needed here")
    with pytest.raises(Refused, match="no token of this text is in force") as refusal:
        bearer(world.door, text)
    assert refusal.value.code == "access.token-bad"


def test_a_token_is_issued_only_for_a_case_and_role_that_one_has(world: World) -> None:
    with pytest.raises(Refused, match="only its members may"):
        issue(world.door, PrincipalId("eve"), LARCH, None, 7, WHY)
    with pytest.raises(Refused, match="does not hold the role"):
        issue(world.door, IVAN, LARCH, Role.ANALYST, 7, WHY)


@pytest.mark.parametrize("days", [0, MOST_DAYS + 1])
def test_a_token_lasts_a_bounded_time(world: World, days: int) -> None:
    with pytest.raises(Refused, match="lasts 1 to 90 days"):
        issue(world.door, IVAN, LARCH, None, days, WHY)


def test_others_neither_see_nor_revoke_a_token_and_a_protection_officer_revokes_it(world: World) -> None:
    token, _ = issue(world.door, IVAN, LARCH, None, 7, WHY)
    assert tokens_of(world.door, PrincipalId("eve")) == ()
    with pytest.raises(Refused) as refusal:
        revoke(world.door, PrincipalId("eve"), token.id, "I do not like it at all")
    assert refusal.value.code == "access.token-unknown"
    assert revoke(world.door, PrincipalId("dora"), token.id, "Found in a public place").revoked_at is not None
    assert tokens_of(world.door, IVAN) == (token_of(world.door, token.id),)
