"""A workspace: the folder that holds one force's lake, evidence, keys and settings."""

import errno
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from athena.failures import Refused
from athena.lake.durable import make_folder, sync_folder, write_atomically
from athena.lake.evidence import EvidenceStore
from athena.lake.keys import KeyRing
from athena.lake.scratch import Scratch, remove_abandoned
from athena.lake.storage import Lake

SETTINGS = "athena.toml"
LAYOUT = 1
ENVIRONMENT = "ATHENA_WORKSPACE"
_FOLDERS = ("lake", "evidence", "keys", "sources")
_PURPOSES = ("evidence", "reading")


@dataclass(frozen=True)
class Workspace:
    """An opened workspace: its folder, which is for its owner only, and when it was made."""

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
    _insist_on_plain_path(folder)
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise _in_the_way(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A killed attempt left keys that nothing was sealed with, and perhaps much else.
    remove_abandoned(folder.parent, folder.name)
    with Scratch(folder.parent, folder.name) as building:
        _lay(building.folder)
        for lay in furnish:
            lay(open_workspace(building.folder))
        try:
            building.folder.rename(folder)
        except OSError as error:
            # Somebody put something there meanwhile; the kernel replaces nothing but an empty folder.
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise _in_the_way(folder) from error
            raise
    sync_folder(folder.parent)
    return open_workspace(folder)


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace at `folder`; what is not one, or is of a later Athena, is refused."""
    _insist_on_plain_path(folder.absolute())
    settings = folder / SETTINGS
    try:
        stated = tomllib.loads(settings.read_text(encoding="utf-8"))["workspace"]
        if stated["layout"] == LAYOUT:
            return Workspace(folder.absolute(), datetime.fromisoformat(stated["created"]))
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            "workspace-missing",
            "There is no workspace here",
            str(folder.absolute()),
            f"It has no {SETTINGS}",
            f"Make one: athena init {folder}   or name another with --workspace or {ENVIRONMENT}",
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            "workspace-settings",
            "The workspace's settings cannot be read",
            str(settings),
            f"{type(error).__name__}: {error}",
            "Whoever runs the workspace: correct the file or restore it from backup",
        ) from error
    raise Refused(
        "workspace-layout",
        f"The workspace has layout {stated['layout']}, and this Athena reads layout {LAYOUT}",
        str(settings),
        "It was made by another version of Athena",
        "Use the Athena that made it",
    )


def _insist_on_plain_path(folder: Path) -> None:
    # DuckDB takes what follows a question mark for parameters, and would put its files somewhere else.
    if "?" in str(folder):
        raise Refused(
            "workspace-path",
            "A workspace cannot lie in a folder with a question mark in its path",
            str(folder),
            "The engine beneath the lake reads a question mark as the end of the path",
            "Name another folder",
        )


def _in_the_way(folder: Path) -> Refused:
    return Refused(
        "workspace-exists",
        "There is already something where the workspace should go",
        str(folder),
        "A workspace holds keys and records that cannot be made again",
        f"Use it as it is (--workspace {folder}), or name a folder that does not exist yet",
    )


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
