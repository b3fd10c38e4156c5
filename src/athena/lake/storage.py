"""The lake: tables of records in encrypted Parquet, with snapshots that are read whole.

The contract of this seam (an `Engine` for a shared catalog must keep it too):
- durability: what `Writer.commit` returned for survives a kill and a power cut;
- visibility: a reading sees one snapshot for as long as it lives, and a snapshot is all of a commit or none;
- order: commits are numbered in the order in which they became visible;
- one writer at a time: a second waits, with a bound, and then is told `Busy`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NewType

import duckdb

from athena.failures import Refused, StopTheLine
from athena.lake.catalog import Catalog
from athena.lake.connection import ALIAS, Limits, connect
from athena.lake.durable import OWNER_ONLY, make_folder, sync_folder
from athena.lake.extensions import FOR_COPY, FOR_LAKE
from athena.lake.reading import Reading, ReadingCopies
from athena.lake.writing import Writer, WriterLock

SnapshotId = NewType("SnapshotId", int)
Columns = Mapping[str, str]


@dataclass(frozen=True)
class Snapshot:
    """One published state of the lake: its number, and when it was published."""

    number: SnapshotId
    taken_at: datetime


@dataclass(frozen=True)
class Lake:
    """The lake in `folder`; `reading_key` seals the reading copies. Opening it costs nothing until it is used."""

    folder: Path
    reading_key: bytes = field(repr=False)
    limits: Limits = field(default_factory=Limits)

    @property
    def catalog(self) -> Catalog:
        """The catalog, which also keeps the key of each Parquet file: guard it as you guard the records."""
        return Catalog(self.folder / "catalog.sqlite", self.folder / "data")

    @property
    def copies(self) -> ReadingCopies:
        """The reading copies of this lake."""
        return ReadingCopies(self.folder / "reading", self.reading_key)

    def create(self) -> None:
        """Lay an empty lake."""
        make_folder(self.catalog.data)
        connection = connect(self.folder, self.catalog.attachment(ALIAS), self.limits, FOR_LAKE, [self.catalog.data])
        try:
            connection.duck.execute(f"CALL {ALIAS}.set_option('parquet_compression', 'zstd')")
        finally:
            connection.close()
        # SQLite gives the files beside the catalog its permissions.
        self.catalog.file.chmod(OWNER_ONLY)
        self.catalog.withhold_bounds()
        sync_folder(self.folder)

    def snapshot(self) -> SnapshotId:
        """The number of the newest snapshot, straight from the catalog: no DuckDB, about a millisecond."""
        return SnapshotId(self.catalog.newest())

    def history(self) -> list[Snapshot]:
        """Every snapshot that there is, the oldest first."""
        return [Snapshot(SnapshotId(number), taken_at) for number, taken_at in self.catalog.history()]

    def read(self, at: SnapshotId | None = None) -> Reading:
        """Open one snapshot for reading, the newest unless `at` names another; close it when done.

        It comes from its reading copy where there is one (same rows, a point read in a millisecond), else from the
        lake itself. A snapshot that never was is refused; a damaged reading copy stops the line.
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
        return self._read_copy(snapshot) or self._read_lake(snapshot, self.catalog.data)

    def write(self, patience: float = 120.0) -> Writer:
        """Become the one writer, waiting at most `patience` seconds for another, else raise `Busy`."""
        lock = WriterLock.take(self.folder / "writer.lock", patience)
        try:
            connection = connect(
                self.folder, self.catalog.attachment(ALIAS), self.limits, FOR_LAKE, [self.catalog.data]
            )
        except BaseException:
            lock.release()
            raise
        return Writer(lock, connection, self.folder, self.catalog.data, self.copies.tidy)

    def refresh_copy(self) -> SnapshotId:
        """Build the reading copy of the newest snapshot and swap it in whole; say which snapshot that is.

        An error leaves the older copies as they were. Two at once each build one, and both are right.
        """
        snapshot = self.snapshot()
        if self.copies.of(snapshot) is None:
            with self.copies.making() as making:
                made = making / "copy.duckdb"
                with self._read_lake(snapshot, self.catalog.data, making) as reading:
                    reading.copy_into(made, self.reading_key)
                self.copies.publish(made, snapshot)
        return snapshot

    def _read_copy(self, snapshot: SnapshotId) -> Reading | None:
        file = self.copies.of(snapshot)
        if file is None:
            return None
        try:
            connection = connect(self.folder, self.copies.attachment(snapshot, ALIAS), self.limits, FOR_COPY)
        except duckdb.Error as error:
            if self.copies.of(snapshot) is None:  # two newer copies came between the two looks
                return None
            raise StopTheLine(
                f"A reading copy cannot be opened: {file}\n  why: {error}\n"
                "  do:  whoever runs the workspace: remove it (the lake has every row of it, and the next refresh makes"
                " a new one), and find out who could write to it"
            ) from error
        return Reading(snapshot, connection, from_copy=True)

    def _read_lake(self, snapshot: SnapshotId, *reach: Path) -> Reading:
        attach = self.catalog.attachment(ALIAS, f", SNAPSHOT_VERSION {int(snapshot)}")
        return Reading(snapshot, connect(self.folder, attach, self.limits, FOR_LAKE, reach), from_copy=False)
