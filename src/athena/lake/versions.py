"""Versions of records: what a delivery says, set against what stands, becomes new, unchanged or superseding rows.

A delivery restates *slots* whole (a force's month, a published table). Within a slot a row is recognised first by
its content, then by its source key; what is left over is new, and what no row of the delivery matched has vanished
from it and is marked. Rows with equal content are matched one to one, never folded into one: two alike are two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from athena.lake.connection import ALIAS, name, text
from athena.lake.writing import Writer

FILE, ROW, SLOT, KEY, CONTENT, PROBLEM = "_file", "_row", "slot", "source_key", "content_hash", "_problem"
LABEL, DATED, PART, OF_ROW = "label_id", "_dated", "_part_", "@"
"""`PART` begins the name of a staged column that holds a part, `OF_ROW` a reference to a record of the same row."""

_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class StagedFile:
    """One file whose rows are staged: its number there, its SHA-256 and the slot that it restates.

    `held` says that these very bytes were read by this mapping before: its rows stand or were overtaken, and
    change nothing. `older` says that what stands in the slot came from a later edition: rows that differ from it
    are kept as history and supersede nothing. `whole` says that the file restates its slot: what it lacks has
    vanished. A file of corrected rows does not.
    """

    number: int
    sha256: str
    slot: str
    held: bool
    older: bool
    whole: bool = True


@dataclass(frozen=True)
class PartStamp:
    """A further record of each row: its name, the table it goes to, and its columns that refer to other records.

    A reference `@` means the row's own record and `@.NAME` its part of that name; any other text is a record id.
    """

    name: str
    table: str
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stamp:
    """What one publication takes (the staged table), where it goes, and what every row of it bears.

    The staged column `_part_NAME` holds the part of that name: a structure of `label_id` and the columns of its
    table, empty where the row has no such part.
    """

    staged: str
    table: str
    source: str
    mapping: str
    received_at: datetime
    parts: Sequence[PartStamp] = ()


@dataclass(frozen=True)
class Fates:
    """What became of the rows of one file; `withdrawn` counts standing rows that the file no longer has."""

    loaded: int
    unchanged: int
    superseded: int
    quarantined: int
    withdrawn: int


def publish_versions(writer: Writer, stamp: Stamp, files: Sequence[StagedFile]) -> dict[int, Fates]:
    """Set the staged rows against the lake and write what changed; give each file's fates by its number.

    Only inside `Writer.commit`. Staged rows carry `_file`, `_row`, `slot`, `source_key`, `content_hash`,
    `_problem` (empty where there is none), `label_id`, `_dated`, the table's own columns and those of the parts;
    rows with a problem are left out, and a standing row that such a row may be about is not marked as vanished. No
    two whole files that are not held may state one slot: which of them is right is the caller's to know, by
    publishing them one after the other.
    """
    restated = [file.slot for file in files if file.whole and not file.held]
    if len(set(restated)) < len(restated):
        raise ValueError("two files of one publication state the same slot")
    _register_files(writer, files)
    standing = _find_standing(writer, stamp)
    _pick_sound(writer, stamp)
    if not standing:
        writer.run(_VERDICT_ON_NOTHING, source=stamp.source)
    else:
        writer.run(_VERDICT, source=stamp.source, mapping=stamp.mapping)
        _mark_vanished(writer, stamp)
        _close_superseded(writer, stamp)
        for part in stamp.parts:
            _end_parts(writer, stamp, part)
    _add_versions(writer, stamp)
    return _count(writer, stamp, files, vanished=standing > 0)


def _register_files(writer: Writer, files: Sequence[StagedFile]) -> None:
    rows = pa.table(
        {
            FILE: pa.array([file.number for file in files], pa.int32()),
            "sha256": [file.sha256 for file in files],
            SLOT: [file.slot for file in files],
            "held": [file.held for file in files],
            "older": [file.older for file in files],
            "whole": [file.whole for file in files],
        }
    )
    writer.keep_aside("staged_file", rows)


def _find_standing(writer: Writer, stamp: Stamp) -> int:
    writer.run(
        f"""
        CREATE OR REPLACE TEMP TABLE standing AS
        SELECT * EXCLUDE (valid_to) FROM (
            SELECT record_id, slot, source_key, content_hash, mapping, withdrawn_at, valid_to,
                   max(version) OVER same_record AS version,
                   min({{'at': received_at, 'row': source_row}}) OVER same_record AS first_seen
            FROM {ALIAS}.{name(stamp.table)}
            WHERE source = $source AND slot IN (SELECT slot FROM staged_file WHERE NOT held)
              AND NOT contains(record_id, '.')
            WINDOW same_record AS (PARTITION BY record_id)
        ) WHERE valid_to IS NULL
        """,
        source=stamp.source,
    )
    row = writer.run("SELECT count(*) FROM standing").fetchone()
    assert row is not None
    return int(row[0])


def _pick_sound(writer: Writer, stamp: Stamp) -> None:
    writer.run(
        f"""
        CREATE OR REPLACE TEMP VIEW sound AS
        SELECT {FILE}, {ROW}, staged.slot, source_key, content_hash, older
        FROM {name(stamp.staged)} AS staged JOIN staged_file USING ({FILE})
        WHERE {PROBLEM} IS NULL AND NOT held
        """
    )


_IDENTITY = "left(sha256(concat_ws(chr(31), $source, slot, source_key, ordinal)), 32)"
_VERDICT_ON_NOTHING = f"""
    CREATE OR REPLACE TEMP TABLE verdict AS
    SELECT {FILE}, {ROW}, {_IDENTITY} AS record_id, 1 AS version,
           CASE WHEN older THEN 'superseded' ELSE 'loaded' END AS fate, FALSE AS history, older AS gone
    FROM (
        SELECT *, row_number() OVER (PARTITION BY slot, source_key ORDER BY {FILE}, {ROW}) AS ordinal FROM sound
    )
