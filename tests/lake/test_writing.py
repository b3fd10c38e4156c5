"""Commits are whole and durable, whoever is killed and whatever fails."""

import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from athena.failures import Busy
from athena.lake.workspace import Workspace, open_workspace
from athena.lake.writing import Writer

Start = Callable[..., ForkServerProcess]


def rows(n: int) -> pa.Table:
    return pa.table({"record_id": [f"r{n}"], "n": pa.array([n], pa.int64())})


def both(writer: Writer, n: int) -> None:
    for table in ("first", "second"):
        writer.insert(table, rows(n))


def counted(workspace: Workspace) -> int:
    """How many rows the newest snapshot has in each of the two tables, which are always the same number."""
    with workspace.lake.read() as reading:
        first, second = (reading.execute(reading.table(table)) for table in ("first", "second"))
    assert first.sort_by("n").equals(second.sort_by("n"))
    return int(first.num_rows)


def parquet(workspace: Workspace) -> set[str]:
    return {file.name for file in (workspace.lake.folder / "data").rglob("*.parquet")}


def known(workspace: Workspace) -> set[str]:
    with closing(sqlite3.connect(workspace.lake.catalog.file)) as catalog:
        data = catalog.execute("SELECT path FROM ducklake_data_file").fetchall()
        deletes = catalog.execute("SELECT path FROM ducklake_delete_file").fetchall()
    return {Path(path).name for (path,) in (*data, *deletes)}


def test_a_commit_gives_the_result_and_the_next_snapshot(counting: Workspace) -> None:
    before = counting.lake.snapshot()
    with counting.lake.write() as writer:
        assert writer.commit(lambda: both(writer, 1))[1] == before + 1

        def work() -> str:
            both(writer, 2)
            return "done"

        assert writer.commit(work) == ("done", before + 2)
    assert counting.lake.snapshot() == before + 2


def test_an_error_in_the_work_publishes_nothing(counting: Workspace) -> None:
    before = counting.lake.snapshot()
    with counting.lake.write() as writer:

        def work() -> None:
            both(writer, 1)
            raise LookupError("in the middle")

        with pytest.raises(LookupError, match="in the middle"):
            writer.commit(work)
        assert writer.commit(lambda: both(writer, 2))[1] == before + 1
    assert counted(counting) == 2


def test_an_error_that_quotes_data_is_raised_at_once_and_not_taken_for_a_lost_race(counting: Workspace) -> None:
    tried = []
    with counting.lake.write() as writer:

        def work() -> None:
            tried.append(1)
            writer.run("SELECT CAST('database is locked, conflict' AS INTEGER)").fetchall()

        with pytest.raises(duckdb.ConversionException):
            writer.commit(work)
    assert len(tried) == 1


def test_a_lost_race_is_run_again_from_the_start(counting: Workspace) -> None:
    before, tried = counting.lake.snapshot(), []
    with counting.lake.write() as writer:

        def work() -> None:
            tried.append(1)
            both(writer, 1)
            if len(tried) < 3:
                raise duckdb.TransactionException("TransactionContext Error: Failed to commit: database is locked")

        assert writer.commit(work) == (None, before + 1)
    assert len(tried) == 3
    assert counted(counting) == 2


def test_a_race_lost_too_often_is_busy(counting: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.lake.writing._FIRST_WAIT", 0.0)
    before = counting.lake.snapshot()
    with counting.lake.write() as writer:

        def work() -> None:
            raise duckdb.TransactionException("Conflict on update!")

        with pytest.raises(Busy, match="8 times running"):
            writer.commit(work)
    assert counting.lake.snapshot() == before


def test_a_table_grows_by_the_columns_it_lacks_in_their_order(workspace: Workspace) -> None:
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.ensure_tables({"vehicle": {"vrm": "VARCHAR"}}))
        writer.commit(lambda: writer.insert("vehicle", pa.table({"vrm": ["AB51 ABC"]})))
        wider = {"vrm": "VARCHAR", "make": "VARCHAR", "colour": "VARCHAR", "year": "INTEGER"}
        writer.commit(lambda: writer.ensure_tables({"vehicle": wider}))
        assert writer.table("vehicle").columns == tuple(wider)
        assert writer.rows(writer.table("vehicle"))["make"].to_pylist() == [None]
        writer.commit(lambda: writer.ensure_tables({"vehicle": {"vrm": "VARCHAR"}}))
        assert writer.table("vehicle").columns == tuple(wider)


