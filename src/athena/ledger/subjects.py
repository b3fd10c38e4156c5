"""Subject references: keyed, and unlinkable for ever once the key is destroyed.

An entry names a person only by HMAC-SHA-256 under a key of that person's own, kept here and nowhere else. Deleting the
key leaves every proof valid and the entry about nobody (crypto-erasure; UK GDPR art. 17, DPA 2018 s.47). An erasure log
must not repeat what was erased, so no trace of the name stays behind either: rows are found by a keyed name.

What deletion reaches: the row is overwritten (SQLite `secure_delete`). What it does not: back-ups of this file, and
blocks a solid-state disk has remapped. Keep the file on an encrypted volume, and its back-ups no longer than promised.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType

_KEY_BYTES = 32
_SCHEMA = """
CREATE TABLE IF NOT EXISTS master (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS subject (name BLOB PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
"""
_BUSY_SECONDS = 10.0


class SubjectKeys:
    """The keys of all subjects, in one SQLite file. Safe for threads and for several processes.

    Contract: `references` is durable before it returns, so no entry is ever written under a key that a crash loses.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file, readable by its owner only."""
        path.touch(mode=0o600, exist_ok=True)
        self._lock = Lock()
        self._database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.execute("PRAGMA synchronous = EXTRA")
        self._database.executescript(_SCHEMA)
        self._database.execute("INSERT OR IGNORE INTO master VALUES (1, ?)", (secrets.token_bytes(_KEY_BYTES),))
        (self._master,) = self._database.execute("SELECT key FROM master").fetchone()

    def references(self, subjects: Sequence[str]) -> list[str]:
        """The reference of each subject, in order, in hex; subjects not met before are given a key.

        The same subject has the same reference until its key is destroyed, and a different one afterwards.
        """
        names = {subject: self._name(subject) for subject in subjects}
        with self._lock:
            keys = self._find(names)
            missing = [subject for subject in names if subject not in keys]
            if missing:
                keys |= self._create({subject: names[subject] for subject in missing})
        return [_reference(keys[subject], subject) for subject in subjects]

    def reference(self, subject: str) -> str | None:
        """The reference this subject has, or None where it has no key (never met, or erased)."""
        with self._lock:
            key = self._find({subject: self._name(subject)}).get(subject)
        return None if key is None else _reference(key, subject)

    def destroy(self, subject: str) -> bool:
        """Destroy this subject's key; True where there was one. Every entry about the subject is then about nobody."""
        with self._lock:
            done = self._database.execute("DELETE FROM subject WHERE name = ?", (self._name(subject),))
            return done.rowcount == 1

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> "SubjectKeys":
        """Use as a context manager; closes on the way out."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def _name(self, subject: str) -> bytes:
        return hmac.digest(self._master, subject.encode(), "sha256")

    def _find(self, names: dict[str, bytes]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for subject, name in names.items():
            row = self._database.execute("SELECT key FROM subject WHERE name = ?", (name,)).fetchone()
            if row is not None:
                found[subject] = row[0]
        return found

    def _create(self, names: dict[str, bytes]) -> dict[str, bytes]:
        """Give keys in one durable transaction; another process may have been first, so read back what stands."""
        rows = [(name, secrets.token_bytes(_KEY_BYTES)) for name in names.values()]
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany("INSERT OR IGNORE INTO subject VALUES (?, ?)", rows)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        return self._find(names)


def _reference(key: bytes, subject: str) -> str:
    return hmac.digest(key, b"athena subject v1\n" + subject.encode(), "sha256").hex()
