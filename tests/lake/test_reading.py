"""A reading is of one snapshot, and its copy holds the same rows."""

from contextlib import suppress
from functools import partial

import duckdb
import ibis
import pyarrow as pa
import pytest

from athena.failures import StopTheLine
from athena.lake import reading as module
from athena.lake.workspace import Workspace


def fill(workspace: Workspace) -> None:
    kinds = {"record_id": "VARCHAR", "word": "VARCHAR", "at": "TIMESTAMPTZ", "n": "BIGINT"}
    with workspace.lake.write() as writer:

        def work() -> None:
            writer.ensure_tables({"crime": kinds})
            writer.ensure_tables({"nothing": {"n": "BIGINT"}})
            writer.run(
                "INSERT INTO lake.crime SELECT left(sha256('' || i), 12), CASE WHEN i % 3 > 0 THEN 'PLANTED' || i END, "
                "TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_hours(i), i FROM range(20000) AS t (i)"
            )

        writer.commit(work)
        writer.commit(lambda: writer.run("UPDATE lake.crime SET word = NULL WHERE n % 5 = 0"))


def everything(workspace: Workspace, *, copy: bool) -> dict[str, pa.Table]:
    with workspace.lake.read() as reading:
        assert reading.from_copy == copy
        return {table: reading.execute(reading.table(table)) for table in reading.tables()}


def test_the_copy_is_the_lake_row_for_row(workspace: Workspace) -> None:
    fill(workspace)
    lake = everything(workspace, copy=False)
    assert workspace.lake.refresh_copy() == workspace.lake.snapshot()
    copy = everything(workspace, copy=True)
    assert list(copy) == list(lake) == ["crime", "nothing"]
    assert copy["nothing"].equals(lake["nothing"])
    assert copy["crime"].sort_by("n").equals(lake["crime"].sort_by("n"))
    assert copy["crime"]["record_id"].to_pylist() == sorted(lake["crime"]["record_id"].to_pylist())


def test_one_record_is_found_in_either(workspace: Workspace) -> None:
    fill(workspace)
    for copy in (False, True):
        with workspace.lake.read() as reading:
            assert reading.from_copy == copy
            crime = reading.table("crime")
            wanted = reading.execute(crime.filter(crime.n == 7)).to_pylist()[0]
            found = reading.execute(crime.filter(crime.record_id == wanted["record_id"]))
            assert found.to_pylist() == [wanted]
            assert wanted["word"] == "PLANTED7"
        workspace.lake.refresh_copy()


def test_nothing_published_later_shows(counting: Workspace) -> None:
    for copy in (False, True):
        with counting.lake.read() as reading, counting.lake.write() as writer:
            assert reading.from_copy == copy
            before = reading.execute(reading.table("first"))
            writer.commit(lambda: writer.insert("first", pa.table({"record_id": ["x"], "n": [99]})))
            assert reading.execute(reading.table("first")).equals(before)
            assert reading.snapshot == counting.lake.snapshot() - 1
        counting.lake.refresh_copy()


def test_a_reader_of_a_dropped_copy_keeps_it(counting: Workspace) -> None:
    counting.lake.refresh_copy()
    with counting.lake.read() as reading:
        assert reading.from_copy
        for n in (1, 2, 3):
            rows = pa.table({"record_id": ["x"], "n": [n]})
            with counting.lake.write() as writer:
                writer.commit(partial(writer.insert, "first", rows))
            counting.lake.refresh_copy()
        assert reading.execute(reading.table("first"))["n"].to_pylist() == [0]
    assert len(list(counting.lake.copies.folder.iterdir())) == 2


def test_a_copy_that_is_dropped_between_two_looks_is_no_failed_read(
    counting: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.lake.refresh_copy()
    attachment = module.ReadingCopies.attachment

    def dropped_first(self: module.ReadingCopies, snapshot: int, alias: str) -> str:
        found = self.of(snapshot)
        assert found is not None
        found.unlink()
        return attachment(self, snapshot, alias)

    monkeypatch.setattr(module.ReadingCopies, "attachment", dropped_first)
    with counting.lake.read() as reading:
        assert not reading.from_copy
        assert reading.execute(reading.table("first"))["n"].to_pylist() == [0]


def test_a_refresh_with_nothing_new_builds_nothing(counting: Workspace) -> None:
    counting.lake.refresh_copy()
    (copy,) = counting.lake.copies.folder.iterdir()
    before = copy.stat().st_mtime_ns
    counting.lake.refresh_copy()
    assert copy.stat().st_mtime_ns == before


def test_nothing_of_a_record_shows_in_the_copy(workspace: Workspace) -> None:
    fill(workspace)
    workspace.lake.refresh_copy()
    (copy,) = workspace.lake.copies.folder.iterdir()
    assert copy.stat().st_size > 100_000
    assert b"PLANTED" not in copy.read_bytes()


def test_a_copy_that_cannot_be_opened_stops_the_line_and_tells_no_key(counting: Workspace) -> None:
    counting.lake.refresh_copy()
    (copy,) = counting.lake.copies.folder.iterdir()
    content = bytearray(copy.read_bytes())
    content[: 4096 * 3] = bytes(4096 * 3)
    copy.write_bytes(content)
    with pytest.raises(StopTheLine, match="remove it") as stopped:
        counting.lake.read()
    assert counting.lake.reading_key.hex() not in str(stopped.value)
    copy.unlink()
    with counting.lake.read() as reading:
        assert not reading.from_copy


def test_changed_bytes_of_a_copy_are_never_read_as_records(workspace: Workspace) -> None:
    fill(workspace)
    workspace.lake.refresh_copy()
    (copy,) = workspace.lake.copies.folder.iterdir()
    whole = copy.read_bytes()
    expected = everything(workspace, copy=True)["crime"]
    for place in range(4096 * 3, len(whole), len(whole) // 7):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        read = None
        with suppress(duckdb.Error, StopTheLine):
            read = everything(workspace, copy=True)["crime"]
        assert read is None or read.equals(expected)


def test_what_it_computes_is_an_ibis_expression(workspace: Workspace) -> None:
    fill(workspace)
    with workspace.lake.read() as reading:
        crime = reading.table("crime")
        counted = reading.execute(crime.group_by(gone=crime.word.isnull()).agg(n=ibis._.count()).order_by("gone"))
    assert sum(counted["n"].to_pylist()) == 20_000
