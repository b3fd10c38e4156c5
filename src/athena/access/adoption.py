"""Putting a changed policy folder in force: the one thing that can be done while the door refuses to open."""

from __future__ import annotations

from datetime import UTC, datetime

from athena.access.adopt import Difference, adopt, difference
from athena.access.archive import archived_policy, policy_in_force
from athena.access.case import stated_reason
from athena.access.door import POLICY, STATE
from athena.access.log import Logs
from athena.access.policy import read_files, read_policy, trusted_policy
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.access.settings import state_url
from athena.access.state.database import open_database
from athena.access.state.outbox import Outbox
from athena.lake.workspace import Workspace


def adopt_folder(workspace: Workspace, actor: PrincipalId, login: str, reason: str) -> tuple[int, Difference]:
    """Put the policy in `workspace`'s folder in force; give the register's entry number and what changed.

    Refused with `access.policy-invalid` unless it is whole, `access.policy-not-yours` for anybody but a
    data-protection officer, `access.policy-same` where nothing changed, and `access.reason-short`.
    """
    now = datetime.now(UTC)
    why = stated_reason(reason, "adopt a policy")
    policy = read_policy(workspace.folder / POLICY)
    database = open_database(workspace.folder / STATE, state_url(workspace.folder))
    logs = Logs(workspace.folder)
    try:
        outbox = Outbox(database, logs)
        outbox.recover()
        if Role.DATA_PROTECTION_OFFICER not in principal_of(database, actor, now).roles:
            raise _refused("not-yours", f"{actor} is not a data-protection officer", "ask the data-protection officer")
        digest = policy_in_force(database)
        old = {} if digest is None else archived_policy(database, digest)
        if digest == policy.digest:
            raise _refused("same", "it is in force already", "change a file first")
        what = difference(old, policy, trusted_policy(old) if old else None)
        return adopt(outbox, policy, what, actor, Role.DATA_PROTECTION_OFFICER, why, login, now), what
    finally:
        logs.close()
        database.close()


def not_in_force(workspace: Workspace) -> tuple[str, ...]:
    """The policy files of `workspace` whose bytes are not those adopted last, by name; empty when all are in force."""
    database = open_database(workspace.folder / STATE, state_url(workspace.folder))
    try:
        digest = policy_in_force(database)
        adopted = {} if digest is None else archived_policy(database, digest)
    finally:
        database.close()
    files = read_files(workspace.folder / POLICY)
    return tuple(sorted(name for name in {*files, *adopted} if files.get(name) != adopted.get(name)))


def _refused(code: str, why: str, remedy: str) -> Refused:
    return Refused(f"policy-{code}", what="adopt the policy", why=why, remedy=remedy, who="the data-protection officer")
