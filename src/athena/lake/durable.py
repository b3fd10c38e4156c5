"""Writes that either happened whole and will survive a power cut, or did not happen."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


class Arrival:
    """A new file that has no name yet: write to `stream`, then `settle` it under the name it turned out to have."""

    def __init__(self, folder: Path, mode: int) -> None:
        self._partial = folder / f".{secrets.token_hex(12)}.partial"
        self.stream: BinaryIO = os.fdopen(os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")
        # The kernel drops this lock when the process dies: `remove_partials` then knows that nobody writes here.
        fcntl.flock(self.stream.fileno(), fcntl.LOCK_EX)

    def settle(self, path: Path) -> None:
        """Make the content durable and give it the name `path`, in place of what had that name."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        self._partial.replace(path)
        sync_folder(path.parent)

    def discard(self) -> None:
        """Forget the content; after `settle` this does nothing."""
        # First the name: closing writes what is buffered, and on a full disk that fails.
        self._partial.unlink(missing_ok=True)
        self.stream.close()


@contextmanager
def arrival(folder: Path, mode: int = OWNER_ONLY) -> Iterator[Arrival]:
    """Give a new file in `folder` whose name is not known yet; unsettled when the block ends, it is gone.

    A process killed inside the block leaves a hidden `*.partial` file, which nothing reads.
    """
    new = Arrival(folder, mode)
    try:
        yield new
    finally:
        new.discard()


def write_atomically(path: Path, content: bytes, mode: int = OWNER_ONLY) -> None:
    """Put `content` at `path`, whole and durable, or leave `path` as it was."""
    with arrival(path.parent, mode) as new:
        new.stream.write(content)
        new.settle(path)


def make_folder(folder: Path) -> None:
    """Make `folder` for its owner only, and its name durable; one that exists stays as it is."""
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    # Also where it was there: who made it may have been killed before its name was durable.
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable (a rename is not, until its folder is synced)."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def sync_file(file: Path) -> None:
    """Make the content of `file`, written by somebody else's code, durable."""
    _sync(file, os.O_RDONLY)


def remove_partials(folder: Path) -> int:
    """Remove what killed writers left behind in `folder` and say how many; what is being written stays."""
    return sum(_remove_abandoned(leftover) for leftover in folder.glob(".*.partial"))


def _remove_abandoned(partial: Path) -> bool:
    try:
        descriptor = os.open(partial, os.O_RDONLY)
    except FileNotFoundError:  # it has just been given its name
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        partial.unlink(missing_ok=True)
    except BlockingIOError:  # somebody is writing it
        return False
    finally:
        os.close(descriptor)
    return True


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
