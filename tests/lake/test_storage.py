"""The lake's contract: durable, whole snapshots, in order, one writer."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from athena.failures import Refused
from athena.lake.storage import Lake, SnapshotId
from athena.lake.workspace import Workspace

Start = Callable[..., ForkServerProcess]


def add(lake: Lake, n: int) -> None:
    with lake.write() as writer:

        def work() -> None:
            for table in ("first", "second"):
                writer.insert(table, pa.table({"record_id": [f"r{n}"], "n": [n]}))

        writer.commit(work)


def numbers(lake: Lake, at: SnapshotId | None = None) -> list[int]:
    with lake.read(at) as reading:
        return sorted(reading.execute(reading.table("first"))["n"].to_pylist())


def test_every_snapshot_can_still_be_read(counting: Workspace) -> None:
    lake, start = counting.lake, counting.lake.snapshot()
    for n in (1, 2):
        add(lake, n)
    assert lake.snapshot() == start + 2
    assert [numbers(lake, SnapshotId(start + n)) for n in (0, 1, 2)] == [[0], [0, 1], [0, 1, 2]]
    lake.refresh_copy()
    assert [numbers(lake, SnapshotId(start + n)) for n in (0, 1, 2)] == [[0], [0, 1], [0, 1, 2]]


@pytest.mark.parametrize("off", [1, 1000, -1000])
def test_a_snapshot_that_never_was_is_refused(off: int, counting: Workspace) -> None:
    with pytest.raises(Refused, match="There is no snapshot") as refused:
        counting.lake.read(SnapshotId(counting.lake.snapshot() + off))
    assert refused.value.code == "snapshot-unknown"


def test_a_lake_may_lie_in_any_folder(tmp_path: Path) -> None:
    # Each of these has a meaning of its own somewhere in SQL, in a URL or in a file pattern.
    lake = Lake(tmp_path.joinpath("a b", "it's", "half#1", "50%41", "[ab]*", "ümläut", 'quo"te'), bytes(32))
    lake.folder.mkdir(parents=True)
    lake.create()
    assert lake.snapshot() == 0
    with lake.write() as writer:
        writer.commit(lambda: writer.ensure_tables({"first": {"record_id": "VARCHAR", "n": "BIGINT"}}))
        writer.commit(lambda: writer.insert("first", pa.table({"record_id": ["r"], "n": [5]})))
        assert writer.tidy() == 0
    assert numbers(lake) == [5]
    lake.refresh_copy()
    assert numbers(lake) == [5]


def test_parquet_is_encrypted_and_authenticated(counting: Workspace) -> None:
    with counting.lake.write() as writer:
        rows = pa.table({"record_id": [f"PLANTED-{n}" for n in range(5000)], "n": range(5000)})
        writer.commit(lambda: writer.insert("first", rows))
    file = max((counting.lake.folder / "data").rglob("*.parquet"), key=lambda file: file.stat().st_size)
    content = bytearray(file.read_bytes())
    assert b"PLANTED" not in content
    assert content.endswith(b"PARE")
    content[len(content) // 3] ^= 1
    file.write_bytes(content)
    with pytest.raises(duckdb.Error):
        numbers(counting.lake)


def test_the_key_is_not_in_its_words(counting: Workspace) -> None:
    lake = counting.lake
    for said in (repr(lake), repr(lake.copies), str(lake)):
        assert repr(lake.reading_key) not in said


@pytest.mark.slow
def test_killed_at_any_step_a_refresh_leaves_a_lake_that_reads(
    counting: Workspace, start: Start, tmp_path: Path
) -> None:
    lake = counting.lake
    for at in count(1):
        done = tmp_path / f"done-{at}"
        child = start("refresh", str(counting.folder), at, str(done))
        child.join()
        with lake.read() as reading:
            assert reading.from_copy or not done.exists()
            assert reading.execute(reading.table("first")).num_rows == at
        if child.exitcode == 0:
            break
        add(lake, at)
    assert at > 5
    with lake.write() as writer:
        writer.tidy()
    assert {path.suffix for path in lake.copies.folder.iterdir()} == {".duckdb"}


def test_a_full_disk_while_refreshing_keeps_the_older_copy(counting: Workspace, start: Start, tmp_path: Path) -> None:
    lake = counting.lake
    lake.refresh_copy()
    (older,) = lake.copies.folder.iterdir()
    add(lake, 1)
    start("refresh_on_a_full_disk", str(counting.folder), 50_000, str(tmp_path / "told")).join()
    assert (tmp_path / "told").read_text() != "nothing"
    assert list(lake.copies.folder.iterdir()) == [older]
    assert numbers(lake) == [0, 1]


def test_two_refreshes_at_once_are_both_right(counting: Workspace, start: Start, tmp_path: Path) -> None:
    children = [start("refresh", str(counting.folder), 10_000, str(tmp_path / f"done-{n}")) for n in range(3)]
    for child in children:
        child.join()
        assert child.exitcode == 0
    with counting.lake.read() as reading:
        assert reading.from_copy
        assert reading.execute(reading.table("second"))["n"].to_pylist() == [0]
    assert len(list(counting.lake.copies.folder.iterdir())) == 1


@pytest.mark.slow
@pytest.mark.xdist_group("whole-machine")
def test_six_readers_and_two_writers_for_thirty_seconds(counting: Workspace, start: Start, tmp_path: Path) -> None:
    seconds = 30.0
    counting.lake.refresh_copy()
    writers = [
        start("commit_on", str(counting.folder), f"w{n}", seconds, str(tmp_path / f"wrote-{n}")) for n in range(2)
    ]
    readers = [start("watch", str(counting.folder), seconds, str(tmp_path / f"read-{n}")) for n in range(6)]
    began = time.monotonic()
    for child in (*writers, *readers):
        child.join(600)
    assert time.monotonic() - began >= seconds
    assert [child.exitcode for child in (*writers, *readers)] == [0] * 8
    wrote = [int(n) for file in tmp_path.glob("wrote-*") for n in file.read_text().split()]
    assert sorted(wrote) == list(range(1, len(wrote) + 1)), "a commit was lost, or done twice"
    assert numbers(counting.lake) == [0, *sorted(wrote)]
    assert len(wrote) >= 3
    reads, copies = zip(*(map(int, file.read_text().split()) for file in tmp_path.glob("read-*")), strict=True)
    assert min(reads) >= 1
    assert sum(copies) > 0
    with counting.lake.write() as writer:
        assert writer.tidy() == 0
    with closing(sqlite3.connect(counting.lake.catalog.file)) as catalog:
        assert catalog.execute("PRAGMA integrity_check").fetchone() == ("ok",)
