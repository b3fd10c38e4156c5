"""Northmere's sources: the worked example of how a force teaches Athena its own systems. Copied into a workspace."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from athena.lake.workspace import Workspace

MIGRATION = Path(__file__).parent / "crime"
"""The folder of the migration that reads the crime system's unload; the other files are read by `athena ingest`."""

UNLOAD = "crime/CRIME.UNLOAD"
"""The one file of an export that is migrated."""

FOLDERS = (
    "gazetteer",
    "hr",
    "vehicles",
    "custody",
    "stops",
    "command_and_control",
    "anpr",
    "intelligence",
    "telephone",
)
"""The folders of an export that are ingested. `truth` is none of them, and nothing ever hands it over."""


def install_northmere(workspace: Workspace) -> Sequence[Path]:
    """Copy the sources into the workspace's own, in place of what an earlier copy put there, and give them."""
    made = []
    for module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        target = workspace.sources / f"northmere_{module.name}"
        shutil.copyfile(module, target)
        made.append(target)
    return made
