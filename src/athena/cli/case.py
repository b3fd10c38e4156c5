"""`athena case`: open a case under a ground, say who works on it, and close it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from athena.cli.acting import RoleOption, plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json

if TYPE_CHECKING:
    from athena.access.case import Case

case_app = typer.Typer(no_args_is_help=True, help="Cases: what reading is for, and who works on it.")

CaseArgument = Annotated[str, typer.Argument(help="The case's id.")]


def register(app: typer.Typer) -> None:
    """Add `athena case`."""
    app.add_typer(case_app, name="case")


@case_app.command("open")
def open_(
    title: Annotated[str, typer.Argument(help="What the case is about.")],
    ground: Annotated[str, typer.Option(help="The ground it is opened under (`policy/grounds/`).")],
    reason: Annotated[str, typer.Option(help="Why, in a few words; asked once for the whole case.")],
    member: Annotated[list[str] | None, typer.Option(help="Who else works on it; may be repeated.")] = None,
    named: Annotated[str | None, typer.Option("--id", help="Its id; made from the title by default.")] = None,
    role: RoleOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Open a case: no case and ground, no rows."""
    from athena.access.casework import open_case, plan_for
    from athena.access.principal import principal_id
    from athena.access.session import current, open_door, role_named

    with plainly(), open_door(opened(workspace)) as door:
        plan = plan_for(title, ground, reason, [principal_id(one) for one in member or []], named)
        who = current()
        case = open_case(door, who.principal, role_named(role) or who.role, plan)
    until = f"{case.ground.expires:%Y-%m-%d}"
    typer.echo(f"{case.id} is open under {case.ground.name} until {until}; {', '.join(sorted(case.members))} may read.")


@case_app.command("list")
def list_(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the cases you belong to."""
    from athena.access.casework import cases_of
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = cases_of(door, current().principal)
    if as_json:
        show_json([_json(case) for case in found])
        return
    table = Table("case", "title", "ground", "owner", "open until")
    for case in found:
        table.add_row(case.id, case.title, case.ground.name, case.owner, _until(case))
    Console().print(table)


@case_app.command()
def show(case: CaseArgument, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Print one case that you belong to."""
    from athena.access.case import case_id
    from athena.access.casework import case_for
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = case_for(door, current().principal, case_id(case))
    if as_json:
        show_json(_json(found))
        return
    ground = found.ground
    typer.echo(f"{found.id}: {found.title}\n  why:     {found.reason}\n  ground:  {ground.name} ({ground.kind})")
    typer.echo(f"           {ground.plain}\n  law:     {ground.legal_basis}\n  until:   {_until(found)}")
    typer.echo(f"  owner:   {found.owner}\n  members: {', '.join(sorted(found.members))}")


@case_app.command()
def join(
    case: CaseArgument,
    who: Annotated[str, typer.Argument(help="Who joins.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Let somebody work on a case that you own."""
    from athena.access.case import case_id
    from athena.access.casework import join_case
    from athena.access.principal import principal_id
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = join_case(door, current().principal, case_id(case), principal_id(who))
    typer.echo(f"{found.id}: {', '.join(sorted(found.members))} may read.")


@case_app.command()
def leave(
    case: CaseArgument,
    who: Annotated[str, typer.Argument(help="Who leaves.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Take somebody off a case that you own."""
    from athena.access.case import case_id
    from athena.access.casework import leave_case
    from athena.access.principal import principal_id
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = leave_case(door, current().principal, case_id(case), principal_id(who))
    typer.echo(f"{found.id}: {', '.join(sorted(found.members))} may read.")


@case_app.command()
def close(
    case: CaseArgument,
    reason: Annotated[str, typer.Option(help="Why it is closed.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Close a case that you own: nobody reads for it any more."""
    from athena.access.case import case_id
    from athena.access.casework import close_case
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = close_case(door, current().principal, case_id(case), reason)
    typer.echo(f"{found.id} is closed.")


def _until(case: Case) -> str:
    return "closed" if case.closed_at else f"{case.ground.expires:%Y-%m-%d}"


def _json(case: Case) -> dict[str, object]:
    return {
        "id": case.id,
        "title": case.title,
        "reason": case.reason,
        "ground": case.ground.name,
        "ground_kind": case.ground.kind,
        "expires": case.ground.expires.isoformat(),
        "owner": case.owner,
        "members": sorted(case.members),
        "opened_at": case.opened_at.isoformat(),
        "closed_at": None if case.closed_at is None else case.closed_at.isoformat(),
    }
