"""One writer at a time, across threads and processes.

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
        self._threads = Lock()
        self._token = secrets.token_bytes(_TOKEN_BYTES)
        self._fd = files.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Hold the lock; yields whether nobody else has held it since this object last did.

        Raises `TryAgain` with code `ledger-busy` after waiting `patience` seconds for another process.
        """
        with self._threads:
            self._wait()
            try:
                mine = self._files.read(self._fd, _TOKEN_BYTES, 0) == self._token
                if not mine:
                    write_whole(self._files, self._fd, self._token, 0)
                yield mine
            finally:
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
