"""`athena principal`: appoint people, end roles, and see who holds what."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json

principal_app = typer.Typer(no_args_is_help=True, help="Who may ask, and in which roles.")


def register(app: typer.Typer) -> None:
    """Add `athena principal`."""
    app.add_typer(principal_app, name="principal")


@principal_app.command()
def appoint(
    who: Annotated[str, typer.Argument(help="Their login, in lower case.")],
    role: Annotated[list[str], typer.Option(help="A role; may be repeated.")],
    reason: Annotated[str, typer.Option(help="Why they are appointed.")],
    name: Annotated[str | None, typer.Option(help="Their name; the login by default.")] = None,
    supervisor: Annotated[str | None, typer.Option(help="Who is told of their emergency readings.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Give somebody roles. Only a data-protection officer does, and never to themselves."""
    from athena.access.appoint import Appointment
    from athena.access.appoint import appoint as appoint_somebody
    from athena.access.principal import Nature, principal_id
    from athena.access.session import current, open_door, role_named

    with plainly(), open_door(opened(workspace)) as door:
        roles = frozenset(found for one in role if (found := role_named(one)) is not None)
        above = None if supervisor is None else principal_id(supervisor)
        appointment = Appointment(principal_id(who), name or who, Nature.PERSON, roles, above)
        entry = appoint_somebody(door, current().principal, appointment, reason)
    typer.echo(f"{who}: {', '.join(sorted(roles))} (register entry {entry})")


@principal_app.command()
def end(
    who: Annotated[str, typer.Argument(help="Whose role ends.")],
    role: Annotated[str, typer.Option(help="Which role.")],
    reason: Annotated[str, typer.Option(help="Why it ends.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """End a role that somebody holds."""
    from athena.access.appoint import end_role
    from athena.access.principal import principal_id
    from athena.access.session import current, open_door, role_named

    with plainly(), open_door(opened(workspace)) as door:
        ending = role_named(role)
        assert ending is not None
        entry = end_role(door, current().principal, principal_id(who), ending, reason)
    typer.echo(f"{who} is no longer {role} (register entry {entry})")


@principal_app.command("list")
def list_(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Print who holds which roles."""
    from athena.access.registry import principals
    from athena.access.session import open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = principals(door.database, door.clock())
    if as_json:
        rows = [{"id": one.id, "name": one.name, "roles": sorted(one.roles), "locked": one.locked} for one in found]
        show_json(rows)
        return
    table = Table("who", "name", "roles", "supervisor", "emergency reading")
    for one in found:
        table.add_row(
            one.id, one.name, ", ".join(sorted(one.roles)), one.supervisor or "", "locked" if one.locked else ""
        )
    Console().print(table)