"""

_VERDICT = f"""
    CREATE OR REPLACE TEMP TABLE verdict AS
    WITH like_sound AS (
        SELECT *, row_number() OVER (PARTITION BY slot, source_key, content_hash ORDER BY {FILE}, {ROW}) AS nth
        FROM sound
    ),
    like_standing AS (
        SELECT *, row_number() OVER (
            PARTITION BY slot, source_key, content_hash ORDER BY withdrawn_at IS NOT NULL, first_seen
        ) AS nth
        FROM standing
    ),
    same AS (
        SELECT a.{FILE}, a.{ROW}, a.older, b.record_id, b.version,
               NOT a.older AND (b.withdrawn_at IS NOT NULL OR b.mapping <> $mapping) AS again
        FROM like_sound AS a JOIN like_standing AS b USING (slot, source_key, content_hash, nth)
    ),
    left_sound AS (
        SELECT *, row_number() OVER (PARTITION BY slot, source_key ORDER BY {FILE}, {ROW}) AS nth
        FROM sound ANTI JOIN same USING ({FILE}, {ROW})
    ),
    left_standing AS (
        SELECT *, row_number() OVER (
            PARTITION BY slot, source_key ORDER BY withdrawn_at IS NOT NULL, first_seen
        ) AS nth
        FROM standing ANTI JOIN same USING (record_id)
    ),
    changed AS (
        SELECT a.{FILE}, a.{ROW}, a.older, b.record_id, b.version
        FROM left_sound AS a JOIN left_standing AS b USING (slot, source_key, nth)
    ),
    fresh AS (
        SELECT a.*, coalesce(known, 0) + nth - coalesce(waiting, 0) AS ordinal
        FROM (SELECT * FROM left_sound ANTI JOIN changed USING ({FILE}, {ROW})) AS a
        LEFT JOIN (SELECT slot, source_key, count(*) AS known FROM standing GROUP BY ALL) USING (slot, source_key)
        LEFT JOIN (SELECT slot, source_key, count(*) AS waiting FROM left_standing GROUP BY ALL)
            USING (slot, source_key)
    )
    SELECT {FILE}, {ROW}, record_id, version + 1 AS version,
           CASE WHEN again THEN 'superseded' ELSE 'unchanged' END AS fate, FALSE AS history, FALSE AS gone
    FROM same
    UNION ALL
    SELECT {FILE}, {ROW}, record_id, version + 1, 'superseded', older, FALSE FROM changed
    UNION ALL
    SELECT {FILE}, {ROW}, {_IDENTITY}, 1, CASE WHEN older THEN 'superseded' ELSE 'loaded' END, FALSE, older FROM fresh
