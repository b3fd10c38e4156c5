"""Who asks: a person or a service, with the roles they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from athena.access.refused import Refused
from athena.access.roles import Role, duty_of

PrincipalId = NewType("PrincipalId", str)

_ID = re.compile(r"[a-z][a-z0-9._-]{0,63}")


class Nature(StrEnum):
    """Whether a principal is a person or a system. Cedar speaks of both; the log names which."""

    PERSON = "Person"
    SERVICE = "Service"


@dataclass(frozen=True)
class Principal:
    """Someone who may ask: an id, a name, the roles held, and who supervises them.

    `supervisor` receives notices of break-glass; it may be empty only for services and the public.
    `locked` is true while an unreviewed break-glass holds the account to its normal rights.
    """

    id: PrincipalId
    name: str
    nature: Nature
    roles: frozenset[Role]
    supervisor: PrincipalId | None = None
    locked: bool = False

    def acting_as(self, role: Role | None) -> Role:
        """The role this principal acts in: the one named, or the only one held.

        Refused with `access.role-not-held` when the role is not held, and with `access.role-unclear` when
        none was named and more than one is held: guessing a role would guess a permission.
        """
        if role is not None and role not in self.roles:
            raise Refused(
                "role-not-held",
                what=f"act as {role}",
                why=f"{self.id} does not hold the role {role}",
                remedy=f"act in a role you hold: {', '.join(sorted(self.roles)) or 'none'}",
                who="the data-protection officer appoints roles",
            )
        if role is not None:
            return role
        if len(self.roles) != 1:
            raise Refused(
                "role-unclear",
                what=f"act as {self.id}",
                why=f"{self.id} holds {len(self.roles)} roles and none was named",
                remedy="name one with --role, or set ATHENA_ROLE",
                who=str(self.id),
            )
        return next(iter(self.roles))


def principal_id(text: str) -> PrincipalId:
    """`text` as a principal id: lower case, starting with a letter, at most 64 of `a-z 0-9 . _ -`.

    Refused with `access.bad-principal` otherwise: ids are printed in the log for ever.
    """
    if not _ID.fullmatch(text):
        raise Refused(
            "bad-principal",
            what=f"principal {text!r}",
            why="a principal id is lower case letters, digits, dot, dash and underscore, starting with a letter",
            remedy="use the operating-system login in lower case",
            who="whoever appoints the principal",
        )
    return PrincipalId(text)


def service(name: str, role: Role = Role.SERVICE) -> Principal:
    """The service principal called `name`, such as `ingest`, in its one `role`: systems hold views as people do."""
    return Principal(principal_id(f"svc.{name}"), f"{name} service", Nature.SERVICE, frozenset({role}))


def check_roles(nature: Nature, roles: frozenset[Role]) -> None:
    """Refuse a person who would hold a system role, or a system that would hold a person's.

    Refused with `access.role-nature`.
    """
    for role in sorted(roles):
        if duty_of(role).held_by_systems is not (nature is Nature.SERVICE):
            raise Refused(
                "role-nature",
                what=f"appoint a {nature} to {role}",
                why=f"{role} is {'for systems' if duty_of(role).held_by_systems else 'for people'} only",
                remedy="appoint a different role, or a different principal",
                who="the data-protection officer appoints roles",
            )
