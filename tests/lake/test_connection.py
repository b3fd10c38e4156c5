"""A connection reaches its lake and nothing else."""

import socket
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from athena.lake.connection import Connection, Limits, connect, name, remove_spills, text
from athena.lake.extensions import FOR_COPY, FOR_LAKE
from athena.lake.workspace import Workspace

Start = Callable[..., ForkServerProcess]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    (tmp_path / "home" / "data").mkdir(parents=True)
    opened = connect(tmp_path / "home", "SELECT 1", Limits(), FOR_LAKE, [tmp_path / "home" / "data"])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_text('/etc/hostname')",
        "FROM read_blob('/proc/self/environ')",
        "FROM read_csv('/etc/passwd')",
        "FROM glob('/etc/*')",
        "FROM '/etc/hostname'",
        "FROM read_text('{home}/data/../../secret.txt')",
        "COPY (SELECT 1) TO '{home}/../out.csv'",
        "COPY (SELECT 1) TO '{home}/out.csv'",
        "ATTACH '{home}/../other.duckdb'",
        "EXPORT DATABASE '{home}/../out'",
        "SET allowed_directories = ['/']",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET temp_file_encryption = false",
        "SET lock_configuration = false",
        "INSTALL spatial",
        "LOAD spatial",
        "CREATE PERSISTENT SECRET planted (TYPE s3, KEY_ID 'x', SECRET 'y')",
    ],
)
def test_every_door_is_locked(statement: str, connection: Connection, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(duckdb.Error):
        connection.duck.execute(statement.format(home=tmp_path / "home")).fetchall()
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_goes_out_to_the_network(connection: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        with pytest.raises(duckdb.Error):
            connection.duck.execute(f"FROM read_text('http://127.0.0.1:{port}/x')")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_callers_variables_are_not_tables(connection: Connection) -> None:
    secret = pa.table({"n": [1]})
    assert secret.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        connection.duck.execute("FROM secret")


def test_no_statement_tells_the_key_of_a_reading_copy(counting: Workspace) -> None:
    counting.lake.refresh_copy()
    key = counting.lake.reading_key.hex()
    with counting.lake.read() as reading:
        assert reading.from_copy
        for asked in ("duckdb_databases()", "duckdb_settings()", "duckdb_secrets()", "pragma_database_list"):
            assert key not in str(reading._connection.duck.execute(f"FROM {asked}").fetchall())


def test_a_reading_of_a_copy_reaches_no_other_file(counting: Workspace) -> None:
    counting.lake.refresh_copy()
    with counting.lake.read() as reading:
        for file in (counting.lake.catalog.file, counting.folder / "keys" / "reading.key"):
            with pytest.raises(duckdb.PermissionException):
                reading._connection.duck.execute(f"FROM read_blob('{file}')")
        # The SQLite extension opens files past DuckDB's locks; where records are read every day it is not loaded.
        with pytest.raises(duckdb.Error):
            reading._connection.duck.execute(f"ATTACH 'sqlite:{counting.lake.catalog.file}' AS other")
        with pytest.raises(duckdb.Error):
            reading._connection.duck.execute(f"FROM sqlite_scan('{counting.lake.catalog.file}', 'ducklake_data_file')")


def test_what_spills_is_encrypted_and_two_do_not_mix(counting: Workspace, start: Start, tmp_path: Path) -> None:
    children = []
    for number in range(2):
        (tmp_path / f"{number}").mkdir()
        children.append(start("spill_beside", str(counting.folder), str(tmp_path / f"told-{number}")))
    for child in children:
        child.join()
    for number in range(2):
        told = (tmp_path / f"told-{number}").read_text().split()
        assert told[:2] == ["1999999000000", "2000000"]
        assert int(told[2]) > 500_000
        assert told[3] == "False"
    assert list((counting.lake.folder / "spill").iterdir()) == []


def test_a_closed_connection_leaves_nothing(tmp_path: Path) -> None:
    opened = connect(tmp_path, "SELECT 1", Limits(), FOR_COPY)
    assert len(list((tmp_path / "spill").iterdir())) == 1
    assert remove_spills(tmp_path) == 0
    opened.close()
    assert list((tmp_path / "spill").iterdir()) == []


def test_a_failed_opening_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        connect(tmp_path, "ATTACH 'ducklake:sqlite:/no/such' AS lake", Limits(), FOR_LAKE)
    with pytest.raises(duckdb.Error):
        connect(tmp_path, "SELECT 1", Limits(memory="a lot"), FOR_LAKE)
    assert list((tmp_path / "spill").iterdir()) == []


@pytest.mark.parametrize("value", ["plain", "o'clock", "''", 'a "word"', "semi;colon -- and more", ""])
def test_strings_and_names_are_quoted(value: str) -> None:
    with duckdb.connect() as plain:
        assert plain.execute(f"SELECT {text(value)}").fetchone() == (value,)
        if value:
            assert plain.execute(f"SELECT 1 AS {name(value)}").description[0][0] == value
