"""Opening, joining and closing cases: each on the ledger before it is true."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from athena.access.case import Case, CaseId, case_id, stated_reason
from athena.access.door import POLICY, Door
from athena.access.ground import Ground, GroundId, GroundName, ground_named, in_force
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import case_of, cases, principal_of
from athena.access.roles import Role
from athena.access.state.effect import Change, put
from athena.access.state.models import CaseRow, GroundRow, MemberRow
from athena.ledger.entry import Event
from athena.ledger.operation import Operation


@dataclass(frozen=True)
class CasePlan:
    """A case to be opened: its id, its title, the ground by name, the reason, and who works on it besides its owner."""

    id: CaseId
    title: str
    ground: GroundName
    reason: str
    members: frozenset[PrincipalId] = frozenset()


def open_case(door: Door, owner: PrincipalId, role: Role | None, plan: CasePlan) -> Case:
    """Open a case owned by `owner`, acting in `role`, and give it.

    Refused with `access.case-exists`, `access.ground-unknown`, `access.reason-short`, and with
    `access.ground-not-yours` when the ground does not open to the role.
    """
    now = door.clock()
    acting = principal_of(door.database, owner, now).acting_as(role)
    template = ground_named(door.workspace.folder / POLICY, plan.ground)
    ground = in_force(GroundId(f"{plan.id}.{plan.ground}"), plan.ground, template, now)
    _may_open(door, acting, ground, plan)
    reason = stated_reason(plan.reason, f"open case {plan.id}")
    for member in sorted(plan.members):
        principal_of(door.database, member, now)
    event = _event(door, Operation.OPENING, owner, acting, plan.id, ground, reason)
    door.outbox.commit(event, changes(door, owner, plan, ground), now)
    return case_of(door.database, plan.id)


def join_case(door: Door, by: PrincipalId, case: CaseId, who: PrincipalId) -> Case:
    """Make `who` a member of `case`.

    Only its owner does: refused with `access.case-not-yours`, and with `access.case-closed` once it is closed.
    """
    found = _owned(door, by, case)
    principal_of(door.database, who, door.clock())
    event = _event(door, Operation.GRANT, by, None, case, found.ground, f"{who} joins")
    member = put(MemberRow, {"case": case, "principal": who}, since=door.clock(), ended_at=None)
    door.outbox.commit(event, [member], door.clock())
    return case_of(door.database, case)


def leave_case(door: Door, by: PrincipalId, case: CaseId, who: PrincipalId) -> Case:
    """End the membership of `who`. Only the owner does, and the owner stays: refused with `access.case-needs-owner`."""
    found = _owned(door, by, case)
    if who == found.owner or who not in found.members:
        raise Refused(
            "case-needs-owner",
            what=f"take {who} off case {case}",
            why="the owner answers for the case and stays" if who == found.owner else f"{who} is not a member",
            remedy="close the case, or name a member",
            who=str(found.owner),
        )
    event = _event(door, Operation.GRANT, by, None, case, found.ground, f"{who} leaves")
    door.outbox.commit(event, [put(MemberRow, {"case": case, "principal": who}, ended_at=door.clock())], door.clock())
    return case_of(door.database, case)


def close_case(door: Door, by: PrincipalId, case: CaseId, reason: str) -> Case:
    """Close `case`: nobody reads for it any more. Only its owner does: refused with `access.case-not-yours`."""
    found = _owned(door, by, case)
    why = stated_reason(reason, f"close case {case}")
    event = _event(door, Operation.CLOSING, by, None, case, found.ground, why)
    door.outbox.commit(event, [put(CaseRow, {"id": case}, closed_at=door.clock())], door.clock())
    return case_of(door.database, case)


def cases_of(door: Door, reader: PrincipalId) -> tuple[Case, ...]:
    """The cases that `reader` belongs to, in the order of opening: a list of others' cases is itself intelligence."""
    return tuple(case for case in cases(door.database) if reader in case.members)


def case_for(door: Door, reader: PrincipalId, case: CaseId) -> Case:
    """The case, for a member of it. Refused with `access.case-not-yours` for anyone else."""
    found = case_of(door.database, case)
    if reader not in found.members:
        raise _not_yours(found, f"look at case {case}", "only its members may")
    return found


def changes(door: Door, owner: PrincipalId, plan: CasePlan, ground: Ground) -> list[Change]:
    """The rows that make a case true: its ground, itself, its members."""
    now = door.clock()
    rows = [
        put(
            GroundRow,
            {"id": ground.id},
            name=ground.name,
            kind=str(ground.kind),
            plain=ground.plain,
            legal_basis=ground.legal_basis,
            schedule_8=ground.schedule_8,
            policy_document=ground.policy_document,
            kinds=sorted(ground.kinds),
            roles=sorted(str(role) for role in ground.roles),
            operations=sorted(ground.operations),
            forms=sorted(str(form) for form in ground.forms),
            expires=ground.expires,
        ),
        put(
            CaseRow,
            {"id": plan.id},
            title=plan.title,
            reason=plan.reason,
            ground=ground.id,
            owner=owner,
            opened_at=now,
            closed_at=None,
        ),
    ]
    return rows + _members(plan.id, {owner, *plan.members}, door)


def plan_for(title: str, ground: str, reason: str, members: Collection[PrincipalId], named: str | None) -> CasePlan:
    """A plan from what somebody typed: the id is `named`, or made from the title. Refused with `access.bad-case`."""
    slug = "-".join("".join(one if one.isalnum() else " " for one in title.lower()).split())
    return CasePlan(case_id(named or slug[:63]), title, GroundName(ground), reason, frozenset(members))


def _members(case: CaseId, who: Collection[PrincipalId], door: Door) -> list[Change]:
    now = door.clock()
    return [put(MemberRow, {"case": case, "principal": one}, since=now, ended_at=None) for one in sorted(who)]


def _may_open(door: Door, acting: Role, ground: Ground, plan: CasePlan) -> None:
    if any(case.id == plan.id for case in cases(door.database)):
        raise Refused(
            "case-exists",
            what=f"open case {plan.id}",
            why="there is a case of that id",
            remedy="choose another with --id",
            who="whoever opens the case",
        )
    if acting not in ground.roles:
        raise Refused(
            "ground-not-yours",
            what=f"open a case under {ground.name} as {acting}",
            why=f"that ground opens to: {', '.join(sorted(ground.roles))}",
            remedy="choose a ground that opens to your role",
            who="whoever maintains the policy",
        )


def _owned(door: Door, by: PrincipalId, case: CaseId) -> Case:
    found = case_of(door.database, case)
    if found.owner != by:
        raise _not_yours(found, f"change case {case}", "only its owner may")
    if found.closed_at is not None:
        raise Refused(
            "case-closed",
            what=f"change case {case}",
            why=f"it was closed at {found.closed_at:%Y-%m-%d %H:%M} UTC",
            remedy="open a new case",
            who=str(found.owner),
        )
    return found


def _not_yours(case: Case, what: str, why: str) -> Refused:
    return Refused("case-not-yours", what=what, why=why, remedy="ask its owner", who=str(case.owner))


def _event(
    door: Door, operation: Operation, actor: PrincipalId, role: Role | None, case: CaseId, ground: Ground, reason: str
) -> Event:
    return Event(
        op=operation,
        actor=actor,
        role=role or "",
        purpose=ground.name,
        decision="permit",
        reason=reason,
        case=case,
        ground=ground.id,
        policy_digest=door.policy.digest,
        details={"login": door.login, "expires": f"{ground.expires:%Y-%m-%dT%H:%M:%SZ}"},
    )
