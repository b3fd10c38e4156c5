"""Options that many commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
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


def opened(folder: Path) -> "Workspace":
    """Open the workspace in `folder`; Athena's heavy parts are imported only now."""
    from athena.lake.workspace import open_workspace

    return open_workspace(folder)
