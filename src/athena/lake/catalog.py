"""The lake's catalog: one SQLite file that says which files make up each snapshot, and what it may say of them."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from athena.lake.connection import name, text

# Bounds of these columns help to skip files and say nothing about a person.
OPEN_COLUMNS = ("version", "source", "slot", "received_at", "valid_from", "valid_to", "withdrawn_at", "label_id")
_STATISTICS = ("ducklake_file_column_stats", "ducklake_table_column_stats", "ducklake_file_variant_stats")
_BOUNDS = ("min_value", "max_value", "extra_stats")
_WAIT = 30


@dataclass(frozen=True)
class Catalog:
    """The catalog at `file`, of which the Parquet files lie in `data`."""

    file: Path
    data: Path

    def attachment(self, alias: str, more: str = "") -> str:
        """The statements that attach the lake as `alias`; `more` adds options, each with a comma in front.

        WAL, or readers and writers meet `database is locked`; no inlining, or small commits would put records into
        the catalog in the clear. The catalog remembers the folder it was made in, and a workspace may be moved.
        """
        return (
            "SET ducklake_max_retry_count = 1; "  # Writer.commit tries again from the start, DuckLake must not
            f"ATTACH {text(f'ducklake:sqlite:{self.file}')} AS {name(alias)} "
            f"(DATA_PATH {text(f'{self.data}/')}, OVERRIDE_DATA_PATH TRUE, ENCRYPTED, "
            f"META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT {_WAIT * 1000}, DATA_INLINING_ROW_LIMIT 0{more})"
        )

    def newest(self) -> int:
        """The number of the newest snapshot: no DuckDB, about a millisecond."""
        with closing(self._open("ro")) as catalog:
            return int(catalog.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()[0])

    def history(self) -> list[tuple[int, datetime]]:
        """The number and time of every snapshot, the oldest first."""
        with closing(self._open("ro")) as catalog:
            rows = catalog.execute("SELECT snapshot_id, snapshot_time FROM ducklake_snapshot ORDER BY 1").fetchall()
        return [(int(number), datetime.fromisoformat(taken).astimezone(UTC)) for number, taken in rows]

    def withhold_bounds(self) -> None:
        """Keep the least and greatest value of every column but `OPEN_COLUMNS` out of the catalog from now on.

        DuckLake writes them there in the clear for each file, and 1.0 cannot be told not to. A trigger stores the
        row without them instead, so that no page of the file ever holds them: an update afterwards would leave the
        old value in free space. DuckLake takes absent bounds for unknown and reads the file. Only on a new catalog.
        """
        with closing(self._open("rw")) as catalog, catalog:
            for table in _STATISTICS:
                columns = [str(row[1]) for row in catalog.execute(f"PRAGMA table_info({table})")]
                catalog.execute(_withhold(table, "INSERT", f"INSERT INTO {table} VALUES ({_emptied(columns)})"))
                spelled = f"({', '.join(columns)}) = ({_emptied(columns)})"
                catalog.execute(_withhold(table, "UPDATE", f"UPDATE {table} SET {spelled} WHERE rowid = OLD.rowid"))

    def _open(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.file.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT)


def _emptied(columns: list[str]) -> str:
    return ", ".join("NULL" if column in _BOUNDS else f"NEW.{column}" for column in columns)


def _withhold(table: str, event: str, instead: str) -> str:
    stated = " OR ".join(f"NEW.{bound} IS NOT NULL" for bound in _BOUNDS)
    spelled = ", ".join(text(column) for column in OPEN_COLUMNS)
    return f"""
        CREATE TRIGGER athena_withhold_{event.lower()}_{table} BEFORE {event} ON {table}
        WHEN ({stated}) AND NOT EXISTS (
            SELECT 1 FROM ducklake_column AS known
            WHERE known.table_id = NEW.table_id AND known.column_id = NEW.column_id
              AND known.column_name IN ({spelled}) AND known.parent_column IS NULL
        )
        BEGIN
            {instead};
            SELECT RAISE(IGNORE);
        END
    """