def test_staged_rows_are_the_writers_own_until_committed(counting: Workspace) -> None:
    arriving = ibis.table({"n": "int64"}, name="arriving")
    with counting.lake.write() as writer:
        stream = pa.RecordBatchReader.from_batches(
            pa.schema([("n", pa.int64())]), iter([pa.record_batch({"n": pa.array([k], pa.int64())}) for k in (1, 2)])
        )
        writer.stage("arrived", stream, arriving.select(record_id=ibis.literal("x"), n=arriving.n * 10))
        assert sorted(writer.rows(writer.staged("arrived"))["n"].to_pylist()) == [10, 20]
        assert counted(counting) == 1

        def work() -> None:
            for table in ("first", "second"):
                writer.insert_from(table, writer.staged("arrived"))
                writer.change(table, "n", writer.staged("arrived")[["n"]], record_id="y")

        writer.commit(work)
    with counting.lake.read() as reading:
        changed = reading.execute(reading.table("first").filter(ibis._.record_id == "y"))
    assert sorted(changed["n"].to_pylist()) == [10, 20]
    with counting.lake.write() as writer, pytest.raises(ibis.common.exceptions.TableNotFound):
        writer.staged("arrived")


def test_what_is_removed_no_longer_stands_and_is_still_in_the_earlier_snapshot(counting: Workspace) -> None:
    before = counting.lake.snapshot()
    with counting.lake.write() as writer:
        writer.keep_aside("gone", writer.rows(writer.table("first").select("n")))
        writer.commit(lambda: writer.remove("first", "n", writer.staged("gone")[["n"]]))
    with counting.lake.read() as now, counting.lake.read(before) as then:
        assert now.execute(now.table("first")).num_rows == 0
        assert then.execute(then.table("first")).num_rows > 0


def test_an_error_in_the_stream_leaves_the_earlier_staged_table(counting: Workspace) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"n": [1]})
        raise LookupError("the file ends here")

    arriving = ibis.table({"n": "int64"}, name="arriving")
    with counting.lake.write() as writer:
        writer.keep_aside("arrived", pa.table({"n": [7]}))
        stream = pa.RecordBatchReader.from_batches(pa.schema([("n", pa.int64())]), broken())
        with pytest.raises(Exception, match="the file ends here"):
            writer.stage("arrived", stream, arriving)
        assert writer.rows(writer.staged("arrived")).to_pylist() == [{"n": 7}]


def test_a_second_writer_is_told_busy_after_its_patience(counting: Workspace, start: Start, tmp_path: Path) -> None:
    with counting.lake.write():
        asked = start("wait_for_turn", str(counting.folder), 0.5, str(tmp_path / "told"))
        began = time.monotonic()
        with pytest.raises(Busy, match="writing to this workspace"):
            counting.lake.write(patience=0.3)
        assert 0.3 <= time.monotonic() - began < 30
        asked.join()
    assert "Another process has been writing" in (tmp_path / "told").read_text()


def test_a_patient_writer_gets_its_turn(counting: Workspace, start: Start, tmp_path: Path) -> None:
    with counting.lake.write():
        asked = start("wait_for_turn", str(counting.folder), 60, str(tmp_path / "told"))
        time.sleep(0.2)
    asked.join()
    assert (tmp_path / "told").read_text() == "my turn"


def test_a_killed_writer_blocks_nobody(counting: Workspace, start: Start, tmp_path: Path) -> None:
    holder = start("hold", str(counting.folder), str(tmp_path / "ready"))
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)
    with pytest.raises(Busy):
        counting.lake.write(patience=0)
    holder.kill()
    holder.join()
    counting.lake.write(patience=5).close()


def test_a_failed_opening_lets_the_next_writer_in(counting: Workspace) -> None:
    counting.lake.catalog.file.rename(counting.folder / "away")
    counting.lake.catalog.file.write_bytes(b"this is no catalog" * 1000)
    with pytest.raises(duckdb.Error):
        counting.lake.write(patience=0)
    counting.lake.catalog.file.unlink()
    (counting.folder / "away").rename(counting.lake.catalog.file)
    counting.lake.write(patience=0).close()


