from pathlib import Path

import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import SegmentOptions

BOOK = parse_copybook("01 R. 05 A PIC X(2). 05 N PIC 9(2).", form="free")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("cp037"))
    return path


def test_the_schema_is_known_before_the_first_byte_and_every_batch_has_it(tmp_path: Path) -> None:
    reader = LegacyReader(BOOK, ReadOptions(block_bytes=64))
    path = write(tmp_path, "a", "AB12" * 100)
    batches = list(reader.batches([path]))
    assert len(batches) > 1
    assert all(batch.schema == reader.schema for batch in batches)
    assert sum(batch.num_rows for batch in batches) == reader.records == 100


def test_progress_is_told_the_bytes_of_the_records(tmp_path: Path) -> None:
    told: list[int] = []
    path = write(tmp_path, "a", "AB12" * 100)
    for _ in LegacyReader(BOOK, ReadOptions(block_bytes=64)).batches([path], told.append):
        pass
    assert sum(told) == 400


def test_counts_of_doubt_are_kept_by_field_and_reason(tmp_path: Path) -> None:
    reader = LegacyReader(BOOK, ReadOptions())
    reader.table([write(tmp_path, "a", "AB12ABXXAB  AB1 ")])
    assert reader.doubtful == 3
    assert reader.doubts == {("R.N", "BAD_DIGIT"): 1, ("R.N", "SPACES"): 1, ("R.N", "TRAILING_SPACES"): 1}


def test_separate_files_keep_their_headers_and_their_numbers(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a", "HAB12"), write(tmp_path, "b", "HCD13EF14")]
    reader = LegacyReader(BOOK, ReadOptions(frame=FrameOptions(file_header=1), separate=True))
    rows = reader.table(paths).to_pylist()
    assert [(row["_file"], row["_record"], row["_offset"], row["N"]) for row in rows] == [
        (0, 0, 1, 12), (1, 1, 1, 13), (1, 2, 5, 14)
    ]  # fmt: skip
    assert [account.filler for account in reader.accounts] == [1, 1]


def test_filtered_records_are_counted_apart(tmp_path: Path) -> None:
    segments = SegmentOptions("A", keep=frozenset({"CD"}))
    reader = LegacyReader(BOOK, ReadOptions(segments=segments))
    rows = reader.table([write(tmp_path, "a", "AB12CD13")]).to_pylist()
    assert [row["_record"] for row in rows] == [1]
    assert (reader.accounts[0].records, reader.accounts[0].filtered) == (4, 4)


def test_77_items_are_no_records() -> None:
    book = parse_copybook("77 W PIC 9. 01 R. 05 A PIC X(2).", form="free")
    assert [layout.name for layout in LegacyReader(book, ReadOptions()).layouts] == ["R"]


def test_what_was_given_out_before_a_fault_stands_at_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a", "AB12" * 40 + "A")
    batches = LegacyReader(BOOK, ReadOptions(block_bytes=16, workers=1)).batches([path])
    first = next(batches)
    assert first["_record"].to_pylist() == list(range(first.num_rows))
    with pytest.raises(LegacyRefusedError, match="1 of 4 bytes"):
        list(batches)


@pytest.mark.parametrize(
    "reading",
    [
        Reading(dates={"NOBODY": DateRule.parse("YYYYMMDD")}),
        Reading(counts={"NOBODY": {"A": 1}}),
        Reading(group_text=frozenset({"NOBODY"})),
        Reading(field_pages={"NOBODY": code_page("cp285")}),
    ],
)
def test_a_rule_for_a_field_that_is_not_there_is_refused(reading: Reading) -> None:
    with pytest.raises(LegacyRefusedError) as error:
        LegacyReader(BOOK, ReadOptions(reading=reading))
    assert error.value.code == "UNKNOWN_FIELD"


def test_a_stated_length_that_differs_from_the_layout_is_judged(tmp_path: Path) -> None:
    for length, reason in ((3, "SHORT_RECORD"), (6, "LEFT_OVER_BYTES")):
        reader = LegacyReader(BOOK, ReadOptions(frame=FrameOptions(length=length)))
        reader.table([write(tmp_path, "a", "AB1234")])
        assert ("_length", reason) in reader.doubts


def test_short_lines_go_on_in_spaces_as_cobol_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"AB12\nA\n\n")
    reader = LegacyReader(BOOK, ReadOptions(frame=FrameOptions("T"), reading=Reading(page=code_page("ascii"))))
    assert [(row["A"], row["N"]) for row in reader.table([path]).to_pylist()] == [("AB", 12), ("A", None), ("", None)]
    assert reader.doubts == {("R.N", "SPACES"): 2}


def test_a_segment_field_whose_place_varies_is_refused() -> None:
    book = parse_copybook("01 R. 05 N PIC 9. 05 E PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 T PIC X.", form="free")
    with pytest.raises(LegacyRefusedError) as error:
        LegacyReader(book, ReadOptions(segments=SegmentOptions("T")))
    assert error.value.code == "MOVING_FIELD"
