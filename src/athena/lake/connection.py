"""DuckDB connections, hardened: no network, no files but the lake's, no reach into the caller's variables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from athena.lake.durable import make_folder
from athena.lake.extensions import are_checked, load_extensions
from athena.lake.scratch import Scratch, remove_abandoned

ALIAS = "lake"
_SPILL = "spill"


@dataclass(frozen=True)
class Limits:
    """What one connection may use: memory before it spills to (encrypted) disk, and threads.

    The process takes about half as much again as `memory` (measured with 3 and 10 million rows, copy included), and
    must stay under 2 GB.
    """

    memory: str = "700MB"
    threads: int = 2


@dataclass(frozen=True)
class Connection:
    """A hardened DuckDB, its Ibis face, and the folder of its own that it spills to."""

    duck: duckdb.DuckDBPyConnection
    backend: Backend
    spill: Scratch

    def rows(self, expression: ir.Table) -> pa.Table:
        """Compute an Ibis expression and give it as Arrow.

        Ibis only writes the statement: its own `to_pyarrow` loads pandas, half a second that every command would pay.
        """
        return self.duck.execute(self.backend.compile(expression)).to_arrow_table()

    def close(self) -> None:
        """Close it, and remove what it spilled."""
        try:
            self.duck.close()
        finally:
            self.spill.discard()


def connect(
    home: Path, attach: str, limits: Limits, extensions: Sequence[str], reach: Sequence[Path] = ()
) -> Connection:
    """Open an in-memory DuckDB, load `extensions`, run `attach`, then lock every door behind it.

    After this the connection can reach nothing but what it attached, files below `reach`, and its own folder below
    `home`/spill, and no setting can be changed. What spills to disk is encrypted, for it is records. Two
    connections must not spill to one folder: DuckDB gives their files the same names.
    """
    checked = are_checked(extensions)
    make_folder(home / _SPILL)
    spill = Scratch(home / _SPILL, _SPILL)
    try:
        duck = duckdb.connect(
            config={
                "memory_limit": limits.memory,
                "threads": limits.threads,
                "temp_directory": str(spill.folder),
                "temp_file_encryption": True,
                "python_enable_replacements": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_unsigned_extensions": checked,
                "allow_persistent_secrets": False,
            }
        )
    except BaseException:
        spill.discard()
        raise
    connection = Connection(duck, Backend(), spill)
    try:
        load_extensions(duck, extensions, checked=checked)
        duck.execute(attach)
        backend = ibis.duckdb.from_connection(duck)
        # Ibis sets it for its own connection alone, and a cursor of another thread must not tell other times.
        duck.execute("SET GLOBAL TimeZone = 'UTC'")
        duck.execute(f"SET allowed_directories = [{', '.join(text(str(folder)) for folder in reach)}]")
        duck.execute("SET enable_external_access = false")
        duck.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return Connection(duck, backend, spill)


def remove_spills(home: Path) -> int:
    """Remove what killed processes had spilled below `home`, and say how many left something; at any time."""
    return remove_abandoned(home / _SPILL, _SPILL)


def text(value: str) -> str:
    """Write `value` as an SQL string, for the few statements that take no parameters."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """Write `value` as an SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