@pytest.mark.slow
def test_killed_at_any_step_a_commit_is_whole_or_absent(counting: Workspace, start: Start, tmp_path: Path) -> None:
    for at in count(1):
        before: int = counting.lake.snapshot()
        done = tmp_path / f"done-{at}"
        child = start("commit", str(counting.folder), at, str(done))
        child.join()
        after = counting.lake.snapshot()
        assert after in (before, before + 1)
        assert after == before + 1 or not done.exists(), "the commit had returned"
        assert set(known(counting)) <= parquet(counting), "the catalog speaks of a file that is not there"
        if after > before or at % 4 == 0:
            counted(counting)
        if child.exitcode == 0:
            break
    assert at > 10
    with counting.lake.write() as writer:
        rows_before = counted(counting)
        writer.commit(lambda: both(writer, rows_before))
        writer.tidy()
        assert writer.tidy() == 0
    assert counted(counting) == rows_before + 1
    assert parquet(counting) == known(counting)
    assert list((counting.lake.folder / "spill").iterdir()) == []


@pytest.mark.slow
def test_killed_at_any_moment_no_acknowledged_commit_is_lost(counting: Workspace, start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for wait in (0.35, 0.5, 0.65, 0.8, 0.95, 1.1):
        child = start("commit_on", str(counting.folder), "child", 60.0, str(log))
        time.sleep(wait)
        child.kill()
        child.join()
        noted = [int(line) for line in log.read_text().splitlines()] if log.exists() else []
        assert counted(counting) - 1 in (len(noted), len(noted) + 1)
        with log.open("a") as more:
            more.writelines(f"{n}\n" for n in range(len(noted) + 1, counted(counting)))
    with counting.lake.write() as writer:
        writer.tidy()
        assert parquet(counting) == known(counting)


@pytest.mark.parametrize("room", [0, 4096, 200_000])
def test_a_full_disk_is_said_and_publishes_nothing(
    room: int, counting: Workspace, start: Start, tmp_path: Path
) -> None:
    before = counting.lake.snapshot()
    start("commit_on_a_full_disk", str(counting.folder), room, str(tmp_path / "told")).join()
    told = (tmp_path / "told").read_text()
    assert "File too large" in told or "disk I/O error" in told
    assert counting.lake.snapshot() == before
    with counting.lake.write() as writer:
        writer.commit(lambda: both(writer, 1))
        writer.tidy()
    assert counted(counting) == 2
    assert parquet(counting) == known(counting)


@pytest.mark.parametrize("call", ["fsync", "chmod"])
def test_a_file_that_cannot_be_made_durable_publishes_nothing(
    call: str, counting: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counting.lake.snapshot()
    with counting.lake.write() as writer:
        with monkeypatch.context() as patched:

            def fail(*given: object, **named: object) -> None:
                raise OSError(5, "Input/output error")

            patched.setattr(f"os.{call}", fail)
            with pytest.raises(OSError, match="Input/output error"):
                writer.commit(lambda: both(writer, 1))
        assert counting.lake.snapshot() == before
        writer.commit(lambda: both(writer, 1))
    assert counted(counting) == 2


def test_every_new_file_and_folder_is_synced_before_the_catalog_names_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[Path] = set()
    monkeypatch.setattr("athena.lake.writing.sync_file", synced.add)
    monkeypatch.setattr("athena.lake.writing.sync_folder", synced.add)
    data = workspace.lake.folder / "data"

    def work() -> None:
        writer.ensure_tables({"vehicle": {"record_id": "VARCHAR", "n": "BIGINT"}})
        writer.insert("vehicle", rows(1))

    with workspace.lake.write() as writer:
        writer.commit(work)
        writer.commit(lambda: writer.insert("vehicle", pa.concat_tables([rows(2), rows(3)])))
        assert synced == {data, *data.rglob("*")}
        synced.clear()
        writer.commit(lambda: writer.run("UPDATE lake.vehicle SET n = 4 WHERE n = 2"))
        assert len(synced) == 3  # the new row, the mark on the old one, the folder
        assert {file.name for file in synced} - {"vehicle"} <= known(workspace)


def test_all_that_a_writer_makes_is_for_its_owner_only(counting: Workspace) -> None:
    with counting.lake.write() as writer:
        writer.commit(lambda: both(writer, 1))
        counting.lake.refresh_copy()
        modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in counting.folder.rglob("*")}
        folders = {path for path in modes if path.is_dir()}
    assert {path for path, mode in modes.items() if mode != (0o700 if path in folders else 0o600)} == set()


def test_a_workspace_that_was_moved_is_written_on(counting: Workspace, tmp_path: Path) -> None:
    counting.folder.rename(tmp_path / "else where")
    moved = open_workspace(tmp_path / "else where")
    with moved.lake.write() as writer:
        writer.commit(lambda: both(writer, 1))
        assert writer.tidy() == 0
    assert counted(moved) == 2
