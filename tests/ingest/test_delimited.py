"""Comma-separated text: columns in any order, rows under their numbers, and nothing guessed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import Delimited

FORMAT = Delimited(("A", "B"))


def opened(content: bytes) -> BytesIn:
    return BytesIn(io.BytesIO(content), "file.csv", 1 << 30, lambda count: None)


def read(content: bytes) -> tuple[dict[int, dict[str, str]], dict[int, str], int]:
    header = FORMAT.header(opened(content))
    FORMAT.check(header, "file.csv")
    rows = FORMAT.rows(opened(content), header, "file.csv")
    found: dict[int, dict[str, str]] = {}
    for numbers, batch in rows:
        found |= dict(zip(numbers.to_pylist(), batch.to_pylist(), strict=True))
    return found, {bad.row: bad.reason for bad in rows.misread}, rows.count()


def test_columns_stand_in_any_order_and_every_field_is_text() -> None:
    assert read(b"B,A\n1,\n,007\n") == ({1: {"A": "", "B": "1"}, 2: {"A": "007", "B": ""}}, {}, 2)


def test_a_quoted_column_name_may_hold_a_comma() -> None:
    format = Delimited(("A, and more", "B"))
    assert format.header(opened(b'"A, and more",B\r\n1,2\r\n')) == ["A, and more", "B"]


def test_null_and_na_are_words() -> None:
    assert read(b"A,B\nNULL,NA\n")[0] == {1: {"A": "NULL", "B": "NA"}}


def test_rows_keep_their_numbers_beside_rows_that_cannot_be_read() -> None:
    found, misread, count = read(b"A,B\n1,1\nx\n3,3\n\n4,4,4\n5,5\n")
    assert list(found) == [1, 3, 5]
    assert misread == {
        2: "it has 1 fields where the header names 2",
        4: "it has 3 fields where the header names 2",
    }
    assert count == 5


@given(st.lists(st.sampled_from(["1,2", "x", "1,2,3", ""]), max_size=40))
@settings(max_examples=60)
def test_every_line_is_a_row_or_is_misread_under_its_number(lines: list[str]) -> None:
    content = "\n".join(["A,B", *lines, "9,9", ""]).encode()
    found, misread, count = read(content)
    standing = [line for line in [*lines, "9,9"] if line]
    assert count == len(standing)
    assert sorted(found) == [number for number, line in enumerate(standing, 1) if line.count(",") == 1]
    assert sorted(misread) == [number for number, line in enumerate(standing, 1) if line.count(",") != 1]


def test_the_original_of_a_row_is_its_line_blank_ones_apart() -> None:
    content = b"A,B\r\n\r\n1,1\r\n\r\n2,2\r\n"
    assert FORMAT.original(io.BytesIO(content), 0) == b"A,B"
    assert FORMAT.original(io.BytesIO(content), 2) == b"2,2"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"A,B\n1,\xe9\n", "row 1, column 'B'"),
        (b"A,B\n" + b"1,2\n" * 30_000 + b"\n\xff,2\n", "row 30,001, column 'A'"),
        (b'A,B\n"a,b",\xff\n', "row 1, column 'B'"),
        (b"A,B\n1,2,\xff,4\n", "row 1, column 'B'"),
        (b"A,B\n1," + "é".encode()[:1], "row 1, column 'B'"),
        (b"A,B\xff\n", "row 0"),
    ],
)
def test_a_byte_that_is_not_utf_8_is_named_by_row_and_column(content: bytes, place: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == "ingest.encoding"
    assert place in refused.value.where


@given(st.binary(min_size=1, max_size=200))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found, misread, count = read(b"A,B\n" + content)
    except Refused:
        return
    assert len(found) + len(misread) == count
