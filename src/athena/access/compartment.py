"""Compartments: naming somebody for a protected operation, for a time and by an intelligence officer."""

from __future__ import annotations

import secrets
from datetime import timedelta

from athena.access.case import stated_reason
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import COMPARTMENT, principal_of
from athena.access.roles import Role
from athena.access.state.effect import put
from athena.access.state.models import GrantRow
from athena.ledger.entry import Event
from athena.ledger.operation import Operation

MOST_DAYS = 90


def name_for(door: Door, by: PrincipalId, who: PrincipalId, compartment: str, days: int, reason: str) -> int:
    """Name `who` for `compartment` for `days`; give the ledger entry's number.

    Refused with `access.compartment-not-yours` unless `by` is an intelligence officer and somebody else, and with
    `access.compartment-days` beyond `MOST_DAYS`.
    """
    now = door.clock()
    if by == who or Role.INTELLIGENCE_OFFICER not in principal_of(door.database, by, now).roles:
        raise _refused("not-yours", compartment, "an intelligence officer names others, and never themselves")
    if not 1 <= days <= MOST_DAYS:
        raise _refused("days", compartment, f"it lasts from 1 to {MOST_DAYS} days and is then asked for again")
    principal_of(door.database, who, now)
    why = stated_reason(reason, f"name {who} for {compartment}")
    grant = put(
        GrantRow,
        {"id": secrets.token_hex(8)},
        sort=COMPARTMENT,
        principal=who,
        case=None,
        compartment=compartment,
        reason=why,
        granted_at=now,
        expires=now + timedelta(days=days),
        review_due=None,
    )
    event = Event(
        op=Operation.GRANT,
        actor=by,
        role=Role.INTELLIGENCE_OFFICER,
        purpose="compartment",
        decision="permit",
        reason=why,
        details={"principal": who, "compartment": compartment, "days": days, "login": door.login},
    )
    return door.outbox.commit(event, [grant], now)


def _refused(code: str, compartment: str, why: str) -> Refused:
    return Refused(
        f"compartment-{code}",
        what=f"name somebody for {compartment}",
        why=why,
        remedy="ask an intelligence officer",
        who="an intelligence officer",
    )
