"""Writing to the lake: one writer, one transaction a commit, retried with a bound, durable when it returns."""

import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from athena.failures import Busy
from athena.lake.connection import ALIAS, Connection, name, remove_spills, text
from athena.lake.durable import OWNER_ONLY, OWNER_ONLY_FOLDER, sync_file, sync_folder

T = TypeVar("T")
_ATTEMPTS = 8
_PART = 250_000
_FIRST_WAIT = 0.05
# What DuckDB says when another transaction stood in the way, and when the catalog was held.
_RACE_WORDS = ("database is locked", "conflict", "Conflict", "UNIQUE constraint")


def _in_parts(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatchReader]:
    """Cut a stream into readers of a quarter of a million rows or so, at least one, to be read one after the other.

    DuckDB keeps the Arrow buffers that a statement has read until it ends, and they count against no limit.
    """
    batches, more = iter(rows), True

    def some() -> Iterator[pa.RecordBatch]:
        nonlocal more
        given = 0
        for batch in batches:
            yield batch
            given += batch.num_rows
            if given >= _PART:
                return
        more = False

    while more:
        yield pa.RecordBatchReader.from_batches(rows.schema, some())


class WriterLock:
    """The right to write, held across processes by a lock that the kernel drops when its holder dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, file: Path, patience: float) -> "WriterLock":
        """Wait for the lock at most `patience` seconds, then raise `Busy`."""
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    raise Busy(
                        f"Another process has been writing to this workspace for over {patience:.0f} seconds.\n"
                        "  Nothing was written. Try again when it has finished."
                    ) from None
                time.sleep(random.uniform(0.01, 0.05))  # noqa: S311 - jitter, not a secret
            else:
                return cls(descriptor)

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._descriptor)


class Writer:
    """The one writer of a lake: stages rows beside it, then commits them in one transaction."""

    def __init__(
        self, lock: WriterLock, connection: Connection, home: Path, data: Path, tidy_copies: Callable[[], int]
    ) -> None:
        self._lock = lock
        self._opened = connection
        self._connection = connection.duck
        self._backend = connection.backend
        self._home = home
        self._data = data
        self._tidy_copies = tidy_copies
        self._settled = _below(data)

    def tables(self) -> tuple[str, ...]:
        """The names of the lake's tables as of now, sorted."""
        return tuple(sorted(self._backend.list_tables(database=(ALIAS, "main"))))

    def table(self, table: str) -> ir.Table:
        """A table of the lake as this writer sees it."""
        return self._backend.table(table, database=(ALIAS, "main"))

    def staged(self, table: str) -> ir.Table:
        """A staged table."""
        return self._backend.table(table, database=("temp", "main"))

    def stage(self, table: str, rows: pa.RecordBatchReader, shape: ir.Table) -> None:
        """Compute `shape`, an expression over an unbound Ibis table named `arriving`, as `rows` stream through it.

        The outcome is the staged table `table`, in place of one of that name, gone when the writer closes. Memory
        stays within the writer's limit: what does not fit is spilled, encrypted.
        """
        statement = ibis.to_sql(shape, dialect="duckdb")
        into = f"CREATE OR REPLACE TEMP TABLE {name(table)} AS"
        for part in _in_parts(rows):
            self._connection.register("arriving", part)
            try:
                self._connection.execute(f"{into} {statement}")
            finally:
                self._connection.unregister("arriving")
            into = f"INSERT INTO temp.{name(table)}"

    def keep_aside(self, table: str, rows: pa.Table) -> None:
        """Put `rows` into the temporary table `table`, in place of one of that name, gone when the writer closes."""
        self._connection.register("aside", rows)
        try:
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name(table)} AS FROM aside")
        finally:
            self._connection.unregister("aside")

    def run(self, statement: str, **values: object) -> duckdb.DuckDBPyConnection:
        """Run one statement of the lake's own over staged and lake tables; `$name` stands for a value."""
        return self._connection.execute(statement, values) if values else self._connection.execute(statement)

    def rows(self, expression: ir.Table) -> pa.Table:
        """Compute an Ibis expression as this writer sees the lake and give it as Arrow."""
        return self._opened.rows(expression)

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add `rows` to a table of the lake, by column name; only inside `commit`."""
        self._connection.register("inserting", rows)
        try:
            self._connection.execute(f"INSERT INTO {name(ALIAS)}.{name(table)} BY NAME FROM inserting")
        finally:
            self._connection.unregister("inserting")

    def insert_from(self, table: str, rows: ir.Table) -> None:
        """Add what an Ibis expression over this writer's tables gives, by column name; only inside `commit`."""
        self._connection.execute(f"INSERT INTO {name(ALIAS)}.{name(table)} BY NAME {self._backend.compile(rows)}")

    def change(self, table: str, key: str, keys: ir.Table, **values: object) -> None:
        """Set `values` on the rows of `table` whose `key` is among `keys`, a one-column table; only inside `commit`."""
        assigned = ", ".join(f"{name(column)} = ${column}" for column in values)
        self._connection.execute(
            f"UPDATE {name(ALIAS)}.{name(table)} SET {assigned} WHERE {name(key)} IN ({self._backend.compile(keys)})",
            values,
        )

    def remove(self, table: str, key: str, keys: ir.Table) -> None:
        """Take the rows of `table` whose `key` is among `keys`, a one-column table, out of what stands from now on.

        Only inside `commit`, and only of what a feature derived: earlier snapshots keep the rows.
        """
        self._connection.execute(
            f"DELETE FROM {name(ALIAS)}.{name(table)} WHERE {name(key)} IN ({self._backend.compile(keys)})"
        )

    def ensure_tables(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        """Make each table with its columns (name to DuckDB type) or add those it lacks; only inside `commit`."""
        present: dict[str, set[str]] = {}
        for table, column in self._connection.execute(
            f"SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = {text(ALIAS)}"
        ).fetchall():
            present.setdefault(table, set()).add(column)
        for table, columns in tables.items():
            if table not in present:
                spelled = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
                self._connection.execute(f"CREATE TABLE {name(ALIAS)}.{name(table)} ({spelled})")
                continue
            for column in (column for column in columns if column not in present[table]):
                self._connection.execute(
                    f"ALTER TABLE {name(ALIAS)}.{name(table)} ADD COLUMN {name(column)} {columns[column]}"
                )

    def commit(self, work: Callable[[], T]) -> tuple[T, int]:
        """Run `work` in one transaction and publish it whole; give its result and the new snapshot's number.

        A transaction that lost a race is run again from the start, so `work` must not keep what it counted; after
        eight losses `Busy` is raised. Any other error publishes nothing and is raised as it is.
        """
        lost: BaseException | None = None
        for attempt in range(_ATTEMPTS):
            self._connection.execute("BEGIN TRANSACTION")
            try:
                result = work()
                self._make_durable()
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._abandon()
                if not _lost_race(error):
                    raise
                lost = error
                time.sleep(_FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            else:
                return result, self._newest()
        raise Busy(f"The lake's catalog was busy {_ATTEMPTS} times running. Nothing was written. Try again.") from lost

    def close(self) -> None:
        """Let the next writer in; what was staged and not committed is gone."""
        try:
            self._opened.close()
        finally:
            self._lock.release()

    def __enter__(self) -> "Writer":
        """Give the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next writer in."""
        self.close()

    def tidy(self) -> int:
        """Delete what killed processes left: data files that no snapshot knows, spills, half-made reading copies.

        Say how many. Snapshots and whoever is reading are not touched.
        """
        found = self._connection.execute(
            f"CALL ducklake_delete_orphaned_files({text(ALIAS)}, cleanup_all => true)"
        ).fetchall()
        self._settled = _below(self._data)
        return len(found) + remove_spills(self._home) + self._tidy_copies()

    def _abandon(self) -> None:
        # A failed COMMIT has already ended the transaction, and then there is nothing to roll back.
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.TransactionException:
            return

    def _newest(self) -> int:
        row = self._connection.execute(f"FROM ducklake_current_snapshot({text(ALIAS)})").fetchone()
        assert row is not None
        return int(row[0])

    def _make_durable(self) -> None:
        # DuckDB does not fsync the Parquet files it writes; the catalog must not speak of what a power cut takes.
        # Only the one writer makes files here, so what it did not see before is new: no clock is asked.
        fresh = _below(self._data) - self._settled
        for path in fresh:
            folder = path.is_dir()
            path.chmod(OWNER_ONLY_FOLDER if folder else OWNER_ONLY)
            (sync_folder if folder else sync_file)(path)
        for parent in {path.parent for path in fresh}:
            sync_folder(parent)
        self._settled |= fresh


def _below(folder: Path) -> set[Path]:
    return {Path(parent, child) for parent, folders, files in os.walk(folder) for child in (*folders, *files)}


def _lost_race(error: BaseException) -> bool:
    # Errors about data quote it, and data may say "conflict".
    about_data = isinstance(error, duckdb.DataError)
    return isinstance(error, duckdb.Error) and not about_data and any(words in str(error) for words in _RACE_WORDS)
