"""Installing a migration in a workspace: its sources become the workspace's own, so that every record can be traced.

`athena trace`, `athena quarantine` and whatever else asks for the workspace's sources then know how a migrated row was
read and where its bytes stand, long after the folder it came from is gone.
"""

import shutil
from pathlib import Path

from athena.ingest.migration.folder import Migration, load_migration
from athena.ingest.source import Source
from athena.lake.durable import sync_folder, write_atomically
from athena.lake.workspace import Workspace

_MODULE = '''\
"""Written by `athena migrate run`: the sources of the migration {name}, from the folder beside this file."""

from pathlib import Path

from athena.ingest.migration.install import installed_sources

SOURCES = installed_sources(Path(__file__).parent / "{name}")
'''


def install(workspace: Workspace, migration: Migration) -> None:
    """Put the migration's files under the workspace's sources/, in place of what an earlier run put there."""
    target = workspace.sources / migration.name
    if migration.folder.resolve() != target.resolve():
        shutil.rmtree(target, ignore_errors=True)
        for file in migration.files():
            place = target / file.relative_to(migration.folder)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(place, file.read_bytes())
    write_atomically(workspace.sources / f"migration_{migration.name.replace('-', '_')}.py", _module(migration.name))
    sync_folder(workspace.sources)


def installed_sources(folder: Path) -> tuple[Source, ...]:
    """The sources of an installed migration. Refused as `load_migration`."""
    return tuple(part.source for part in load_migration(folder).parts)


def _module(name: str) -> bytes:
    return _MODULE.format(name=name).encode()
