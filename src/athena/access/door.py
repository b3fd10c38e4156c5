"""The door of one workspace: policy, state, ledger and lake held together, and views opened through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType

from athena.access.archive import QueryArchive, archived_policy, policy_in_force
from athena.access.asking import Asking
from athena.access.case import CaseId
from athena.access.decision import Decider, DecisionSet
from athena.access.ground import GroundId
from athena.access.log import Logs
from athena.access.operation import Form, Operation, Seeking, statutory
from athena.access.policy import Policy, digest_of, read_files, trusted_policy
from athena.access.principal import Nature, Principal, PrincipalId
from athena.access.readings import Readings
from athena.access.references import References
from athena.access.refused import Refused
from athena.access.registry import RulesVersion, Standing, label_book, rules_version, standing
from athena.access.roles import Role
from athena.access.settings import state_url
from athena.access.shape import Shape, all_groups, all_kinds
from athena.access.state.database import StateDatabase, open_database
from athena.access.state.outbox import Outbox
from athena.access.view import View
from athena.lake.storage import SnapshotId
from athena.lake.workspace import Workspace
from athena.ledger.entry import Event
from athena.ledger.log import Log
from athena.ledger.operation import Operation as LedgerOperation
from athena.ledger.workspace import LogName, open_subjects

POLICY = "policy"
STATE = "state"
ACCESS_KEY = "access"


def _now() -> datetime:
    return datetime.now(UTC)


class Door:
    """One workspace's door. `login` is who runs the process, kept in every entry beside who is acting.

    Open it with `Door.open`; close it when done. It is the only holder of the lake, the ledger and the state.
    Threads may share a door and open views through it at the same time; each view stays with one thread. A policy
    that is adopted while a door is open is in force for the next view, and views opened before it release nothing.
    """

    def __init__(
        self,
        workspace: Workspace,
        policy: Policy,
        database: StateDatabase,
        logs: Logs,
        login: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.workspace = workspace
        self.policy = policy
        self.database = database
        self.logs = logs
        self.login = login
        self.clock = clock
        self.outbox = Outbox(database, logs)
        key = workspace.keys.read(ACCESS_KEY)
        self.archive = QueryArchive(database, key)
        self.subjects = open_subjects(workspace.folder)
        self.references = References(database, self.subjects, key)
        self._decider: tuple[RulesVersion, Decider] | None = None
        self._reloading = Lock()
        self.readings = Readings(workspace.lake)

    @classmethod
    def open(cls, workspace: Workspace, login: str, clock: Callable[[], datetime] = _now) -> Door:
        """Open the door of `workspace`, completing whatever a stop left half-way.

        Refused with `access.policy-changed`, naming the files, when the policy on disk is not the one that was
        adopted; raises as the ledger does when it cannot be opened.
        """
        database = open_database(workspace.folder / STATE, state_url(workspace.folder))
        policy = adopted_policy(database, workspace.folder / POLICY)
        door = cls(workspace, policy, database, Logs(workspace.folder), login, clock)
        door.outbox.recover()
        return door

    @property
    def log(self) -> Log:
        """The log of every use of a record."""
        return self.logs.named(LogName.ACCESS)

    def open_view(
        self,
        principal: PrincipalId,
        ground: GroundId | None,
        case: CaseId,
        operation: Operation,
        *,
        role: Role | None = None,
        form: Form = Form.RECORD,
        seeking: Seeking = Seeking.ANYONE,
        at: SnapshotId | None = None,
        on_behalf_of: PrincipalId | None = None,
        shapes: Mapping[str, Shape] | None = None,
    ) -> View:
        """The view of `principal`, acting in `role`, for `case`: what it may see, and nothing else.

        `ground` is the case's own, or None for that; another is refused with `access.change-of-scope`. `at` is the
        snapshot, the newest by default. `on_behalf_of` is the person who started a service: without one a service opens
        nothing, refused with `access.job-by-hand`, or whoever acted as a job would read all that it reads. `shapes`
        describes tables that features derived. When the policy permits nothing at all the view does not open: the
        refusal is recorded and raised as `access.denied`.
        """
        now = self.clock()
        found = standing(self.database, principal, case, now)
        _started_by_somebody(found.principal, on_behalf_of)
        _same_ground(found, ground)
        asking = self.asking(found, role, statutory(operation), form, seeking, now)
        decisions = self.decider().decide(asking)
        if decisions.is_empty():
            raise self._denied(found, decisions)
        reading = self.readings.borrow(at)
        return View(self, found.principal, found.case, asking, decisions, reading, dict(shapes or {}), on_behalf_of)

    def asking(
        self, found: Standing, role: Role | None, operation: Operation, form: Form, seeking: Seeking, now: datetime
    ) -> Asking:
        """What the policy is asked for this standing; a broken glass counts only for who is not a member."""
        seen = found.case.seen(found.principal.id)
        return Asking(
            found.principal.nature,
            found.principal.acting_as(role),
            operation,
            form,
            seeking,
            found.case.ground.seen(now),
            seen,
            found.compartments,
            break_glass=found.glass is not None and not seen.member,
            locked=found.principal.locked,
        )

    def asking_now(self, view: View) -> Asking:
        """What the policy would be asked if `view` were opened at this moment."""
        now = self.clock()
        found = standing(self.database, view.principal.id, view.case.id, now)
        old = view.asking
        return self.asking(found, old.role, old.operation, old.form, old.seeking, now)

    def decider(self) -> Decider:
        """The decider for the policy and the labels in force now; a change of either makes a new one.

        Refused as `adopted_policy` where a policy was adopted since that is not the one on disk.
        """
        version = rules_version(self.database)
        known = self._decider
        if known is not None and known[0] == version:
            return known[1]
        with self._reloading:
            if version.policy != self.policy.digest:
                self.policy = adopted_policy(self.database, self.workspace.folder / POLICY)
            decider = Decider(self.policy, label_book(self.database), all_kinds(), all_groups())
            self._decider = (version, decider)
            return decider

    def still_holds(self, view: View) -> bool:
        """Whether `view`, opened at this moment, would be the same: the same standing, under the same policy."""
        return view.decisions.policy == rules_version(self.database).policy and self.asking_now(view) == view.asking

    def close(self) -> None:
        """Publish the ledger's checkpoint and let go of everything."""
        try:
            self.logs.close()
        finally:
            self.readings.close()
            self.subjects.close()
            self.database.close()

    def __enter__(self) -> Door:
        """Give the door itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _denied(self, found: Standing, decisions: DecisionSet) -> Refused:
        rules = decisions.forbidding_everything()
        receipt = self.log.append(_refusal(found, decisions, self.login))
        plain = [self.policy.rule(rule).annotations.plain for rule in rules]
        return Refused(
            "denied",
            what=f"{decisions.asking.operation} as {decisions.asking.role}, by {decisions.asking.form}",
            where=f"case {found.case.id}, ground {found.case.ground.name}",
            why=" ".join(plain) or f"No rule opens anything here to a {decisions.asking.role}.",
            remedy="`athena policy try` says what would be open, and to whom",
            who=f"{found.case.owner}, who owns the case",
            rules=rules,
            entry=receipt.index,
        )


def adopted_policy(database: StateDatabase, folder: Path) -> Policy:
    """The policy in `folder`, if it is byte for byte the one adopted last.

    Refused with `access.policy-changed`, naming each file that differs: a rule in force is one that the ledger
    has recorded.
    """
    files = read_files(folder)
    digest = policy_in_force(database)
    if digest is None or digest_of(files) != digest:
        raise _changed(folder, files, {} if digest is None else archived_policy(database, digest))
    return trusted_policy(files)


def _changed(folder: Path, files: Mapping[str, str], adopted: Mapping[str, str]) -> Refused:
    names = sorted(name for name in {*files, *adopted} if files.get(name) != adopted.get(name))
    return Refused(
        "policy-changed",
        what="open anything",
        where=str(folder),
        why=f"these policy files are not the ones adopted: {', '.join(names)}",
        remedy="restore them, or record the change: athena policy adopt --reason REASON",
        who="the data-protection officer adopts a policy",
    )


def _started_by_somebody(who: Principal, on_behalf_of: PrincipalId | None) -> None:
    if who.nature is Nature.SERVICE and on_behalf_of is None:
        raise Refused(
            "job-by-hand",
            what=f"read as {who.id}",
            why="a job reads for its own standing task, started by its own command, and nobody reads in its name",
            remedy="act as yourself, for a case of your own",
            who="nobody",
        )


def _same_ground(found: Standing, ground: GroundId | None) -> None:
    if ground is not None and ground != found.case.ground.id:
        raise Refused(
            "change-of-scope",
            what=f"read for case {found.case.id} under another ground",
            where=str(ground),
            why="a case has one ground; another purpose needs its own authority (DPA 2018 s.36(3))",
            remedy="open a case under that ground",
            who="anyone whose role that ground opens",
        )


def _refusal(found: Standing, decisions: DecisionSet, login: str) -> Event:
    asking = decisions.asking
    return Event(
        op=LedgerOperation.REFUSAL,
        actor=found.principal.id,
        role=asking.role,
        purpose=found.case.ground.name,
        decision="deny",
        reason=found.case.reason,
        case=found.case.id,
        ground=found.case.ground.id,
        policy_digest=decisions.policy,
        policies=decisions.forbidding_everything(),
        details={"asked": str(asking.operation), "form": str(asking.form), "login": login},
    )
