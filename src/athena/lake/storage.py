"""The lake: tables of records in encrypted Parquet, with snapshots that are read whole.

The contract of this seam (an `Engine` for a shared catalog must keep it too):
- durability: what `Writer.commit` returned for survives a kill and a power cut;
- visibility: a reading sees one snapshot for as long as it lives, and a snapshot is all of a commit or none;
- order: commits are numbered in the order in which they became visible;
- one writer at a time: a second waits, with a bound, and then is told `Busy`.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NewType

from athena.failures import Refused
from athena.lake.connection import ALIAS, Limits, connect, name, text
from athena.lake.durable import make_folder
from athena.lake.reading import Reading, ReadingCopies
from athena.lake.writing import Writer, WriterLock

SnapshotId = NewType("SnapshotId", int)
_CATALOG = "catalog.sqlite"
_DATA = "data"


@dataclass(frozen=True)
class Snapshot:
    """One published state of the lake: its number, and when it was published."""

    number: SnapshotId
    taken_at: datetime


@dataclass(frozen=True)
class Lake:
    """The lake in `folder`; `reading_key` seals the reading copies. Opening it costs nothing until it is used."""

    folder: Path
    reading_key: bytes
    limits: Limits = field(default_factory=Limits)

    def create(self) -> None:
        """Lay an empty lake. Parquet is encrypted with a key a file, which the catalog keeps (so guard that)."""
        make_folder(self.folder / _DATA)
        connection, _ = connect(self.folder, self._attach(""), self.limits)
        with closing(connection):
            connection.execute(f"CALL {ALIAS}.set_option('parquet_compression', 'zstd')")
        (self.folder / _CATALOG).chmod(0o600)

    def snapshot(self) -> SnapshotId:
        """The number of the newest snapshot, straight from the catalog: no DuckDB, about a millisecond."""
        with closing(self._catalog()) as catalog:
            return SnapshotId(catalog.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()[0])

    def history(self) -> list[Snapshot]:
        """Every snapshot that there is, the oldest first, straight from the catalog."""
        with closing(self._catalog()) as catalog:
            rows = catalog.execute("SELECT snapshot_id, snapshot_time FROM ducklake_snapshot ORDER BY 1").fetchall()
        return [Snapshot(SnapshotId(number), datetime.fromisoformat(taken).astimezone(UTC)) for number, taken in rows]

    def read(self, at: SnapshotId | None = None) -> Reading:
        """Open one snapshot for reading, the newest unless `at` names another; close it when done.

        The newest comes from its reading copy where there is one (same rows, a point read in a millisecond), else
        from the lake itself. A snapshot that never was is refused.
        """
        newest = self.snapshot()
        snapshot = newest if at is None else at
        if not 0 <= snapshot <= newest:
            raise Refused(
                "snapshot-unknown",
                f"There is no snapshot {snapshot}",
                str(self.folder),
                f"The newest is {newest}",
                "Name one from `athena status`",
            )
        copy = self.copies.of(snapshot)
        attach = copy if copy else self._attach(f", SNAPSHOT_VERSION {int(snapshot)}")
        connection, backend = connect(self.folder, attach, self.limits)
        return Reading(snapshot, connection, backend, from_copy=copy is not None)

    def write(self, patience: float = 120.0) -> Writer:
        """Become the one writer, waiting at most `patience` seconds for another, else raise `Busy`."""
        lock = WriterLock.take(self.folder / "writer.lock", patience)
        try:
            connection, backend = connect(self.folder, self._attach(""), self.limits)
        except BaseException:
            lock.release()
            raise
        return Writer(lock, connection, backend, self.folder / _DATA)

    @property
    def copies(self) -> ReadingCopies:
        """The reading copies of this lake."""
        return ReadingCopies(self.folder / "reading", self.reading_key)

    def refresh_copy(self) -> SnapshotId:
        """Build the reading copy of the newest snapshot and swap it in whole; say which snapshot that is."""
        with self.read() as reading:
            if not reading.from_copy:
                self.copies.build(reading)
            return SnapshotId(reading.snapshot)

    def _attach(self, more: str) -> str:
        # WAL, or readers and writers meet `database is locked`; no inlining, or small commits would put records
        # into the catalog in the clear.
        catalog = text(f"ducklake:sqlite:{self.folder / _CATALOG}")
        return (
            f"ATTACH {catalog} AS {name(ALIAS)} (DATA_PATH {text(str(self.folder / _DATA) + '/')}, ENCRYPTED, "
            # The catalog remembers the folder it was made in; a workspace may be moved.
            "OVERRIDE_DATA_PATH TRUE, "
            f"META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 30000, DATA_INLINING_ROW_LIMIT 0{more})"
        )

    def _catalog(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.folder / _CATALOG}?mode=ro", uri=True, timeout=30)
