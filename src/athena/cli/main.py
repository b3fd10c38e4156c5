"""The `athena` command: every room's commands gathered under one name."""

import sys

import typer

from athena.cli import (
    acting,
    breakglass,
    case,
    crimes,
    demo,
    deploy,
    forecast,
    ingest,
    ledger,
    legacy,
    links,
    migrate,
    policy,
    principal,
    quarantine,
    replay,
    resolve,
    schema,
    search,
    serve,
    show,
    synth,
    token,
    trace,
    upgrade,
    watch,
    witness,
    workspace,
)
from athena.cli.failing import explained

app = typer.Typer(
    name="athena",
    no_args_is_help=True,
    help="An open, accountable police data platform: every record traceable, every read provable.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
for room in (
    workspace,
    upgrade,
    ingest,
    quarantine,
    trace,
    crimes,
    links,
    legacy,
    migrate,
    acting,
    case,
    principal,
    token,
    policy,
    breakglass,
    ledger,
    witness,
    replay,
    resolve,
    schema,
    search,
    serve,
    show,
    watch,
    synth,
    forecast,
    deploy,
    demo,
):
    room.register(app)


@app.callback()
def athena() -> None:
    """An open, accountable police data platform: every record traceable, every read provable."""


def run() -> None:
    """Run the command line; the entry point that the package installs.

    Exit status: 0 done, 1 refused (the reason is on stderr), 2 the command was not understood, 3 a guarantee no
    longer holds and work has stopped, 4 something was in use for too long and the same command may work later.
    """
    with explained():
        app()
    sys.exit(0)
