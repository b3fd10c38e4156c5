"""Bringing a workspace that an older Athena made up to this one: its policy, its jobs and its standing cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from athena.access.adoption import adopt_folder
from athena.access.case import stated_reason
from athena.access.door import POLICY, STATE, Door
from athena.access.packaged import packaged_policy
from athena.access.policy import faults, read_files
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.access.settings import state_url
from athena.access.setup import complete, missing_cases, missing_jobs
from athena.access.state.database import open_database
from athena.access.state.models import PolicyRow
from athena.lake.durable import make_folder, write_atomically
from athena.lake.workspace import Workspace

TAKEN = "delivered-policy.json"
"""Where the state notes what was taken last. Who edits it changes what is proposed, and not what is adopted."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: policy files taken from the delivered policy, jobs appointed, standing cases opened.

    `kept` are files that differ from the delivered ones because the force changed them: they stay as they are, and
    somebody compares them by hand.
    """

    files: tuple[str, ...]
    kept: tuple[str, ...]
    jobs: tuple[str, ...]
    cases: tuple[str, ...]


def upgrade(workspace: Workspace, actor: PrincipalId, login: str, reason: str) -> Upgraded:
    """Give `workspace` what this Athena has and an older one had not; each change is on the ledger.

    A policy file that the force never changed is replaced by the delivered one, one that it changed is kept. Repeating
    it does nothing. Refused with `access.upgrade-not-yours` for anybody but a data-protection officer, with
    `access.upgrade-by-hand` where kept and delivered files make no whole policy together, with nothing changed, and
    with `access.policy-changed` where the folder is not what was adopted.
    """
    why = stated_reason(reason, "upgrade the workspace")
    with Door.open(workspace, login) as door:
        _may(door, actor)
    own, delivered, taken = read_files(workspace.folder / POLICY), read_files(packaged_policy()), _taken(workspace)
    news = {name: text for name, text in delivered.items() if own.get(name) != text}
    files = {name: text for name, text in news.items() if own.get(name) == taken.get(name)}
    kept = tuple(sorted(news.keys() - files.keys()))
    if files:
        _whole({**own, **files}, kept)
        _write(workspace, files)
        adopt_folder(workspace, actor, login, why)
        write_atomically(workspace.folder / STATE / TAKEN, json.dumps({**taken, **files}).encode())
    with Door.open(workspace, login) as door:
        jobs = tuple(str(job.id) for job in missing_jobs(door))
        cases = tuple(str(plan.id) for plan in missing_cases(door))
        complete(door, actor, why)
    return Upgraded(tuple(sorted(files)), kept, jobs, cases)


def _taken(workspace: Workspace) -> Mapping[str, str]:
    """The delivered files as this workspace took them last: its own file, where it is another, the force changed."""
    note = workspace.folder / STATE / TAKEN
    if note.exists():
        return {str(name): str(text) for name, text in json.loads(note.read_text(encoding="utf-8")).items()}
    database = open_database(workspace.folder / STATE, state_url(workspace.folder))
    try:
        with database.transaction() as session:
            first = session.scalars(select(PolicyRow).order_by(PolicyRow.entry)).first()
            return {} if first is None else dict(first.files)
    finally:
        database.close()


def _write(workspace: Workspace, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        place = workspace.folder / POLICY / name
        make_folder(place.parent)
        write_atomically(place, text.encode(), 0o644)


def _whole(files: Mapping[str, str], kept: tuple[str, ...]) -> None:
    if found := faults(files):
        raise Refused(
            "upgrade-by-hand",
            what="take over the delivered policy",
            where=", ".join(kept),
            why=f"these files of the force's own do not go with the delivered ones: {'; '.join(found[:3])}",
            remedy="bring the changes of the delivered files into yours, then: athena policy adopt --reason REASON",
            who="whoever maintains the policy",
        )


def _may(door: Door, actor: PrincipalId) -> None:
    if Role.DATA_PROTECTION_OFFICER not in principal_of(door.database, actor, door.clock()).roles:
        raise Refused(
            "upgrade-not-yours",
            what="upgrade the workspace",
            why=f"it appoints jobs and changes the policy, and {actor} is not a data-protection officer",
            remedy="ask the data-protection officer",
            who="the data-protection officer",
        )
