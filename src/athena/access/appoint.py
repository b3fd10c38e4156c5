"""Appointing people and services: roles given and ended, each by somebody else and on the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from athena.access.case import case_id
from athena.access.door import Door
from athena.access.principal import Nature, Principal, PrincipalId, check_roles
from athena.access.refused import Refused
from athena.access.registry import cases, principal_of
from athena.access.roles import Role
from athena.access.state.effect import Change, put
from athena.access.state.models import MemberRow, PrincipalRow, RoleRow
from athena.ledger.entry import Event
from athena.ledger.operation import Operation

PUBLISHED = case_id("published")
"""The standing case of data that is already published; everyone who is appointed belongs to it."""


@dataclass(frozen=True)
class Appointment:
    """Who is to hold which roles, under whose supervision."""

    id: PrincipalId
    name: str
    nature: Nature
    roles: frozenset[Role]
    supervisor: PrincipalId | None = None


def appoint(door: Door, by: PrincipalId, appointment: Appointment, reason: str) -> int:
    """Give `appointment.id` its roles; give the ledger entry's number.

    Only a data-protection officer appoints, and nobody appoints themselves: refused with
    `access.appoint-not-yours` and `access.appoint-self`. Refused with `access.role-nature` as `check_roles` does.
    """
    appointing = principal_of(door.database, by, door.clock())
    _may_appoint(appointing, appointment.id)
    check_roles(appointment.nature, appointment.roles)
    return door.outbox.commit(_event(door, by, appointment, reason), changes(door, appointment), door.clock())


def end_role(door: Door, by: PrincipalId, whose: PrincipalId, role: Role, reason: str) -> int:
    """End `role` of `whose`; give the ledger entry's number. Refused as `appoint`, and for a role not held."""
    appointing = principal_of(door.database, by, door.clock())
    _may_appoint(appointing, whose)
    ended = principal_of(door.database, whose, door.clock())
    ended.acting_as(role)
    now = door.clock()
    event = Event(
        op=Operation.REGISTER_CHANGE,
        actor=by,
        role=Role.DATA_PROTECTION_OFFICER,
        purpose="end a role",
        decision="permit",
        reason=reason,
        details={"principal": whose, "role": str(role), "login": door.login},
    )
    return door.outbox.commit(event, [put(RoleRow, {"principal": whose, "role": role}, ended_at=now)], now)


def changes(door: Door, appointment: Appointment) -> Sequence[Change]:
    """The rows that make `appointment` true. A person joins the standing case of published data, if there is one."""
    now = door.clock()
    person = put(
        PrincipalRow,
        {"id": appointment.id},
        name=appointment.name,
        nature=str(appointment.nature),
        supervisor=appointment.supervisor,
        appointed_at=now,
    )
    roles = [
        put(RoleRow, {"principal": appointment.id, "role": str(role)}, since=now, ended_at=None)
        for role in sorted(appointment.roles)
    ]
    return [person, *roles, *_joins_published(door, appointment)]


def _joins_published(door: Door, appointment: Appointment) -> Sequence[Change]:
    if appointment.nature is not Nature.PERSON or PUBLISHED not in {case.id for case in cases(door.database)}:
        return []
    key = {"case": str(PUBLISHED), "principal": str(appointment.id)}
    return [put(MemberRow, key, since=door.clock(), ended_at=None)]


def _may_appoint(appointing: Principal, whom: PrincipalId) -> None:
    if Role.DATA_PROTECTION_OFFICER not in appointing.roles:
        raise Refused(
            "appoint-not-yours",
            what=f"appoint {whom}",
            why=f"{appointing.id} is not a data-protection officer",
            remedy="ask the data-protection officer",
            who="the data-protection officer",
        )
    if appointing.id == whom:
        raise Refused(
            "appoint-self",
            what=f"appoint {whom}",
            why="nobody gives a role to themselves",
            remedy="have another data-protection officer do it",
            who="another data-protection officer",
        )


def _event(door: Door, by: PrincipalId, appointment: Appointment, reason: str) -> Event:
    return Event(
        op=Operation.REGISTER_CHANGE,
        actor=by,
        role=Role.DATA_PROTECTION_OFFICER,
        purpose="appoint",
        decision="permit",
        reason=reason,
        details={
            "principal": appointment.id,
            "nature": str(appointment.nature),
            "roles": sorted(str(role) for role in appointment.roles),
            "supervisor": appointment.supervisor or "",
            "login": door.login,
        },
    )
