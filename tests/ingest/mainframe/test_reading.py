from collections.abc import Callable
from datetime import date

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading

Decode = Callable[..., list[dict[str, object]]]


def test_a_field_may_have_a_code_page_of_its_own(decode: Decode) -> None:
    reading = Reading(page=code_page("cp037"), field_pages={"B-1": code_page("cp285")})
    row = decode("01 R. 05 A PIC X. 05 B-1 PIC X.", b"\x5b\x5b", ReadOptions(reading=reading))[0]
    assert (row["A"], row["B_1"]) == ("$", "£")


def test_dates_in_text_digits_and_packed_fields(decode: Decode) -> None:
    rule = DateRule.parse("YYMMDD@1930")
    reading = Reading(dates={"A": rule, "B": rule, "R.C": rule})
    data = "891231".encode("cp037") + "891231".encode("cp037") + bytes.fromhex("0891231F")
    row = decode("01 R. 05 A PIC X(6). 05 B PIC 9(6). 05 C PIC 9(7) COMP-3.", data, ReadOptions(reading=reading))[0]
    assert row["A"] == row["B"] == row["C"] == date(1989, 12, 31)


def test_groups_as_text_fillers_and_bytes_of_fields(decode: Decode) -> None:
    book = "01 R. 05 G. 10 A PIC X. 10 FILLER PIC X."
    reading = Reading(group_text=frozenset({"G"}), fillers=True, field_bytes=True)
    row = decode(book, b"\xc1\xc2", ReadOptions(reading=reading))[0]
    assert row["G_text"] == "AB"
    assert row["G"] == {"A": "A", "A_raw": b"\xc1", "FILLER_1": "B", "FILLER_1_raw": b"\xc2"}


def test_comp_5_may_be_little_endian_and_ascii_files_have_ascii_digits(decode: Decode) -> None:
    reading = Reading(page=code_page("ascii"), native_little=True)
    row = decode("01 R. 05 A PIC 9(4) COMP-5. 05 B PIC S9(3).", b"\x07\x00" + b"12L", ReadOptions(reading=reading))[0]
    assert (row["A"], row["B"]) == (7, -123)
