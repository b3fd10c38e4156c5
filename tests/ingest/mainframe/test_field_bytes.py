from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.field_bytes import compile_bytes
from athena.ingest.mainframe.reading import Reading


def encode(clause: str, values: pa.Array, reading: Reading | None = None) -> str:
    node = parse_copybook(f"01 R. 05 A {clause}.", form="free").layouts()[0].find("A")
    return compile_bytes(node, reading or Reading())(values).tobytes().hex().upper()


@pytest.mark.parametrize(
    ("clause", "value", "text"),
    [
        ("PIC X(3)", "A", "C14040"), ("PIC X(3) JUST", "A", "4040C1"), ("PIC S9(3)", -123, "F1F2D3"),
        ("PIC S9(3) SIGN LEADING", -123, "D1F2F3"), ("PIC S9(3) SIGN LEADING SEPARATE", -123, "60F1F2F3"),
        ("PIC S9(3) SIGN TRAILING SEPARATE", 123, "F1F2F34E"), ("PIC 9(4) COMP-3", 123, "00123F"),
        ("PIC S9(5) COMP-3", -1, "00001D"), ("PIC 9(4) COMP-6", 1234, "1234"), ("PIC S9(4) COMP", -2, "FFFE"),
        ("PIC 9(4) COMP-9", 258, "0201"), ("PIC 9(3)PPP", 12000, "F0F1F2"), ("PIC S9(20) COMP", -1, "FF" * 9),
        ("PIC 9(3) NATIONAL", 12, "003000310032"), ("COMP-1", 1.0, "41100000"), ("POINTER", 5, "00000005"),
        ("PIC N(2)", "A", "00410020"), ("PIC G(1)", b"\x42\xc1", "42C1"), ("PIC S9(20)", 5, "F0" * 19 + "C5"),
        ("PIC 9(20) COMP-3", 7, "00" * 10 + "7F"), ("PIC 9(18) COMP-5", 2**63, "8000000000000000"),
    ],
)  # fmt: skip
def test_values_become_the_bytes_cobol_writes(clause: str, value: object, text: str) -> None:
    wide = clause in ("PIC S9(20) COMP", "PIC S9(20)", "PIC 9(20) COMP-3")
    kind = pa.decimal128(38, 0) if wide else pa.uint64() if value == 2**63 else None
    assert encode(clause, pa.array([Decimal(int(str(value))) if wide else value], kind)) == text


def test_ascii_files_and_characters_outside_ascii() -> None:
    ascii_reading = Reading(page=code_page("latin-1"))
    assert bytes.fromhex(encode("PIC S9(3)", pa.array([-123]), ascii_reading)) == b"12L"
    assert bytes.fromhex(encode("PIC X(3)", pa.array(["£1"]), ascii_reading)) == b"\xa31 "
    assert encode("PIC X(2)", pa.array(["£1"]), Reading(page=code_page("cp285"))) == "5BF1"


def test_dates_go_back_to_the_digits_of_their_rule() -> None:
    reading = Reading(dates={"A": DateRule.parse("YYMMDD@1930")})
    days = pa.array([date(1989, 12, 31)])
    assert encode("PIC 9(7) COMP-3", days, reading) == "0891231F"
    assert bytes.fromhex(encode("PIC X(6)", days, reading)).decode("cp037") == "891231"


def test_ieee_floats_and_graphic_text() -> None:
    assert encode("COMP-2", pa.array([1.0]), Reading(floats="ieee")) == "3FF0000000000000"
    assert encode("COMP-1", pa.array([1.0]), Reading(floats="ieee-little")) == "0000803F"
    assert encode("PIC G(1)", pa.array(["A"]), Reading(graphic=code_page("utf-16-be"))) == "0041"
