"""Break-glass: in an emergency, one case, an hour at most, reading only, told at once and reviewed by somebody else."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from athena.access.asking import Asking
from athena.access.case import CaseId, stated_reason
from athena.access.door import Door
from athena.access.notice import sending, to_role
from athena.access.operation import Form, Operation, Seeking
from athena.access.principal import Principal, PrincipalId
from athena.access.refused import Refused
from athena.access.registry import BREAK_GLASS, principal_of, standing
from athena.access.roles import Role
from athena.access.state.effect import put
from athena.access.state.models import GrantRow, ReviewRow
from athena.ledger.entry import Event
from athena.ledger.operation import Operation as LedgerOperation

MOST_MINUTES = 60
REVIEW_WORKING_DAYS = 2
_SATURDAY = 5


class Finding(StrEnum):
    """What a reviewer found."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


@dataclass(frozen=True)
class Glass:
    """One broken glass: who read which case, why, until when, and by when somebody else must have looked at it."""

    id: str
    principal: PrincipalId
    case: CaseId
    reason: str
    granted_at: datetime
    expires: datetime
    review_due: datetime
    entry: int
    finding: Finding | None = None


def break_glass(
    door: Door, who: PrincipalId, role: Role | None, case: CaseId, reason: str, minutes: int = MOST_MINUTES
) -> Glass:
    """Let `who` read `case` for `minutes`; supervisor and overseers are told in the same commit.

    Refused with `access.glass-minutes`, `access.glass-no-supervisor`, `access.glass-locked` (an earlier one went
    unreviewed), `access.glass-needless` (a member needs none), `access.glass-denied` (the policy gives the role
    none), and `access.reason-short`.
    """
    now = door.clock()
    found = standing(door.database, who, case, now)
    acting = found.principal.acting_as(role)
    why = stated_reason(reason, f"break glass on case {case}")
    _check(found.principal, who in found.case.members, minutes)
    _policy_allows(door, found.principal, acting, case)
    glass = Glass(
        secrets.token_hex(8),
        who,
        case,
        why,
        now,
        now + timedelta(minutes=minutes),
        after_working_days(now, REVIEW_WORKING_DAYS),
        -1,
    )
    return _committed(door, glass, found.principal, acting)


def review(door: Door, reviewer: PrincipalId, glass_id: str, finding: Finding, reason: str) -> Glass:
    """Record what `reviewer` found of a broken glass.

    The reviewer is the reader's supervisor, an overseer or professional standards, and never the reader: refused
    with `access.review-not-yours`. Once reviewed it stays so: `access.review-done`. An unjustified one is told to
    professional standards.
    """
    now = door.clock()
    glass = glass_of(door, glass_id)
    _may_review(door, reviewer, glass)
    why = stated_reason(reason, f"review {glass_id}")
    event = Event(
        op=LedgerOperation.REVIEW,
        actor=reviewer,
        role="",
        purpose="review break-glass",
        decision=str(finding),
        reason=why,
        case=glass.case,
        prev_seq=glass.entry,
        details={"grant": glass.id, "login": door.login},
    )
    row = put(ReviewRow, {"grant": glass.id}, reviewer=reviewer, finding=str(finding), reason=why, reviewed_at=now)
    told = sending(
        to_role(Role.PROFESSIONAL_STANDARDS),
        glass.id,
        f"{reviewer} found {glass.principal}'s emergency reading of case {glass.case} unjustified: {why}",
        now,
    )
    door.outbox.commit(event, [row, told] if finding is Finding.UNJUSTIFIED else [row], now)
    return glass_of(door, glass_id)


def glass_of(door: Door, glass_id: str) -> Glass:
    """The broken glass of this id. Refused with `access.glass-unknown` where there is none."""
    with door.database.transaction() as session:
        row = session.get(GrantRow, glass_id)
        if row is not None and row.sort == BREAK_GLASS:
            return _glass(session, row)
    raise Refused(
        "glass-unknown",
        what=f"find break-glass {glass_id!r}",
        why="there is none of that id",
        remedy="run `athena break-glass list`",
        who="whoever asks",
    )


def waiting(door: Door) -> tuple[Glass, ...]:
    """Every broken glass that nobody has reviewed, the one due first at the front."""
    with door.database.transaction() as session:
        rows = session.scalars(select(GrantRow).where(GrantRow.sort == BREAK_GLASS).order_by(GrantRow.review_due))
        return tuple(glass for row in rows if (glass := _glass(session, row)).finding is None)


def after_working_days(start: datetime, days: int) -> datetime:
    """The same time of day, `days` working days (Monday to Friday) after `start`.

    Bank holidays count as working days, so that a review is due earlier and never later than it should be.
    """
    found = start
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < _SATURDAY
    return found


