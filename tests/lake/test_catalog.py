"""The catalog names files and tells no values."""

import sqlite3
from contextlib import closing
from datetime import date

import ibis
import pyarrow as pa

from athena.lake.workspace import Workspace

PEOPLE = {"record_id": "VARCHAR", "slot": "VARCHAR", "surname": "VARCHAR", "born": "DATE", "height": "BIGINT"}


def people(*rows: tuple[str, str, str | None, date | None, int | None]) -> pa.Table:
    kinds = pa.schema([*((n, pa.string()) for n in list(PEOPLE)[:3]), ("born", pa.date32()), ("height", pa.int64())])
    return pa.Table.from_pylist([dict(zip(PEOPLE, row, strict=True)) for row in rows], schema=kinds)


def fill(workspace: Workspace) -> None:
    with workspace.lake.write() as writer:

        def work() -> None:
            writer.ensure_tables({"person": PEOPLE})
            writer.insert("person", people(("a", "s1", "PLANTEDSMITH", date(1931, 5, 7), 177123)))

        writer.commit(work)
        more = people(("b", "s2", "PLANTEDJONES", None, None), ("c", "s2", None, date(1999, 1, 2), 2))
        writer.commit(lambda: writer.insert("person", more))
        writer.commit(lambda: writer.run("UPDATE lake.person SET surname = 'PLANTEDBROWN' WHERE record_id = 'b'"))


def test_no_value_of_a_record_reaches_the_catalog(workspace: Workspace) -> None:
    fill(workspace)
    lake = workspace.lake.folder
    raw = b"".join(file.read_bytes() for file in lake.rglob("*") if file.is_file())
    for planted in (b"PLANTED", b"1931-05-07", b"177123", b"1999-01-02"):
        assert planted not in raw
    with closing(sqlite3.connect(workspace.lake.catalog.file)) as catalog:
        for table in ("ducklake_file_column_stats", "ducklake_table_column_stats"):
            bounds = catalog.execute(f"SELECT DISTINCT min_value FROM {table} ORDER BY 1").fetchall()
            assert {bound for (bound,) in bounds} <= {None, "s1", "s2"}
            assert ("s1",) in bounds


def test_what_the_catalog_does_not_tell_is_still_found(workspace: Workspace) -> None:
    fill(workspace)
    with workspace.lake.read() as reading:
        person = reading.table("person")
        for asked, expected in {
            person.surname == "PLANTEDSMITH": ["a"],
            person.surname > "PLANTEDC": ["a"],
            person.born < "1950-01-01": ["a"],
            person.born.isnull(): ["b"],
            person.surname.isnull(): ["c"],
            person.height <= 2: ["c"],
            person.slot == "s2": ["b", "c"],
            person.slot == "s3": [],
        }.items():
            assert sorted(reading.execute(person.filter(asked))["record_id"].to_pylist()) == expected
        bounds = person.agg(
            low=person.height.min(), high=person.born.max(), first=person.surname.min(), n=ibis._.count()
        )
        assert reading.execute(bounds).to_pylist() == [
            {"low": 2, "high": date(1999, 1, 2), "first": "PLANTEDBROWN", "n": 3}
        ]


def test_it_is_in_wal_mode_and_holds_no_rows(workspace: Workspace) -> None:
    fill(workspace)
    with closing(sqlite3.connect(workspace.lake.catalog.file)) as catalog:
        assert catalog.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert catalog.execute("SELECT count(*) FROM ducklake_inlined_data_tables").fetchone() == (0,)


def test_the_newest_snapshot_is_told_without_duckdb(workspace: Workspace) -> None:
    before = workspace.lake.catalog.newest()
    fill(workspace)
    assert workspace.lake.catalog.newest() == before + 3
