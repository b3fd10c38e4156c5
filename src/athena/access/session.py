"""Who is at the keyboard, and the view that a command needs: the one call that the faces make."""

from __future__ import annotations

import os
import pwd
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime

from athena.access.case import CaseId, case_id
from athena.access.door import Door
from athena.access.need import Need
from athena.access.operation import Seeking
from athena.access.principal import PrincipalId, principal_id
from athena.access.refused import Refused
from athena.access.registry import cases, principal_of, principals
from athena.access.roles import Role
from athena.access.view import View
from athena.lake.storage import SnapshotId
from athena.lake.workspace import Workspace

CASE = "ATHENA_CASE"
ROLE = "ATHENA_ROLE"


@dataclass(frozen=True)
class Acting:
    """As whom a command runs, for which case, in which role; None where the command's own default serves."""

    principal: PrincipalId
    case: CaseId | None = None
    role: Role | None = None


_acting: ContextVar[Acting | None] = ContextVar("athena_acting", default=None)


def operating_system_user() -> str:
    """The name of the user that this process runs as, by its number: a variable such as `LOGNAME` proves nothing."""
    return pwd.getpwuid(os.getuid()).pw_name


def login() -> PrincipalId:
    """The operating system's user, as a principal. Refused with `access.bad-principal` for a name that is no id."""
    return principal_id(operating_system_user().lower())


@contextmanager
def acting(who: Acting) -> Iterator[None]:
    """Run what is inside as `who`: every view it opens and every entry it writes is theirs."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def current() -> Acting:
    """Who acts now: whoever `acting` says, else the operating system's user with `ATHENA_CASE` and `ATHENA_ROLE`.

    Refused with `access.role-unknown` for a role that does not exist.
    """
    found = _acting.get()
    if found is not None:
        return found
    case = os.environ.get(CASE)
    return Acting(login(), None if case is None else case_id(case), role_named(os.environ.get(ROLE)))


def role_named(text: str | None) -> Role | None:
    """The role called `text`. Refused with `access.role-unknown`, listing the roles, for any other word."""
    if text is None:
        return None
    if text not in set(Role):
        raise Refused(
            "role-unknown",
            what=f"act as {text!r}",
            why="there is no such role",
            remedy=f"name one of: {', '.join(Role)}",
            who="whoever asks",
        )
    return Role(text)


@contextmanager
def open_door(workspace: Workspace) -> Iterator[Door]:
    """The door of `workspace`, opened by the operating system's user and closed behind them."""
    with Door.open(workspace, login()) as door:
        yield door


@contextmanager
def open_for(
    workspace: Workspace,
    need: Need,
    *,
    asked: Collection[str] = (),
    seeking: Seeking = Seeking.ANYONE,
    at: SnapshotId | None = None,
    known_on: datetime | None = None,
) -> Iterator[View]:
    """The view that `need` describes, for whoever acts now, closed when the block ends.

    `known_on` opens it on the newest snapshot of that moment.

    `asked` are record ids that were asked for by name. Refused with `access.case-missing` where no case was named
    and the command has none to fall back on, and as `Door.open_view` refuses.
    """
    then = at if known_on is None else snapshot_known_on(workspace, known_on)
    with open_door(workspace) as door, view_for(door, need, seeking=seeking, at=then) as view:
        yield replace(view, asked=tuple(asked))


def snapshot_known_on(workspace: Workspace, moment: datetime) -> SnapshotId:
    """The newest snapshot that was published by `moment`. Refused with `access.before-anything` for one before all."""
    taken = [one.number for one in workspace.lake.history() if one.taken_at <= moment]
    if not taken:
        raise Refused(
            "before-anything",
            what="show what was held then",
            where=f"{moment:%Y-%m-%d %H:%M}",
            why="the first snapshot of this workspace was published later",
            remedy="name a later day",
            who="whoever asks",
        )
    return max(taken)


def view_for(door: Door, need: Need, *, seeking: Seeking = Seeking.ANYONE, at: SnapshotId | None = None) -> View:
    """The view that `need` describes, for whoever acts now.

    A service is started only by somebody who could open the view themselves, and its entries say by whom.
    Refused as `open_for`.
    """
    who = current()
    case = need.case if need.service is not None else who.case or need.case
    if case is None:
        raise _no_case(need, who)
    role = _role(door, need, who, case)
    if need.service is None:
        return door.open_view(
            who.principal, None, case, need.operation, role=role, form=need.form, seeking=seeking, at=at
        )
    job = need.service.id
    _insist_known(door, need, job, case)
    door.open_view(who.principal, None, case, need.operation, role=role, form=need.form, at=at).close()
    return door.open_view(job, None, case, need.operation, form=need.form, at=at, on_behalf_of=who.principal)


def _role(door: Door, need: Need, who: Acting, case: CaseId) -> Role | None:
    """The role named; else the one that serves the command's own case, if it is held; else the only one held."""
    if who.role is not None or case != need.case:
        return who.role
    held = principal_of(door.database, who.principal, door.clock()).roles
    return need.role if need.role in held else None


def _insist_known(door: Door, need: Need, job: PrincipalId, case: CaseId) -> None:
    if job in {one.id for one in principals(door.database, door.clock())} and case in {
        c.id for c in cases(door.database)
    }:
        return
    raise Refused(
        "workspace-older",
        what=f"start {need.command}",
        where=str(door.workspace.folder),
        why=f"an older Athena made this workspace, and it has no {job} or no case {case}",
        remedy="athena upgrade --reason REASON",
        who="the data-protection officer",
    )


def _no_case(need: Need, who: Acting) -> Refused:
    return Refused(
        "case-missing",
        what=f"{need.operation} by {need.form}",
        why="no case was named; no case and ground, no rows",
        remedy=f"set {CASE}, or run: athena as USER --case CASE -- COMMAND",
        who=str(who.principal),
    )
