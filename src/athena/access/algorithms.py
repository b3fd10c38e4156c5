"""The algorithm register: what computes about people here, on what it was trained, how often it errs, and until when.

An algorithm is registered by a data-protection officer, for a time, with a statement that anybody may read. It is a
row of the state and an entry of the register log, together or not at all. A room that runs one asks `in_force` first,
so what was never registered, has expired or was withdrawn does not run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from athena.access.case import stated_reason
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.access.state.database import StateDatabase
from athena.access.state.effect import put
from athena.access.state.models import AlgorithmRow
from athena.ledger.canonical import Json
from athena.ledger.entry import Event
from athena.ledger.operation import Operation


@dataclass(frozen=True)
class Algorithm:
    """One registered algorithm: `digest` is of everything that decides what it answers.

    `statement` says what it was trained on, its parameters and thresholds, and how it was evaluated, by group and
    with intervals. It holds no record. `entry` is its number in the register log.
    """

    digest: str
    name: str
    statement: Mapping[str, object]
    owner: PrincipalId
    reason: str
    registered_at: datetime
    expires: datetime
    withdrawn_at: datetime | None
    entry: int

    def stands(self, now: datetime) -> bool:
        """Whether it may run at `now`."""
        return now < self.expires and (self.withdrawn_at is None or now < self.withdrawn_at)


@dataclass(frozen=True)
class Registration:
    """What is to be registered; see `Algorithm`."""

    digest: str
    name: str
    statement: Mapping[str, object]
    expires: datetime


def register(door: Door, by: PrincipalId, what: Registration, reason: str) -> Algorithm:
    """Register an algorithm until it expires, and give it; once more is a new term for the same.

    Refused with `access.algorithm-not-yours` for anybody but a data-protection officer, and `access.reason-short`.
    """
    insist_officer(door, by, f"register {what.name}")
    stated = stated_reason(reason, f"register {what.name}")
    spelled = json.dumps(what.statement, sort_keys=True)
    now = door.clock()
    row = put(
        AlgorithmRow,
        {"digest": what.digest},
        name=what.name,
        statement=spelled,
        owner=by,
        reason=stated,
        registered_at=now,
        expires=what.expires,
        withdrawn_at=None,
    )
    # The log holds no fractions, so the statement stands in it as text.
    details: dict[str, Json] = {"algorithm": what.name, "digest": what.digest, "statement": spelled}
    event = _event(door, by, "register an algorithm", stated, details | {"expires": what.expires.isoformat()})
    door.outbox.commit(event, [row], now)
    return _known(door.database, what.digest)


def withdraw(door: Door, by: PrincipalId, digest: str, reason: str) -> Algorithm:
    """Take an algorithm out of use from now on, and give it. Refused as `register`, and for one that is not there."""
    insist_officer(door, by, f"withdraw {digest}")
    found = _known(door.database, digest)
    stated = stated_reason(reason, f"withdraw {found.name}")
    event = _event(door, by, "withdraw an algorithm", stated, {"algorithm": found.name, "digest": digest})
    door.outbox.commit(event, [put(AlgorithmRow, {"digest": digest}, withdrawn_at=door.clock())], door.clock())
    return _known(door.database, digest)


def algorithms(database: StateDatabase) -> tuple[Algorithm, ...]:
    """Every algorithm that was ever registered, the newest term first."""
    with database.transaction() as session:
        rows = session.scalars(
            select(AlgorithmRow).order_by(AlgorithmRow.registered_at.desc(), AlgorithmRow.entry.desc())
        )
        return tuple(_algorithm(row) for row in rows)


def in_force(door: Door, name: str) -> Algorithm:
    """The algorithm called `name` that was registered last, if it may run now.

    Refused with `access.algorithm-unregistered` where there is none, and `access.algorithm-expired` where its term is
    over or it was withdrawn: an older one does not come back by itself.
    """
    now = door.clock()
    found = next((one for one in algorithms(door.database) if one.name == name), None)
    if found is None:
        raise _not_in_force("unregistered", name, "the algorithm register", "nobody has registered it")
    if not found.stands(now):
        why = (
            f"its term ended on {found.expires:%Y-%m-%d}"
            if found.withdrawn_at is None
            else f"it was withdrawn on {found.withdrawn_at:%Y-%m-%d}"
        )
        raise _not_in_force("expired", name, f"register entry {found.entry}", why)
    return found


def _not_in_force(code: str, name: str, where: str, why: str) -> Refused:
    return Refused(
        f"algorithm-{code}",
        what=f"run {name}",
        where=where,
        why=why,
        remedy="have it evaluated and registered, with its training, thresholds and errors by group",
        who="the data-protection officer",
    )


def insist_officer(door: Door, by: PrincipalId, what: str) -> None:
    """Refuse, with `access.algorithm-not-yours`, anybody but a data-protection officer."""
    if Role.DATA_PROTECTION_OFFICER not in principal_of(door.database, by, door.clock()).roles:
        raise Refused(
            "algorithm-not-yours",
            what=what,
            why=f"{by} is not a data-protection officer",
            remedy="ask the data-protection officer, who answers for what computes about people",
            who="the data-protection officer",
        )


def _known(database: StateDatabase, digest: str) -> Algorithm:
    with database.transaction() as session:
        row = session.get(AlgorithmRow, digest)
        if row is not None:
            return _algorithm(row)
    raise Refused(
        "algorithm-unknown",
        what=f"find the algorithm {digest}",
        where="the algorithm register",
        why="nobody has registered one of that digest",
        remedy="name one that the register lists",
        who="whoever asks",
    )


def _event(door: Door, by: PrincipalId, purpose: str, reason: str, details: Mapping[str, Json]) -> Event:
    return Event(
        op=Operation.REGISTER_CHANGE,
        actor=by,
        role=Role.DATA_PROTECTION_OFFICER,
        purpose=purpose,
        decision="permit",
        reason=reason,
        details={**details, "login": door.login},
    )


def _algorithm(row: AlgorithmRow) -> Algorithm:
    return Algorithm(
        row.digest,
        row.name,
        json.loads(row.statement),
        PrincipalId(row.owner),
        row.reason,
        row.registered_at,
        row.expires,
        row.withdrawn_at,
        row.entry,
    )
