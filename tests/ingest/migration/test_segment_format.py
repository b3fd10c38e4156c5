"""A record type as a format: its rows, and every reason for which a record is rejected."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
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
