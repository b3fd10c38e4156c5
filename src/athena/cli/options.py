"""Options that many commands share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.showing import errors

if TYPE_CHECKING:
    from athena.access.need import Need
    from athena.access.view import View
    from athena.lake.workspace import Workspace

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        envvar="ATHENA_WORKSPACE",
        help="The workspace's folder.",
        show_default=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines, on stdout and nothing else there.")]
DEFAULT_WORKSPACE = Path("workspace")


@contextmanager
def seen(
    workspace: "Workspace", need: "Need", *, asked: Sequence[str] = (), known_on: datetime | None = None
) -> Iterator["View"]:
    """Open the view that a command needs, for whoever acts; at the end say under which entries, and what was withheld.

    It is said on stderr, so that what a command prints for machines stays whole.
    """
    from athena.access.session import open_for

    with open_for(workspace, need, asked=asked, known_on=known_on) as view:
        yield view
    numbers = [found.entry for found in view.released]
    if numbers:
        entries = f"entry {numbers[0]}" if len(numbers) == 1 else f"entries {numbers[0]} to {numbers[-1]}"
        errors.print(f"Recorded in the access log as {entries}.", markup=False, soft_wrap=True)
    for line in view.withheld():
        errors.print(f"Withheld: {line}", markup=False, soft_wrap=True)


def opened(folder: Path) -> "Workspace":
    """Open the workspace in `folder`; Athena's heavy parts are imported only now."""
    from athena.lake.workspace import open_workspace

    return open_workspace(folder)
