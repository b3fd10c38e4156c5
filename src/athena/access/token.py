"""Tokens: what a program shows instead of a person, for one principal and one case; the ground follows from the case.

A token is `athena_ID_SECRET`. The state keeps the SHA-256 of the secret and never the secret: 256 random bits need no
slow hash. Whoever reads the state database cannot act by it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from athena.access.case import Case, CaseId, stated_reason
from athena.access.casework import case_for
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.access.state.effect import put
from athena.access.state.models import TokenRow
from athena.ledger.entry import Event
from athena.ledger.operation import Operation

MOST_DAYS = 90
_FORM = re.compile(r"athena_([0-9a-f]{12})_([0-9a-f]{64})")


@dataclass(frozen=True)
class Token:
    """One token: as whom it acts, for which case (None: only what has a standing case), in which role, until when."""

    id: str
    principal: PrincipalId
    case: CaseId | None
    role: Role | None
    reason: str
    issued_at: datetime
    expires: datetime
    revoked_at: datetime | None
    entry: int


def issue(
    door: Door, who: PrincipalId, case: CaseId | None, role: Role | None, days: int, reason: str
) -> tuple[Token, str]:
    """Issue a token that acts as `who`, and give it with its text, which is shown this once and kept nowhere.

    It opens nothing that `who` could not: every view asks again. Refused with `access.token-days` beyond
    `MOST_DAYS`, `access.reason-short`, and as `Principal.acting_as` and `case_for` refuse.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(
            "token-days",
            what=f"issue a token for {days} days",
            why=f"a token lasts 1 to {MOST_DAYS} days",
            remedy="choose fewer, and issue another when it has expired",
            who=str(who),
        )
    now = door.clock()
    acting = principal_of(door.database, who, now).acting_as(role)
    found = None if case is None else case_for(door, who, case)
    token, secret = secrets.token_hex(6), secrets.token_hex(32)
    why = stated_reason(reason, "issue a token")
    row = put(
        TokenRow,
        {"id": token},
        digest=_digest(secret),
        principal=str(who),
        case=None if case is None else str(case),
        role=str(acting),
        reason=why,
        issued_at=now,
        expires=now + timedelta(days=days),
        revoked_at=None,
    )
    event = _event(door, Operation.GRANT, who, acting, found, f"issue token {token}", why)
    door.outbox.commit(event, [row], now)
    return token_of(door, token), f"athena_{token}_{secret}"


def revoke(door: Door, by: PrincipalId, token: str, reason: str) -> Token:
    """Make a token worthless from now on.

    Whoever it acts as may, and a data-protection officer: refused with `access.token-unknown` for anybody else, as
    for a token that never was.
    """
    now = door.clock()
    revoking = principal_of(door.database, by, now)
    found = token_of(door, token)
    if by != found.principal and Role.DATA_PROTECTION_OFFICER not in revoking.roles:
        raise _unknown(token)
    why = stated_reason(reason, f"revoke token {token}")
    if found.revoked_at is None:
        event = _event(door, Operation.CLOSING, by, None, None, f"revoke token {token}", why)
        door.outbox.commit(event, [put(TokenRow, {"id": token}, revoked_at=now)], now)
    return token_of(door, token)


def tokens_of(door: Door, who: PrincipalId) -> tuple[Token, ...]:
    """The tokens that act as `who`, in the order of issue, those that ended included."""
    with door.database.transaction() as session:
        rows = session.scalars(
            select(TokenRow).where(TokenRow.principal == who).order_by(TokenRow.issued_at, TokenRow.id)
        )
        return tuple(_token(row) for row in rows)


def token_of(door: Door, token: str) -> Token:
    """The token of this id. Refused with `access.token-unknown`."""
    with door.database.transaction() as session:
        row = session.get(TokenRow, token)
        if row is None:
            raise _unknown(token)
        return _token(row)


def bearer(door: Door, text: str) -> Token:
    """The token whose text somebody showed.

    Refused with `access.token-bad`, in the same words whether it is malformed, unknown, expired or revoked: whoever
    guesses learns nothing.
    """
    shown = _FORM.fullmatch(text)
    with door.database.transaction() as session:
        row = None if shown is None else session.get(TokenRow, shown[1])
        digest = "" if row is None else row.digest
        right = hmac.compare_digest(digest, _digest("" if shown is None else shown[2]))
        if row is None or not right or row.revoked_at is not None or row.expires <= door.clock():
            raise Refused(
                "token-bad",
                what="act by this token",
                why="no token of this text is in force",
                remedy="issue one: athena as USER --case CASE -- token issue --reason REASON",
                who="whoever the token is to act as",
            )
        return _token(row)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _unknown(token: str) -> Refused:
    return Refused(
        "token-unknown",
        what=f"token {token!r}",
        why="you have no token of this id",
        remedy="see `athena token list`",
        who="whoever it acts as, or a data-protection officer",
    )


def _event(
    door: Door, operation: Operation, actor: PrincipalId, role: Role | None, case: Case | None, what: str, reason: str
) -> Event:
    return Event(
        op=operation,
        actor=actor,
        role=role or "",
        purpose=what,
        decision="permit",
        reason=reason,
        case="" if case is None else case.id,
        ground="" if case is None else case.ground.id,
        policy_digest=door.policy.digest,
        details={"login": door.login},
    )


def _token(row: TokenRow) -> Token:
    return Token(
        row.id,
        PrincipalId(row.principal),
        None if row.case is None else CaseId(row.case),
        None if row.role is None else Role(row.role),
        row.reason,
        row.issued_at,
        row.expires,
        row.revoked_at,
        row.entry,
    )
