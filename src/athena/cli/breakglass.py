"""`athena break-glass`: read one case in an emergency, be reviewed for it, and see what you were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from athena.cli.acting import RoleOption, plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json

if TYPE_CHECKING:
    from athena.access.breakglass import Glass

glass_app = typer.Typer(no_args_is_help=True, help="Emergency reading: one case, an hour at most, always reviewed.")


def register(app: typer.Typer) -> None:
    """Add `athena break-glass`."""
    app.add_typer(glass_app, name="break-glass")


@glass_app.command("open")
def open_(
    case: Annotated[str, typer.Argument(help="The case to read.")],
    reason: Annotated[str, typer.Option(help="What the emergency is; your supervisor reads it at once.")],
    minutes: Annotated[int, typer.Option(help="For how long, at most 60.")] = 60,
    role: RoleOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Read one case for an hour at most; supervisor and overseers are told at once."""
    from athena.access.breakglass import break_glass
    from athena.access.case import case_id
    from athena.access.session import current, open_door, role_named

    with plainly(), open_door(opened(workspace)) as door:
        who = current()
        found = break_glass(door, who.principal, role_named(role) or who.role, case_id(case), reason, minutes)
    typer.echo(f"{found.id}: you may read single records of {found.case} until {found.expires:%H:%M} UTC.")
    typer.echo(f"Your supervisor and the overseers have been told (ledger entry {found.entry}).")
    typer.echo(f"To be reviewed by {found.review_due:%Y-%m-%d %H:%M} UTC.")


@glass_app.command("list")
def list_(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List what waits for review, the one due first at the front."""
    from athena.access.breakglass import waiting
    from athena.access.registry import principal_of
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        principal_of(door.database, current().principal, door.clock())
        found = waiting(door)
    if as_json:
        show_json([_json(glass) for glass in found])
        return
    table = Table("id", "who", "case", "reason", "review due (UTC)")
    for glass in found:
        table.add_row(glass.id, glass.principal, glass.case, glass.reason, f"{glass.review_due:%Y-%m-%d %H:%M}")
    Console().print(table)


@glass_app.command()
def review(
    glass: Annotated[str, typer.Argument(help="Its id, as `athena break-glass list` prints it.")],
    finding: Annotated[str, typer.Option(help="justified or unjustified.")],
    reason: Annotated[str, typer.Option(help="Why you find so.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Say whether an emergency reading was justified; never your own."""
    from athena.access.breakglass import Finding
    from athena.access.breakglass import review as review_glass
    from athena.access.session import current, open_door

    if finding not in set(Finding):
        raise typer.BadParameter("a finding is justified or unjustified")
    with plainly(), open_door(opened(workspace)) as door:
        found = review_glass(door, current().principal, glass, Finding(finding), reason)
    typer.echo(f"{found.id} was {found.finding}.")


@glass_app.command()
def notices(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Print what you have been told, oldest first."""
    from athena.access.notice import notices_for
    from athena.access.registry import principal_of
    from athena.access.session import current, open_door

    with plainly(), open_door(opened(workspace)) as door:
        found = notices_for(door, principal_of(door.database, current().principal, door.clock()))
    if as_json:
        rows = [{"about": one.about, "text": one.text, "sent_at": one.sent_at.isoformat()} for one in found]
        show_json(rows)
        return
    for one in found:
        typer.echo(f"{one.sent_at:%Y-%m-%d %H:%M} UTC  {one.text}  (entry {one.entry})")


def _json(glass: Glass) -> dict[str, object]:
    return {
        "id": glass.id,
        "principal": glass.principal,
        "case": glass.case,
        "reason": glass.reason,
        "expires": glass.expires.isoformat(),
        "review_due": glass.review_due.isoformat(),
        "entry": glass.entry,
    }
