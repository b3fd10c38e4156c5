"""Furnishing a new workspace with a door: keys, ledger, policy, the first principal and the standing cases."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

from athena.access.adopt import adopt, difference
from athena.access.appoint import PUBLISHED, Appointment
from athena.access.appoint import changes as appointed
from athena.access.case import case_id
from athena.access.casework import CasePlan
from athena.access.casework import changes as opened
from athena.access.door import ACCESS_KEY, POLICY, STATE, Door
from athena.access.ground import GroundId, GroundName, ground_named, in_force
from athena.access.labelling import register_labels
from athena.access.log import Logs
from athena.access.packaged import packaged_policy
from athena.access.policy import read_policy
from athena.access.principal import Nature, Principal, PrincipalId, principal_id, service
from athena.access.registry import cases, principals
from athena.access.roles import Role
from athena.access.settings import state_url
from athena.access.shape import OWN_LABELS
from athena.access.state.database import open_database
from athena.access.state.outbox import Outbox
from athena.lake.workspace import Workspace
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.ledger.workspace import found_ledger

NOBODY = "workspace.invalid"
"""The authority of a workspace that has not been given one (RFC 2606: `.invalid` is nobody's)."""

LOADING = case_id("loading")
"""The standing case of loading jobs and of whoever mends what they could not read."""

MATCHING = case_id("matching")
"""The standing case of the job that says which records are one person or thing."""

INDEXING = case_id("indexing")
"""The standing case of the job that makes records findable."""

INGEST = service("ingest")
"""The service principal of loading jobs."""

RESOLVE = service("resolve", Role.MATCHING_JOB)
"""The service principal of the matching job."""

INDEX = service("index", Role.INDEXING_JOB)
"""The service principal of the indexing job."""

FIRST_ROLES = frozenset({Role.DATA_ENGINEER, Role.ANALYST, Role.DATA_PROTECTION_OFFICER})
"""What whoever makes a workspace holds: enough to load, count and appoint, and not to read about people."""


JOBS = (INGEST, RESOLVE, INDEX)
"""The jobs of this Athena, each a service principal."""

STANDING = (
    CasePlan(
        LOADING,
        "Loading what the force was given",
        GroundName("records-loading"),
        "Standing task",
        frozenset({INGEST.id}),
    ),
    CasePlan(
        MATCHING,
        "Saying which records are one",
        GroundName("records-matching"),
        "Standing task",
        frozenset({RESOLVE.id}),
    ),
    CasePlan(
        INDEXING,
        "Making records findable",
        GroundName("records-indexing"),
        "Standing task",
        frozenset({INDEX.id}),
    ),
    CasePlan(PUBLISHED, "Published figures", GroundName("published-figures"), "Standing task"),
)
"""The standing cases of this Athena."""


def set_up(workspace: Workspace, login: str, authority: str = NOBODY) -> None:
    """Give a new workspace its door.

    `login` becomes the first principal. `authority` is the force's domain name, under which its logs are named for
    ever; the default is one that nobody can mistake for a force's. Run once, by `athena init`; a second run is
    refused, because keys are never replaced.
    """
    now = datetime.now(UTC)
    workspace.keys.create(ACCESS_KEY)
    found_ledger(workspace.folder, authority)
    shutil.copytree(packaged_policy(), workspace.folder / POLICY)
    database = open_database(workspace.folder / STATE, state_url(workspace.folder))
    logs = Logs(workspace.folder)
    outbox = Outbox(database, logs)
    policy = read_policy(workspace.folder / POLICY)
    adopt(outbox, policy, difference({}, policy, None), login, "", "A new workspace", login, now)
    register_labels(outbox, OWN_LABELS, login, now)
    logs.close()
    database.close()
    with Door.open(workspace, login) as door:
        first = principal_id(login)
        _appoint(door, first, Appointment(first, login, Nature.PERSON, FIRST_ROLES), "A new workspace")
        complete(door, first, "A new workspace")


def missing_jobs(door: Door) -> tuple[Principal, ...]:
    """The jobs of this Athena that nobody has appointed here: an older one made the workspace."""
    known = {one.id for one in principals(door.database, door.clock())}
    return tuple(job for job in JOBS if job.id not in known)


def missing_cases(door: Door) -> tuple[CasePlan, ...]:
    """The standing cases of this Athena that are not here."""
    known = {case.id for case in cases(door.database)}
    return tuple(plan for plan in STANDING if plan.id not in known)


def complete(door: Door, by: PrincipalId, reason: str) -> None:
    """Appoint the jobs and open the standing cases that are missing, each on the ledger as `by`'s and for `reason`."""
    for job in missing_jobs(door):
        _appoint(door, by, Appointment(job.id, job.name, Nature.SERVICE, job.roles), reason)
    for plan in missing_cases(door):
        _open(door, by, plan)


def _appoint(door: Door, by: PrincipalId, first: Appointment, reason: str) -> None:
    event = Event(
        op=Operation.REGISTER_CHANGE,
        actor=by,
        role="",
        purpose="appoint",
        decision="permit",
        reason=reason,
        details={"principal": first.id, "roles": sorted(str(role) for role in first.roles), "login": door.login},
    )
    door.outbox.commit(event, appointed(door, first), door.clock())


def _open(door: Door, by: PrincipalId, plan: CasePlan) -> None:
    template = ground_named(door.workspace.folder / POLICY, plan.ground)
    ground = in_force(GroundId(f"{plan.id}.{plan.ground}"), plan.ground, template, door.clock())
    event = Event(
        op=Operation.OPENING,
        actor=by,
        role="",
        purpose=plan.ground,
        decision="permit",
        reason=plan.reason,
        case=plan.id,
        ground=ground.id,
        policy_digest=door.policy.digest,
        details={"login": door.login},
    )
    door.outbox.commit(event, opened(door, by, plan, ground), door.clock())
