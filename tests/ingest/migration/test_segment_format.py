"""A record type as a format: its rows, and every reason for which a record is rejected."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions
from athena.ingest.migration.book import RecordBook
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.segment_format import SegmentFormat


def part(northmere: Migration, name: str) -> Part:
    return next(one for one in northmere.parts if one.mapped.name == name)


def read(format: SegmentFormat, content: bytes) -> Any:
    rows = format.rows(BytesIn(io.BytesIO(content), "x", len(content), lambda count: None), (), "x")
    found = [
        (number, row)
        for numbers, batch in rows
        for number, row in zip(numbers.to_pylist(), batch.to_pylist(), strict=False)
    ]
    return rows, found


def test_rows_are_numbered_among_all_records_and_counted_apart(northmere: Migration, crimes: Path) -> None:
    rows, found = read(part(northmere, "item").format, crimes.read_bytes())
    assert [(number, row["ITEM_TEXT"]) for number, row in found] == [
        (4, "WATCH, COST £95"), (5, "CYCLE"), (8, "CASH"),
    ]  # fmt: skip
    assert rows.count() == 3
    assert rows.misread == []


def test_a_record_is_found_again_by_its_number(
    northmere: Migration, crimes: Path, rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    with crimes.open("rb") as content:
        assert part(northmere, "item").format.original(content, 5) == records(rows)[4]


def test_a_record_without_a_key_is_rejected(
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
) -> None:
    found = records(rows)
    found[0] = found[0][:1] + b"\x40" * 8 + found[0][9:]
    rows_read, _ = read(part(northmere, "crime").format, deck(tmp_path / "x", found).read_bytes())
    assert "NO_KEY" in rows_read.misread[0].reason or "SPACES" in rows_read.misread[0].reason


def test_a_doubt_that_the_settings_accept_rejects_nothing(
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
) -> None:
    found = records(rows)
    found[3] = found[3][:-2] + b"\xab" + found[3][-1:]
    content = deck(tmp_path / "x", found).read_bytes()
    strict = part(northmere, "item").format
    assert [one.row for one in read(strict, content)[0].misread] == [4]
    reasons = read(strict, content)[0].misread[0].reason
    accept = frozenset({f"ITEM-VALUE:{reasons.split(' ')[0]}"})
    mild = SegmentFormat(strict.book, strict.segment, strict.key, accept, strict.strays)
    assert read(mild, content)[0].misread == []


def test_a_name_that_no_field_has_is_refused(northmere: Migration) -> None:
    with pytest.raises(Refused, match=r"migration\.no-such-field"):
        part(northmere, "item").format.leaf("COLOUR")


def rows_of(text: str, options: ReadOptions, segment: str, key: tuple[str, ...], content: bytes) -> Any:
    book = RecordBook.of(parse_copybook(text), options)
    return read(SegmentFormat(book, segment, key, frozenset(), strays=True), content)


def test_a_file_of_one_type_with_a_table_is_read_without_segments() -> None:
    text = "01 R.\n 05 K PIC 9(2).\n 05 N PIC 9.\n 05 T OCCURS 0 TO 3 DEPENDING ON N.\n 10 A PIC X.\n 05 Z PIC 9."
    options = ReadOptions(frame=FrameOptions(format="T"), reading=Reading(page=code_page("latin-1")))
    rows, found = rows_of(text, options, "", ("K",), b"012AB7\n0208\n")
    assert [row for _, row in found] == [
        {"K": 1, "N": 2, "T": [{"A": "A"}, {"A": "B"}], "Z": 7},
        {"K": 2, "N": 0, "T": [], "Z": 8},
    ]
    assert (rows.count(), rows.misread) == (2, [])


def test_record_types_that_are_records_of_their_own_are_kept_apart() -> None:
    text = "01 A-REC.\n 05 T PIC X.\n 05 K PIC 9(2).\n01 B-REC.\n 05 TB PIC X.\n 05 K PIC 9(2).\n 05 V PIC X(2)."
    segments = SegmentOptions("T", {"A": "A-REC", "B": "B-REC"})
    options = ReadOptions(FrameOptions(format="T"), Reading(page=code_page("latin-1")), segments)
    rows, found = rows_of(text, options, "B", ("K",), b"A01\nB02XY\nX03\n")
    assert found == [(2, {"TB": "B", "K": 2, "V": "XY"})]
    assert [(one.row, one.reason.split(" ")[0]) for one in rows.misread] == [(3, "UNKNOWN_SEGMENT")]
    assert rows.count() == 2
