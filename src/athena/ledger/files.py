"""Every file call the ledger makes, in one small class, so that a test can fail any of them.

The class has no policy. The functions below it compose durable writes: a write is durable when the file *and* the
folder that names it have been synced; rename alone is not durable on ext4 or XFS.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterable
from pathlib import Path


class Files:
    """The operating system's file calls, one method each; a test subclasses it to inject faults.

    Contract: `write` may be short, as `os.write` may; every other method either happens whole or raises `OSError`.
    """

    def open(self, path: Path, flags: int, mode: int = 0o644) -> int:
        """Open and return a descriptor."""
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def write(self, fd: int, data: bytes, offset: int) -> int:
        """Write some prefix of `data` at `offset` and return its length."""
        return os.pwrite(fd, data, offset)

    def read(self, fd: int, length: int, offset: int) -> bytes:
        """Read up to `length` bytes at `offset`."""
        return os.pread(fd, length, offset)

    def size(self, fd: int) -> int:
        """The file's length in bytes."""
        return os.fstat(fd).st_size

    def sync(self, fd: int) -> None:
        """Make the file's bytes and length durable."""
        os.fdatasync(fd)

    def sync_folder(self, path: Path) -> None:
        """Make the folder's names durable."""
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def rename(self, old: Path, new: Path) -> None:
        """Replace `new` by `old` in one step."""
        os.replace(old, new)

    def make_folder(self, path: Path) -> None:
        """Create one folder; its parent must exist."""
        path.mkdir()

    def remove(self, path: Path) -> None:
        """Remove a file that is no longer named by any checkpoint."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def try_lock(self, fd: int) -> bool:
        """Take the exclusive advisory lock without waiting; False where another process holds it."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self, fd: int) -> None:
        """Give the lock up."""
        fcntl.flock(fd, fcntl.LOCK_UN)


def write_whole(files: Files, fd: int, data: bytes, offset: int) -> None:
    """Write all of `data`, continuing after short writes; a write of nothing is an error, not progress."""
    while data:
        written = files.write(fd, data, offset)
        if written <= 0:
            raise OSError(f"wrote {written} of {len(data)} bytes")
        data, offset = data[written:], offset + written


def read_whole(files: Files, path: Path) -> bytes:
    """The file's bytes; raises `FileNotFoundError` where there is none."""
    fd = files.open(path, os.O_RDONLY)
    try:
        length = files.size(fd)
        parts, got = [], 0
        while got < length:
            part = files.read(fd, length - got, got)
            if not part:
                raise OSError(f"{path} ended after {got} of {length} bytes")
            parts.append(part)
            got += len(part)
        return b"".join(parts)
    finally:
        files.close(fd)


def read_optional(files: Files, path: Path) -> bytes | None:
    """The file's bytes, or None where there is no such file."""
    try:
        return read_whole(files, path)
    except FileNotFoundError:
        return None


def ensure_folder(files: Files, path: Path) -> None:
    """Create the folder and its missing parents, each durably."""
    if path.is_dir():
        return
    ensure_folder(files, path.parent)
    # Another process may create it between the check and here; either of us having done so is enough.
    with contextlib.suppress(FileExistsError):
        files.make_folder(path)
    files.sync_folder(path.parent)


def place(files: Files, path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put `data` at `path` whole or not at all; durable only after the folder is synced.

    The temporary name is fixed, so a crash leaves at most one stray file that the next write overwrites.
    """
    temporary = path.with_name(path.name + ".tmp")
    fd = files.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        write_whole(files, fd, data, 0)
        files.sync(fd)
    finally:
        files.close(fd)
    files.rename(temporary, path)


def place_all(files: Files, contents: Iterable[tuple[Path, bytes]]) -> None:
    """Put several files in place, then sync each folder once; durable when it returns."""
    folders = {}
    for path, data in contents:
        ensure_folder(files, path.parent)
        place(files, path, data)
        folders[path.parent] = True
    for folder in folders:
        files.sync_folder(folder)


def place_durably(files: Files, path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put one file in place; durable when it returns."""
    place(files, path, data, mode)
    files.sync_folder(path.parent)
