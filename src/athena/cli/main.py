"""The `athena` command: every room's commands gathered under one name."""

import typer

app = typer.Typer(
    name="athena",
    no_args_is_help=True,
    help="An open, accountable police data platform.",
    pretty_exceptions_enable=False,
)


@app.callback()
def athena() -> None:
    """An open, accountable police data platform."""


def run() -> None:
    """Run the command line; the entry point that the package installs."""
    app()