def _check(principal: Principal, member: bool, minutes: int) -> None:
    if member:
        raise _refused("needless", "you belong to this case, and need none", "open it as usual", str(principal.id))
    if not 1 <= minutes <= MOST_MINUTES:
        raise _refused("minutes", f"it lasts from 1 to {MOST_MINUTES} minutes", "ask for fewer", str(principal.id))
    if principal.supervisor is None:
        raise _refused(
            "no-supervisor",
            "there is nobody to tell at once",
            "have a supervisor appointed",
            "the data-protection officer",
        )
    if principal.locked:
        raise _refused(
            "locked",
            f"an earlier one was not reviewed within {REVIEW_WORKING_DAYS} working days",
            f"have {principal.supervisor} review it: athena break-glass review",
            str(principal.supervisor),
        )


def _policy_allows(door: Door, principal: Principal, role: Role, case: CaseId) -> None:
    now = door.clock()
    found = standing(door.database, principal.id, case, now)
    normal = door.asking(found, role, Operation.CONSULTATION, Form.RECORD, Seeking.ANYONE, now)
    decisions = door.decider().decide(_broken(normal))
    # A rule that speaks of emergencies must open something: what is open to anybody anyway needs no broken glass.
    emergency = decisions.permits.keys() - door.decider().decide(normal).permits.keys()
    if decisions.is_empty() or not emergency:
        plain = [door.policy.rule(rule).annotations.plain for rule in decisions.forbidding_everything()]
        why = " ".join(plain) or f"no rule gives a {role} any"
        raise _refused("denied", why, "ask the duty commander", "whoever maintains the policy")


def _broken(asking: Asking) -> Asking:
    return replace(asking, break_glass=True)


def _committed(door: Door, glass: Glass, principal: Principal, role: Role) -> Glass:
    until = f"{glass.expires:%H:%M} UTC"
    told = f"{glass.principal} ({role}) reads case {glass.case} in an emergency until {until}: {glass.reason}"
    addressees = [str(principal.supervisor), to_role(Role.OVERSEER)]
    event = Event(
        op=LedgerOperation.BREAK_GLASS,
        actor=glass.principal,
        role=role,
        purpose="emergency",
        decision="permit",
        reason=glass.reason,
        case=glass.case,
        policy_digest=door.policy.digest,
        details={
            "grant": glass.id,
            "expires": f"{glass.expires:%Y-%m-%dT%H:%M:%SZ}",
            "review_due": f"{glass.review_due:%Y-%m-%dT%H:%M:%SZ}",
            "told": addressees,
            "login": door.login,
        },
    )
    grant = put(
        GrantRow,
        {"id": glass.id},
        sort=BREAK_GLASS,
        principal=glass.principal,
        case=glass.case,
        compartment=None,
        reason=glass.reason,
        granted_at=glass.granted_at,
        expires=glass.expires,
        review_due=glass.review_due,
    )
    notices = [sending(one, glass.id, told, glass.granted_at) for one in addressees]
    door.outbox.commit(event, [grant, *notices], glass.granted_at)
    return glass_of(door, glass.id)


def _may_review(door: Door, reviewer: PrincipalId, glass: Glass) -> None:
    if glass.finding is not None:
        raise Refused(
            "review-done",
            what=f"review {glass.id}",
            why=f"it was reviewed already: {glass.finding}",
            remedy="a second opinion is a new case under log-self-monitoring",
            who="professional standards",
        )
    now = door.clock()
    reader = principal_of(door.database, glass.principal, now)
    roles = principal_of(door.database, reviewer, now).roles
    outside = roles & {Role.OVERSEER, Role.PROFESSIONAL_STANDARDS}
    if reviewer == glass.principal or not (outside or reviewer == reader.supervisor):
        raise Refused(
            "review-not-yours",
            what=f"review {glass.id}",
            why="the reader's supervisor, an overseer or professional standards reviews, and never the reader",
            remedy=f"ask {reader.supervisor}",
            who=str(reader.supervisor),
        )


def _glass(session: Session, row: GrantRow) -> Glass:
    found = session.get(ReviewRow, row.id)
    if row.case is None or row.review_due is None:
        raise ValueError(f"break-glass {row.id} has no case or no review date")
    return Glass(
        row.id,
        PrincipalId(row.principal),
        CaseId(row.case),
        row.reason,
        row.granted_at,
        row.expires,
        row.review_due,
        row.entry,
        None if found is None else Finding(found.finding),
    )


def _refused(code: str, why: str, remedy: str, who: str) -> Refused:
    return Refused(f"glass-{code}", what="break glass", why=why, remedy=remedy, who=who)
