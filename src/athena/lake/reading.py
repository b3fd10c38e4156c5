"""Reading one snapshot, from the lake or from its reading copy."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from athena.lake.connection import ALIAS, name, text
from athena.lake.durable import make_folder, sync_file, sync_folder

_BUILD = "copy_in_making"


class Reading:
    """One snapshot, open for reading: its tables are Ibis tables, and nothing that is published later shows in it.

    `snapshot` is its number; `from_copy` says whether a reading copy answers. Not to be shared between threads.
    """

    def __init__(
        self, snapshot: int, connection: duckdb.DuckDBPyConnection, backend: Backend, *, from_copy: bool
    ) -> None:
        self.snapshot = snapshot
        self.from_copy = from_copy
        self._connection = connection
        self._backend = backend

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this snapshot has, sorted."""
        return tuple(sorted(self._backend.list_tables(database=(ALIAS, "main"))))

    def table(self, table: str) -> ir.Table:
        """The rows of `table` in this snapshot, every version of every record among them."""
        return self._backend.table(table, database=(ALIAS, "main"))

    def execute(self, expression: ir.Table) -> pa.Table:
        """Compute `expression` over this reading's tables and give it as Arrow."""
        return self._backend.to_pyarrow(expression)

    def close(self) -> None:
        """Let go of the snapshot."""
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
        self._connection.execute(f"ATTACH {text(str(file))} AS {_BUILD} (ENCRYPTION_KEY {text(key.hex())})")
        for table in self.tables():
            order = " ORDER BY record_id" if "record_id" in self.table(table).columns else ""
            self._connection.execute(f"CREATE TABLE {_BUILD}.{name(table)} AS FROM {name(ALIAS)}.{name(table)}{order}")
        self._connection.execute(f"DETACH {_BUILD}")


@dataclass(frozen=True)
class ReadingCopies:
    """The folder of reading copies: one encrypted DuckDB file a snapshot, of which only the newest are kept."""

    folder: Path
    key: bytes

    def of(self, snapshot: int) -> str | None:
        """The statement that attaches the copy of `snapshot`, or nothing where there is none."""
        file = self._file(snapshot)
        if not file.exists():
            return None
        return f"ATTACH {text(str(file))} AS {name(ALIAS)} (READ_ONLY, ENCRYPTION_KEY {text(self.key.hex())})"

    def build(self, reading: Reading) -> None:
        """Build the copy of what `reading` reads, give it its name in one step, and drop all but one older copy.

        Readers of an older copy keep it until they close: its name is gone, its bytes are not.
        """
        make_folder(self.folder)
        making = self.folder / f".{reading.snapshot}.making"
        making.unlink(missing_ok=True)
        reading.copy_into(making, self.key)
        making.chmod(0o600)
        sync_file(making)
        making.rename(self._file(reading.snapshot))
        sync_folder(self.folder)
        for older in sorted(self.folder.glob("*.duckdb"))[:-2]:
            older.unlink(missing_ok=True)

    def _file(self, snapshot: int) -> Path:
        return self.folder / f"{snapshot:012d}.duckdb"
