"""DuckDB connections, hardened: no network, no files outside the lake, no reach into the caller's variables."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
from ibis.backends.duckdb import Backend

from athena.lake.extensions import load_extensions

ALIAS = "lake"


@dataclass(frozen=True)
class Limits:
    """What one connection may use: memory before it spills to (encrypted) disk, and threads."""

    memory: str = "1200MB"
    threads: int = 2


def connect(folder: Path, attach: str, limits: Limits) -> tuple[duckdb.DuckDBPyConnection, Backend]:
    """Open an in-memory DuckDB, run `attach`, then lock every door behind it, and give it with its Ibis face.

    After this the connection can reach nothing but files below `folder`, and no setting can be changed. What
    spills to disk is encrypted, for it is records.
    """
    spill = folder / "spill"
    spill.mkdir(mode=0o700, exist_ok=True)
    connection = duckdb.connect(
        config={
            "memory_limit": limits.memory,
            "threads": limits.threads,
            "temp_directory": str(spill),
            "temp_file_encryption": True,
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        }
    )
    try:
        load_extensions(connection)
        connection.execute("SET ducklake_max_retry_count = 1")
        connection.execute(attach)
        backend = ibis.duckdb.from_connection(connection)
        connection.execute(f"SET allowed_directories = [{text(str(folder))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection, backend


def text(value: str) -> str:
    """Write `value` as an SQL string, for the few statements that take no parameters."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """Write `value` as an SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
