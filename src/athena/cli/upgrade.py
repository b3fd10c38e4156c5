"""`athena upgrade`: bring a workspace that an older Athena made up to this one."""

from typing import Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, WorkspaceOption, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("upgrade")(upgrade)


def upgrade(
    reason: Annotated[str, typer.Option(help="Why, in a few words; it stands in the ledger.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Give a workspace the policy files, jobs and standing cases that an older Athena did not know."""
    from athena.access.session import current, login
    from athena.access.upgrade import upgrade as bring_up

    with plainly():
        done = bring_up(opened(workspace), current().principal, login(), reason)
    for word, names in (("policy", done.files), ("jobs", done.jobs), ("standing cases", done.cases)):
        if names:
            typer.echo(f"{word}: {', '.join(names)}")
    if done.kept:
        typer.echo(f"yours, kept as they are; compare them with the delivered ones: {', '.join(done.kept)}")
    if not (done.files or done.jobs or done.cases):
        typer.echo("Nothing was missing.")
