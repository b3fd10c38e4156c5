"""Reading one snapshot, from the lake or from its reading copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import TracebackType

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from athena.lake.connection import ALIAS, Connection, name, text
from athena.lake.durable import OWNER_ONLY, make_folder, sync_file, sync_folder
from athena.lake.scratch import Scratch, remove_abandoned

# Rows lie in the order of their ids, so a point read decrypts one group: 16,384 rows cost 2 ms of CPU where DuckDB's
# own 122,880 cost 9 and more, and the file grows by a quarter.
_ROW_GROUP = 16_384
_BUILD = "copy_in_making"
_MAKING = "making"


class Reading:
    """One snapshot, open for reading: its tables are Ibis tables, and nothing that is published later shows in it.

    `snapshot` is its number; `from_copy` says whether a reading copy answers. Threads may share it: each question
    runs on a cursor of its own over the one attached snapshot, and all of them within the one memory limit. `close`
    waits for nobody: whoever shares a reading closes it after its last question.
    """

    def __init__(self, snapshot: int, connection: Connection, *, from_copy: bool) -> None:
        self.snapshot = snapshot
        self.from_copy = from_copy
        self._connection = connection
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._named: tuple[str, ...] | None = None
        self._tables: dict[str, ir.Table] = {}
        # Ibis asks the one connection that it is bound to for names and types; a snapshot's never change.
        self._asking = Lock()

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this snapshot has, sorted."""
        with self._asking:
            if self._named is None:
                self._named = tuple(sorted(self._connection.backend.list_tables(database=(ALIAS, "main"))))
            return self._named

    def table(self, table: str) -> ir.Table:
        """The rows of `table` in this snapshot, every version of every record among them, in no order."""
        with self._asking:
            if table not in self._tables:
                self._tables[table] = self._connection.backend.table(table, database=(ALIAS, "main"))
            return self._tables[table]

    def execute(self, expression: ir.Table) -> pa.Table:
        """Compute `expression` over this reading's tables and give it as Arrow."""
        with self._asking:
            statement = str(self._connection.backend.compile(expression))
        return self.answer(statement)

    def answer(self, statement: str) -> pa.Table:
        """Run one statement of DuckDB's SQL over this snapshot and give its answer as Arrow, whole."""
        with self._cursor() as cursor:
            return cursor.execute(statement).to_arrow_table()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        # A list's append and pop are whole between threads; a new cursor costs twenty microseconds.
        cursor = self._cursors.pop() if self._cursors else self._connection.duck.cursor()
        try:
            yield cursor
        finally:
            self._cursors.append(cursor)

    def close(self) -> None:
        """Let go of the snapshot."""
        while self._cursors:
            self._cursors.pop().close()
        self._connection.close()

    def __enter__(self) -> "Reading":
        """Give the reading itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the snapshot."""
        self.close()

    def copy_into(self, file: Path, key: bytes) -> None:
        """Write every table into a new encrypted DuckDB file, rows in the order of their record ids."""
        duck = self._connection.duck
        duck.execute(
            f"ATTACH {text(str(file))} AS {_BUILD} (ENCRYPTION_KEY {text(key.hex())}, ROW_GROUP_SIZE {_ROW_GROUP})"
        )
        tables = duck.execute(
            "SELECT table_name, bool_or(column_name = 'record_id') FROM duckdb_columns() "
            f"WHERE database_name = {text(ALIAS)} GROUP BY table_name ORDER BY table_name"
        ).fetchall()
        files = f"SELECT table_name FROM ducklake_table_info({text(ALIAS)}) WHERE file_count > 0"
        filled = {table for (table,) in duck.execute(files).fetchall()}
        for table, of_records in tables:
            order = " ORDER BY record_id" if of_records else ""
            # To scan a table without files costs a tenth of a second, and most kinds have none.
            order = order if table in filled else " LIMIT 0"
            duck.execute(f"CREATE TABLE {_BUILD}.{name(table)} AS FROM {name(ALIAS)}.{name(table)}{order}")
        duck.execute(f"CHECKPOINT {_BUILD}")
        duck.execute(f"DETACH {_BUILD}")


@dataclass(frozen=True)
class ReadingCopies:
    """The folder of reading copies: one encrypted DuckDB file a snapshot, of which only the newest two are kept."""

    folder: Path
    key: bytes = field(repr=False)

    def of(self, snapshot: int) -> Path | None:
        """The copy of `snapshot`, or nothing where there is none."""
        file = self._file(snapshot)
        return file if file.exists() else None

    def attachment(self, snapshot: int, alias: str) -> str:
        """The statement that attaches the copy of `snapshot` as `alias`."""
        key = text(self.key.hex())
        return f"ATTACH {text(str(self._file(snapshot)))} AS {name(alias)} (READ_ONLY, ENCRYPTION_KEY {key})"

    @contextmanager
    def making(self) -> Iterator[Path]:
        """Give a folder of its own to make a copy in, gone when the block ends."""
        make_folder(self.folder)
        with Scratch(self.folder, _MAKING) as scratch:
            yield scratch.folder

    def publish(self, made: Path, snapshot: int) -> None:
        """Give the copy `made` its name in one step, durable, and drop all but the newest two.

        Readers of a dropped copy keep it until they close: its name is gone, its bytes are not.
        """
        made.chmod(OWNER_ONLY)
        sync_file(made)
        made.rename(self._file(snapshot))
        sync_folder(self.folder)
        for older in sorted(self.folder.glob("*.duckdb"))[:-2]:
            older.unlink(missing_ok=True)

    def tidy(self) -> int:
        """Remove what killed makers of copies left, and say how many."""
        return remove_abandoned(self.folder, _MAKING)

    def _file(self, snapshot: int) -> Path:
        return self.folder / f"{snapshot:012d}.duckdb"
