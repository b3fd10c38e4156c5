"""Reading the state: principals, cases, grounds, grants and labels as the door's own values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from athena.access.case import Case, CaseId
from athena.access.ground import Ground, GroundId, GroundKind, GroundName
from athena.access.labels import LabelBook, union_id
from athena.access.operation import Form
from athena.access.policy import PolicyDigest
from athena.access.principal import Nature, Principal, PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.state.database import StateDatabase
from athena.access.state.models import (
    CaseRow,
    GrantRow,
    GroundRow,
    LabelRow,
    MemberRow,
    PolicyRow,
    PrincipalRow,
    ReviewRow,
    RoleRow,
)
from athena.failures import StopTheLine
from athena.pole import LabelId, parse_label

BREAK_GLASS = "break-glass"
COMPARTMENT = "compartment"


@dataclass(frozen=True)
class Standing:
    """Everything about one reader and one case that a decision needs, read in one transaction.

    `compartments` are those the reader is named for; `glass` is the id of the reader's own unexpired
    break-glass on this case, None where there is none.
    """

    principal: Principal
    case: Case
    compartments: frozenset[str]
    glass: str | None


@dataclass(frozen=True)
class RulesVersion:
    """The digest of the policy adopted last (empty before the first), and how many labels stand, up to which entry."""

    policy: PolicyDigest
    labels: int
    last: int


def standing(database: StateDatabase, reader: PrincipalId, case: CaseId, now: datetime) -> Standing:
    """The standing of `reader` in `case` at `now`. Refused as `principal_of` and `case_of` refuse."""
    with database.transaction() as session:
        return Standing(
            _principal(session, reader, now),
            _case(session, case),
            _compartments(session, reader, now),
            _glass(session, reader, case, now),
        )


def principal_of(database: StateDatabase, reader: PrincipalId, now: datetime) -> Principal:
    """The principal called `reader`. Refused with `access.principal-unknown` for somebody never appointed."""
    with database.transaction() as session:
        return _principal(session, reader, now)


def principals(database: StateDatabase, now: datetime) -> tuple[Principal, ...]:
    """Every principal, by id."""
    with database.transaction() as session:
        ids = session.scalars(select(PrincipalRow.id).order_by(PrincipalRow.id))
        return tuple(_principal(session, PrincipalId(one), now) for one in ids)


def case_of(database: StateDatabase, case: CaseId) -> Case:
    """The case of this id. Refused with `access.case-unknown` where there is none."""
    with database.transaction() as session:
        return _case(session, case)


def cases(database: StateDatabase) -> tuple[Case, ...]:
    """Every case, in the order of opening."""
    with database.transaction() as session:
        ids = session.scalars(select(CaseRow.id).order_by(CaseRow.opened_at, CaseRow.id))
        return tuple(_case(session, CaseId(one)) for one in ids)


def holders(database: StateDatabase, role: Role) -> tuple[PrincipalId, ...]:
    """Everyone who holds `role` now, by id."""
    with database.transaction() as session:
        held = select(RoleRow.principal).where(RoleRow.role == role, RoleRow.ended_at.is_(None))
        return tuple(PrincipalId(one) for one in session.scalars(held.order_by(RoleRow.principal)))


def rules_version(database: StateDatabase) -> RulesVersion:
    """Which policy and which labels are in force now. Equal versions decide alike: labels are added, never changed."""
    with database.transaction() as session:
        row = session.execute(select(func.count(), func.coalesce(func.max(LabelRow.entry), 0))).one()
        policy = session.scalars(select(PolicyRow.digest).order_by(PolicyRow.entry.desc()).limit(1)).first()
        return RulesVersion(PolicyDigest(policy or ""), int(row[0]), int(row[1]))


def label_book(database: StateDatabase) -> LabelBook:
    """Every registered label. Stops the line where a stored label does not have the id it is stored under."""
    with database.transaction() as session:
        rows = session.scalars(select(LabelRow).order_by(LabelRow.id)).all()
        atoms = {LabelId(row.id): parse_label(row.text) for row in rows if row.text is not None}
        unions = {
            LabelId(row.id): frozenset(LabelId(int(one)) for one in row.members)
            for row in rows
            if row.members is not None
        }
    wrong = [one for one, label in atoms.items() if label.id != one]
    wrong += [one for one, members in unions.items() if union_id(members) != one]
    if wrong:
        raise StopTheLine(f"labels were changed in the state database: {wrong}; restore it from backup")
    return LabelBook(atoms, unions)


def _principal(session: Session, reader: PrincipalId, now: datetime) -> Principal:
    row = session.get(PrincipalRow, reader)
    if row is None:
        raise Refused(
            "principal-unknown",
            what=f"open a view for {reader}",
            why="nobody of that name has been appointed",
            remedy=f"have the data-protection officer run `athena principal appoint {reader} --role ROLE`",
            who="the data-protection officer",
        )
    held = session.scalars(select(RoleRow.role).where(RoleRow.principal == reader, RoleRow.ended_at.is_(None)))
    supervisor = None if row.supervisor is None else PrincipalId(row.supervisor)
    roles = frozenset(Role(one) for one in held)
    return Principal(reader, row.name, Nature(row.nature), roles, supervisor, _overdue(session, reader, now))


def _overdue(session: Session, reader: PrincipalId, now: datetime) -> bool:
    unreviewed = (
        select(func.count())
        .select_from(GrantRow)
        .outerjoin(ReviewRow, ReviewRow.grant == GrantRow.id)
        .where(GrantRow.principal == reader, GrantRow.sort == BREAK_GLASS)
        .where(GrantRow.review_due < now, ReviewRow.grant.is_(None))
    )
    return bool(session.scalar(unreviewed))


def _case(session: Session, case: CaseId) -> Case:
    row = session.get(CaseRow, case)
    if row is None:
        raise Refused(
            "case-unknown",
            what=f"open a view for case {case!r}",
            why="there is no case of that id; no case, no rows",
            remedy="open one: athena case open TITLE --ground GROUND --reason REASON",
            who="anyone whose role the ground opens",
        )
    members = session.scalars(select(MemberRow.principal).where(MemberRow.case == case, MemberRow.ended_at.is_(None)))
    ground = session.get_one(GroundRow, row.ground)
    return Case(
        case,
        row.title,
        row.reason,
        _ground(ground),
        PrincipalId(row.owner),
        frozenset(PrincipalId(one) for one in members),
        row.opened_at,
        row.closed_at,
    )


def _ground(row: GroundRow) -> Ground:
    return Ground(
        GroundId(row.id),
        GroundName(row.name),
        GroundKind(row.kind),
        row.plain,
        row.legal_basis,
        row.schedule_8,
        row.policy_document,
        frozenset(row.kinds),
        frozenset(Role(one) for one in row.roles),
        frozenset(row.operations),
        frozenset(Form(one) for one in row.forms),
        row.expires,
    )


def _compartments(session: Session, reader: PrincipalId, now: datetime) -> frozenset[str]:
    named = select(GrantRow.compartment).where(
        GrantRow.principal == reader, GrantRow.sort == COMPARTMENT, GrantRow.expires > now
    )
    return frozenset(one for one in session.scalars(named) if one is not None)


def _glass(session: Session, reader: PrincipalId, case: CaseId, now: datetime) -> str | None:
    broken = select(GrantRow.id).where(
        GrantRow.principal == reader,
        GrantRow.sort == BREAK_GLASS,
        GrantRow.case == case,
        GrantRow.expires > now,
    )
    return session.scalars(broken.order_by(GrantRow.expires.desc())).first()
