"""A workspace: the folder that holds one force's lake, evidence, keys and settings."""

import os
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from athena.failures import Refused
from athena.lake.durable import OWNER_ONLY_FOLDER, make_folder, sync_folder, write_atomically
from athena.lake.evidence import EvidenceStore
from athena.lake.keys import KeyRing
from athena.lake.storage import Lake

SETTINGS = "athena.toml"
LAYOUT = 1
ENVIRONMENT = "ATHENA_WORKSPACE"
_FOLDERS = ("lake", "evidence", "keys", "sources")
_PURPOSES = ("evidence", "reading")


@dataclass(frozen=True)
class Workspace:
    """An opened workspace. Its folder is for its owner only; `settings` is what `athena.toml` says, read once."""

    folder: Path
    created: datetime

    @property
    def keys(self) -> KeyRing:
        """The keys of this workspace."""
        return KeyRing(self.folder / "keys")

    @property
    def evidence(self) -> EvidenceStore:
        """The delivered files, as they came."""
        return EvidenceStore(self.folder / "evidence", self.keys.read("evidence"))

    @property
    def lake(self) -> Lake:
        """The records."""
        return Lake(self.folder / "lake", self.keys.read("reading"))

    @property
    def sources(self) -> Path:
        """The folder of this workspace's own source modules."""
        return self.folder / "sources"


def create_workspace(folder: Path, furnish: Sequence[Callable[[Workspace], None]] = ()) -> Workspace:
    """Make a workspace at `folder`, whole or not at all; a folder with anything in it is refused untouched.

    Each of `furnish` is called once, in order, with the workspace before it has its name, to lay what a room needs.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            "workspace-exists",
            "There is already something where the workspace should go",
            str(folder),
            "A workspace holds keys and records that cannot be made again",
            f"Use it as it is (--workspace {folder}), or name a folder that does not exist yet",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = folder.with_name(f".{folder.name}.building-{os.getpid()}")
    building.mkdir(mode=OWNER_ONLY_FOLDER)
    try:
        _lay(building)
        for lay in furnish:
            lay(open_workspace(building))
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    sync_folder(folder.parent)
    return open_workspace(folder)


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace at `folder`; what is not one, or is of a later Athena, is refused."""
    settings = folder / SETTINGS
    try:
        stated = tomllib.loads(settings.read_text(encoding="utf-8"))["workspace"]
    except FileNotFoundError:
        raise Refused(
            "workspace-missing",
            "There is no workspace here",
            str(folder.absolute()),
            f"It has no {SETTINGS}",
            f"Make one: athena init {folder}   or name another with --workspace or {ENVIRONMENT}",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise Refused(
            "workspace-settings",
            "The workspace's settings cannot be read",
            str(settings),
            f"{error}",
            "Whoever runs the workspace: correct the file or restore it from backup",
        ) from error
    if stated.get("layout") != LAYOUT:
        raise Refused(
            "workspace-layout",
            f"The workspace has layout {stated.get('layout')}, and this Athena reads layout {LAYOUT}",
            str(settings),
            "It was made by another version of Athena",
            "Use the Athena that made it",
        )
    return Workspace(folder.absolute(), datetime.fromisoformat(stated["created"]))


def _lay(folder: Path) -> None:
    for name in _FOLDERS:
        make_folder(folder / name)
    ring = KeyRing(folder / "keys")
    for purpose in _PURPOSES:
        ring.create(purpose)
    Lake(folder / "lake", ring.read("reading")).create()
    created = datetime.now(UTC).isoformat(timespec="seconds")
    write_atomically(folder / SETTINGS, _SETTINGS_TEXT.format(layout=LAYOUT, created=created).encode())


_SETTINGS_TEXT = """\
# An Athena workspace. Everything beside this file belongs to it; keys/ must be backed up apart from the rest.
[workspace]
layout = {layout}
created = "{created}"
"""
