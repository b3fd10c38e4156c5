"""The state's database: SQLite inside the workspace, or PostgreSQL where one is configured.

Contract of this seam: what `transaction` committed is durable; `alone` is held by one process at a time, across
machines when the database is shared, and is freed by the death of its holder.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

FILE = "state.sqlite"
HEAD = "tokens"
"""The migration that this Athena's tables are at; a database at another is migrated when it is opened."""

_COMMIT_LOCK = zlib.crc32(b"athena.access.outbox")


class StateDatabase:
    """An open state database, migrated to this Athena's tables; threads may share it.

    `url` is an SQLAlchemy URL; `folder` holds the lock file of an embedded database.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.engine = _engine(url)
        self._folder = folder
        self._turn = Lock()
        self._migrate()

    @property
    def shared(self) -> bool:
        """Whether the database is PostgreSQL, which other machines may use too."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are committed when the block ends and rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to commit effects; others wait, threads and processes alike. Not to be taken twice by one.

        One holder at a time is what lets recovery know that a waiting intent was abandoned and not merely slow.
        """
        # Threads queue here and not at the server: each waiter there would hold a connection that the holder needs.
        with self._turn, self._alone_among_machines() if self.shared else self._alone_among_processes():
            yield

    @contextmanager
    def _alone_among_machines(self) -> Iterator[None]:
        with self.engine.connect() as connection:
            # Held by the connection, not a transaction: the server frees it when this process dies.
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _COMMIT_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _COMMIT_LOCK})
                connection.commit()

    @contextmanager
    def _alone_among_processes(self) -> Iterator[None]:
        descriptor = os.open(self._folder / "commit.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _migrate(self) -> None:
        if self._version() == HEAD:
            return
        # Alembic takes a fifth of a second to import, and a database is migrated once in its life or two.
        from athena.access.state.migrate import upgrade

        with self.alone():
            if self._version() != HEAD:
                upgrade(self.engine)

    def _version(self) -> str | None:
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)


def open_database(folder: Path, url: str | None = None) -> StateDatabase:
    """The state database of `folder`: the SQLite file in it, or the PostgreSQL at `url`.

    An embedded database file is readable by its owner only.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if url is not None:
        return StateDatabase(_with_driver(url), folder)
    file = folder / FILE
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    return StateDatabase(f"sqlite:///{file}", folder)


def _with_driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
    return engine


def _settle_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # A destroyed key must not linger in a free page (secure_delete).
    # WAL lets readers pass a writer; FULL makes a commit survive a power cut, which WAL's default does not.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
