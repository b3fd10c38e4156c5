"""One writer at a time, across threads and processes.

Threads of one process take turns at what they share in memory; the file keeps other processes out for as long as any
thread here is inside, so that one may write tiles while others go on appending.

The lock file holds the token of whoever wrote last, so that a writer who finds its own token knows that nobody has
touched the log since and need not read it again. The token need not survive a power cut: neither do the processes.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from athena.ledger.failures import TryAgain
from athena.ledger.files import Files, write_whole

_TOKEN_BYTES = 16
_POLL_SECONDS = 0.001


class WriterLock:
    """An exclusive advisory lock on one file; waits at most `patience` seconds."""

    def __init__(self, files: Files, path: Path, patience: float) -> None:
        """Open or create the lock file; takes nothing yet."""
        self._files = files
        self._path = path
        self._patience = patience
        self._turn = Lock()
        self._counting = Lock()
        self._inside = 0
        self._disturbed = True
        self._token = secrets.token_bytes(_TOKEN_BYTES)
        self._fd = files.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Take the turn among threads, and the lock; yields whether no other process held it since the last turn.

        Raises `TryAgain` with code `ledger-busy` after waiting `patience` seconds for another process.
        """
        with self._turn, self.keep():
            undisturbed, self._disturbed = not self._disturbed, False
            yield undisturbed

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Keep other processes out, and no thread of this one: turns may be taken meanwhile. Raises as `hold`."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._counting:
            if not self._inside:
                self._wait()
                try:
                    self._look()
                except BaseException:
                    self._files.unlock(self._fd)
                    raise
            self._inside += 1

    def _look(self) -> None:
        """Note whether another process has been here, and leave our own token."""
        if self._files.read(self._fd, _TOKEN_BYTES, 0) != self._token:
            self._disturbed = True
            write_whole(self._files, self._fd, self._token, 0)

    def _leave(self) -> None:
        with self._counting:
            self._inside -= 1
            if not self._inside:
                self._files.unlock(self._fd)

    def _wait(self) -> None:
        deadline = time.monotonic() + self._patience
        while not self._files.try_lock(self._fd):
            if time.monotonic() > deadline:
                raise TryAgain(
                    "ledger-busy",
                    "The ledger is being written by another process",
                    str(self._path),
                    f"it was not free within {self._patience:g} seconds",
                    "Try again; if it stays busy, find the process that holds the lock file.",
                )
            time.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Close the lock file; the operating system frees the lock when a process dies."""
        self._files.close(self._fd)