"""


def _mark_vanished(writer: Writer, stamp: Stamp) -> None:
    writer.run(
        f"""
        CREATE OR REPLACE TEMP TABLE vanished AS
        SELECT record_id, {FILE} FROM standing JOIN staged_file USING (slot)
        WHERE withdrawn_at IS NULL AND whole AND NOT older AND NOT held
          AND record_id NOT IN (SELECT record_id FROM verdict)
          AND (slot, source_key) NOT IN (
              SELECT (slot, source_key) FROM {name(stamp.staged)} WHERE {PROBLEM} IS NOT NULL AND source_key IS NOT NULL
          )
        """
    )
    writer.run(
        f"""
        UPDATE {ALIAS}.{name(stamp.table)} SET withdrawn_at = $received_at
        WHERE source = $source AND valid_to IS NULL AND slot IN (SELECT slot FROM staged_file)
          AND record_id IN (SELECT record_id FROM vanished)
        """,
        source=stamp.source,
        received_at=stamp.received_at,
    )


def _close_superseded(writer: Writer, stamp: Stamp) -> None:
    writer.run(
        f"""
        UPDATE {ALIAS}.{name(stamp.table)} SET valid_to = $received_at
        WHERE source = $source AND valid_to IS NULL AND slot IN (SELECT slot FROM staged_file)
          AND record_id IN (SELECT record_id FROM verdict WHERE fate = 'superseded' AND NOT history AND NOT gone)
        """,
        source=stamp.source,
        received_at=stamp.received_at,
    )


def _end_parts(writer: Writer, stamp: Stamp, part: PartStamp) -> None:
    """Close the parts of changed rows; mark those of vanished rows, and those that a changed row no longer has."""
    column = name(f"{PART}{part.name}")
    changed = f"""
        SELECT verdict.record_id || {text(f".{part.name}")} FROM verdict
        JOIN {name(stamp.staged)} AS staged USING ({FILE}, {ROW})
        WHERE fate = 'superseded' AND NOT history AND NOT gone AND staged.{column} IS"""
    standing = """
        WHERE source = $source AND valid_to IS NULL AND slot IN (SELECT slot FROM staged_file) AND record_id IN"""
    values: dict[str, object] = {"source": stamp.source, "received_at": stamp.received_at}
    table = f"{ALIAS}.{name(part.table)}"
    writer.run(f"UPDATE {table} SET valid_to = $received_at {standing} ({changed} NOT NULL)", **values)
    writer.run(
        f"""
        UPDATE {table} SET withdrawn_at = $received_at {standing} (
            SELECT record_id || {text(f".{part.name}")} FROM vanished UNION ALL {changed} NULL
        ) AND withdrawn_at IS NULL
        """,
        **values,
    )


def _add_versions(writer: Writer, stamp: Stamp) -> None:
    left_out = ", ".join([FILE, ROW, PROBLEM, DATED, *(name(f"{PART}{part.name}") for part in stamp.parts)])
    for rows in _pieces(writer, stamp):
        _add(writer, stamp, rows, stamp.table, "verdict.record_id", f"staged.* EXCLUDE ({left_out})", "TRUE")
        for part in stamp.parts:
            column = name(f"{PART}{part.name}")
            referring = ", ".join(_reference(column, refers) for refers in part.refers)
            without = f" EXCLUDE ({', '.join(map(name, part.refers))}), {referring}" if part.refers else ""
            record_id = f"verdict.record_id || {text(f'.{part.name}')}"
            said = f"staged.slot, source_key, content_hash, {column}.*{without}"
            _add(writer, stamp, rows, part.table, record_id, said, f"{column} IS NOT NULL")


def _reference(part: str, column: str) -> str:
    said = f"{part}.{name(column)}"
    of_row = f"starts_with({said}, {text(OF_ROW)})"
    return f"CASE WHEN {of_row} THEN verdict.record_id || {said}[2:] ELSE {said} END AS {name(column)}"


def _add(writer: Writer, stamp: Stamp, rows: str, table: str, record_id: str, said: str, which: str) -> None:
    writer.run(
        f"""
        INSERT INTO {ALIAS}.{name(table)} BY NAME
        SELECT {record_id} AS record_id, verdict.version, $source AS source, staged_file.sha256 AS source_file,
               {ROW} AS source_row, $received_at AS received_at, $received_at AS valid_from,
               CASE WHEN history THEN $received_at END AS valid_to,
               CASE WHEN gone THEN $received_at END AS withdrawn_at,
               $mapping AS mapping, {said}
        FROM (SELECT * EXCLUDE (slot), slot::VARCHAR AS slot FROM {name(stamp.staged)} WHERE {rows}) AS staged
        JOIN (SELECT * FROM verdict WHERE {rows}) AS verdict USING ({FILE}, {ROW}) JOIN staged_file USING ({FILE})
        WHERE fate <> 'unchanged' AND {which}
        """,
        source=stamp.source,
        received_at=stamp.received_at,
        mapping=stamp.mapping,
    )


def _pieces(writer: Writer, stamp: Stamp) -> list[str]:
    """Cut what is staged into parts of a million rows or so: a join of more at once does not fit the memory limit."""
    last_rows = writer.run(f"SELECT {FILE}, max({ROW}) FROM {name(stamp.staged)} GROUP BY {FILE} ORDER BY {FILE}")
    parts: list[str] = []
    together: list[int] = []
    gathered = 0
    for number, last_row in last_rows.fetchall():
        if last_row > _AT_ONCE:
            starts = range(0, last_row, _AT_ONCE)
            parts += [f"{FILE} = {number} AND {ROW} > {start} AND {ROW} <= {start + _AT_ONCE}" for start in starts]
            continue
        together.append(number)
        gathered += last_row
        if gathered > _AT_ONCE:
            parts.append(_among(together))
            together, gathered = [], 0
    return [*parts, _among(together)] if together else parts


def _among(files: Sequence[int]) -> str:
    return f"{FILE} IN ({', '.join(map(str, files))})"


def _count(writer: Writer, stamp: Stamp, files: Sequence[StagedFile], *, vanished: bool) -> dict[int, Fates]:
    staged = name(stamp.staged)
    counted = {
        fate: _by_file(writer, f"SELECT {FILE}, count(*) FROM verdict WHERE fate = '{fate}' GROUP BY ALL")
        for fate in ("loaded", "unchanged", "superseded")
    }
    problems = _by_file(writer, f"SELECT {FILE}, count(*) FROM {staged} WHERE {PROBLEM} IS NOT NULL GROUP BY ALL")
    held = _by_file(
        writer,
        f"SELECT {FILE}, count(*) FROM {staged} JOIN staged_file USING ({FILE}) "
        f"WHERE {PROBLEM} IS NULL AND held GROUP BY ALL",
    )
    gone = _by_file(writer, f"SELECT {FILE}, count(*) FROM vanished GROUP BY ALL") if vanished else {}
    return {
        file.number: Fates(
            loaded=counted["loaded"].get(file.number, 0),
            unchanged=counted["unchanged"].get(file.number, 0) + held.get(file.number, 0),
            superseded=counted["superseded"].get(file.number, 0),
            quarantined=problems.get(file.number, 0),
            withdrawn=gone.get(file.number, 0),
        )
        for file in files
    }


def _by_file(writer: Writer, statement: str) -> dict[int, int]:
    return {int(number): int(count) for number, count in writer.run(statement).fetchall()}
