from pathlib import Path

import pyarrow.parquet as pq
import pytest

from athena.ingest.mainframe.convert import convert
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import SegmentOptions

BOOK = parse_copybook("01 R. 05 T PIC X. 05 N PIC 9(3). 05 X OCCURS 2. 10 Y PIC X.", form="free")


def test_the_parts_of_the_report_sum_to_the_input(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "a.parquet"
    source.write_bytes("A001xyB002xyA  3xyA".encode("cp037"))
    options = ReadOptions(quarantine=True, segments=SegmentOptions("T", keep=frozenset({"A"})))
    result = convert(BOOK, [source], target, options)
    assert (result.records, result.bytes) == (2, 19)
    parts = (
        result.record_bytes,
        result.header_bytes,
        result.filler_bytes,
        result.filtered_bytes,
        result.quarantined_bytes,
    )
    assert parts == (12, 0, 0, 6, 1)
    rows = pq.read_table(target).to_pylist()
    assert [(row["N"], row["X"]) for row in rows] == [(1, [{"Y": "x"}, {"Y": "y"}]), (3, [{"Y": "x"}, {"Y": "y"}])]


def test_a_refused_file_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "a.parquet"
    source.write_bytes(b"\xc1\xf0")
    target.write_bytes(b"before")
    with pytest.raises(LegacyRefusedError):
        convert(BOOK, [source], target, ReadOptions())
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "a.parquet"]


def test_an_empty_file_makes_an_empty_table_with_the_schema(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    result = convert(BOOK, [tmp_path / "a"], tmp_path / "o", ReadOptions())
    assert result.records == 0
    assert pq.read_schema(tmp_path / "o").names == ["_record", "_offset", "_length", "T", "N", "X", "_doubt"]


def test_an_output_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(LegacyRefusedError) as error:
        convert(BOOK, [tmp_path / "a"], tmp_path / "nowhere" / "o", ReadOptions())
    assert error.value.code == "OUTPUT"
