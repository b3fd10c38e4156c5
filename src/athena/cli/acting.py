"""`athena as`: run any command as somebody else of this workspace; and how commands of access say no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

RoleOption = Annotated[str | None, typer.Option("--role", help="The role to act in; needed when you hold several.")]


def register(app: typer.Typer) -> None:
    """Add `athena as` to `app`, whose commands it runs."""

    @app.command("as")
    def as_somebody(
        user: Annotated[str, typer.Argument(help="Whom to act as; they must have been appointed.")],
        command: Annotated[list[str], typer.Argument(help="The command, after a double dash.")],
        case: Annotated[str | None, typer.Option("--case", help="The case it is for.")] = None,
        role: RoleOption = None,
    ) -> None:
        """Run a command as USER, for one case: its views and its ledger entries are theirs, and name your login too."""
        from athena.access.case import case_id
        from athena.access.principal import principal_id
        from athena.access.session import Acting, acting, role_named

        with plainly():
            who = Acting(principal_id(user), None if case is None else case_id(case), role_named(role))
            with acting(who):
                code = typer.main.get_command(app).main(command, prog_name="athena", standalone_mode=False)
        if code:
            raise typer.Exit(int(code))


@contextmanager
def plainly() -> Iterator[None]:
    """Print a refusal as one block on standard error and exit 1; a traceback is for faults, not for refusals.

    The vocabulary and the ledger are libraries with refusals of their own, which `athena.cli.failing` does not know.
    """
    from athena.failures import Refused
    from athena.ledger.failures import Failure
    from athena.pole import Refused as VocabularyRefused

    try:
        yield
    except (Refused, VocabularyRefused, Failure) as failure:
        typer.echo(f"Refused: {failure}", err=True)
        raise typer.Exit(1) from failure
