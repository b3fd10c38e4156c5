"""`athena demo`: the whole main job, on Northmere or on delivered data, and what to look at next."""

from pathlib import Path
from typing import Annotated

import typer

from athena.cli.ingest import ingest
from athena.cli.northmere import PEOPLE, build
from athena.cli.options import DEFAULT_WORKSPACE, WorkspaceOption
from athena.cli.showing import console
from athena.cli.workspace import init, status


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="What was downloaded: archives, folders or files. None: Northmere.")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    people: Annotated[int, typer.Option(help="How many people live in Northmere.")] = PEOPLE,
) -> None:
    """Make a workspace if there is none, take the deliveries in, say what it holds and what to try.

    Without deliveries it builds Northmere, a fictional force, and a workspace with a case and people to act as.
    """
    if not paths:
        build(workspace, people)
        return
    if not (workspace / "athena.toml").exists():
        init(workspace)
    try:
        ingest(paths, workspace)
    finally:
        status(workspace)
        _say_what_next(workspace)


def _say_what_next(workspace: Path) -> None:
    console.print("\n[bold]What to look at next[/bold] (export ATHENA_WORKSPACE=" + str(workspace) + ")")
    for command, meaning in (
        ("athena crimes --by month,type --area E01000005", "counts by month and type in one LSOA"),
        ("athena crimes --by month --area city-of-london --plot crimes.svg", "a picture, gaps shaded"),
        ("athena crimes --by type --area city-of-london --json", "the same for machines"),
        ("athena quarantine list", "rows held back, and why"),
        ("athena ledger verify", "check the whole log of who read what, offline"),
        (
            "athena policy try --role custody-officer --ground intelligence-development --kind person --group contact"
            " --subject victim",
            "could a custody sergeant see a victim's address for intelligence work?",
        ),
        ("athena schema crime", "what a crime record says, and what to beware of"),
    ):
        console.print(f"  {command}\n      {meaning}")
