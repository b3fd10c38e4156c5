"""Folders for work in progress, which can be told apart from live ones when their maker was killed."""

import errno
import fcntl
import glob
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType

from athena.lake.durable import OWNER_ONLY_FOLDER

_SUFFIX = "scratch"
_MOST_TRIES = 100


class Scratch:
    """A new hidden folder below `parent`, for its owner only, gone with all it holds when it is discarded.

    Its maker holds a lock on it that the kernel drops when the maker dies, so that `remove_abandoned` never takes
    a folder that somebody works in. As a context manager it is discarded at the end.
    """

    def __init__(self, parent: Path, stem: str) -> None:
        while True:
            self.folder = parent / f".{stem}.{secrets.token_hex(8)}.{_SUFFIX}"
            self.folder.mkdir(mode=OWNER_ONLY_FOLDER)
            self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # Between the two lines above another process may have taken the folder for an abandoned one.
            if self.folder.exists():
                return
            os.close(self._lock)

    def discard(self) -> None:
        """Remove the folder and what is in it; one that was renamed away, or discarded before, is left alone."""
        if self._lock < 0:
            return
        if self.folder.exists():
            _remove(self.folder)
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> "Scratch":
        """Give the scratch itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Discard it."""
        self.discard()


def _remove(folder: Path) -> None:
    """Remove a folder in which a thread of its own user may still make files: tantivy's watcher does, for its lock."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return shutil.rmtree(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
    return shutil.rmtree(folder)


def remove_abandoned(parent: Path, stem: str) -> int:
    """Remove the scratch folders `stem` below `parent` whose makers are dead, and say how many; at any time."""
    removed = 0
    for folder in parent.glob(f".{glob.escape(stem)}.*.{_SUFFIX}"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:  # its maker has just discarded it
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=False)
            removed += 1
        except (BlockingIOError, FileNotFoundError):  # in use, or another process removes it too
            continue
        finally:
            os.close(lock)
    return removed
