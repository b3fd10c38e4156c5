from __future__ import annotations

import pytest

from athena.access.principal import Nature, Principal, PrincipalId, check_roles, principal_id, service
from athena.access.refused import Refused
from athena.access.roles import Role


def holding(*roles: Role) -> Principal:
    return Principal(PrincipalId("x"), "X", Nature.PERSON, frozenset(roles))


def test_the_only_role_held_needs_no_naming() -> None:
    assert holding(Role.ANALYST).acting_as(None) is Role.ANALYST


@pytest.mark.parametrize(
    ("held", "named", "code"),
    [
        ((Role.ANALYST,), Role.OVERSEER, "access.role-not-held"),
        ((Role.ANALYST, Role.PUBLIC), None, "access.role-unclear"),
        ((), None, "access.role-unclear"),
    ],
)
def test_a_role_not_held_or_not_clear_is_refused(held: tuple[Role, ...], named: Role | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        holding(*held).acting_as(named)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "Anna", "1x", "a b", "x" * 65, "a/b", "a\n"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"access\.bad-principal"):
        principal_id(text)


def test_a_person_never_holds_a_systems_role_nor_a_system_a_persons() -> None:
    with pytest.raises(Refused, match=r"access\.role-nature"):
        check_roles(Nature.PERSON, frozenset({Role.SERVICE}))
    with pytest.raises(Refused, match=r"access\.role-nature"):
        check_roles(Nature.SERVICE, frozenset({Role.ANALYST}))
    assert service("ingest").roles == {Role.SERVICE}
