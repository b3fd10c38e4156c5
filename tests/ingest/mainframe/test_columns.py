from collections.abc import Callable

import pyarrow as pa
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.columns import compile_column
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading

Decode = Callable[..., list[dict[str, object]]]


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("PIC X(3)", pa.string()), ("PIC 9(18)", pa.int64()), ("PIC 9(19)", pa.decimal128(19, 0)),
        ("PIC S9(7)V99 COMP-3", pa.decimal128(9, 2)), ("PIC 9(4) COMP", pa.int64()), ("PIC 9(18) COMP-5", pa.uint64()),
        ("PIC S9(4)V99 COMP", pa.decimal128(10, 2)), ("PIC 9(3)PPP", pa.int64()), ("COMP-1", pa.float64()),
        ("PIC ZZ9.99", pa.decimal128(5, 2)), ("PIC G(2)", pa.binary()), ("POINTER", pa.int64()),
        ("PIC N(2)", pa.string()),
    ],
)  # fmt: skip
def test_arrow_types(clause: str, kind: pa.DataType) -> None:
    node = parse_copybook(f"01 R. 05 A {clause}.", form="free").layouts()[0].find("A")
    assert compile_column(node, Reading()).type == kind


def test_a_date_rule_and_a_graphic_codec_change_the_type() -> None:
    layout = parse_copybook("01 R. 05 D PIC X(6). 05 G PIC G(2).", form="free").layouts()[0]
    reading = Reading(dates={"D": DateRule.parse("YYMMDD@1930")}, graphic=code_page("utf-16-be"))
    assert compile_column(layout.find("D"), reading).type == pa.date32()
    assert compile_column(layout.find("G"), reading).type == pa.string()


def test_pic_x_with_comp_is_bytes_and_with_comp_3u_digits(decode: Decode) -> None:
    rows = decode("01 R. 05 A PIC X(2) COMP. 05 B PIC X(2) COMP-3U. 05 C PIC X(2) COMP-X.", b"\x12\x7a\x12\x34\x01\x02")
    assert (rows[0]["A"], rows[0]["B"], rows[0]["C"]) == (b"\x12\x7a", 1234, 258)


def test_eight_unsigned_bytes_keep_their_highest_bit(decode: Decode) -> None:
    rows = decode("01 R. 05 A PIC 9(18) COMP.", b"\xff\xff\0\0\0\0\xff\xfe")
    assert (rows[0]["A"], rows[0]["_doubt"]) == (0xFFFF00000000FFFE, [{"field": "R.A", "reason": "EXCEEDS_PIC"}])


def test_national_text_and_digits_may_be_little_endian(decode: Decode) -> None:
    reading = Reading(national="utf-16-le")
    rows = decode(
        "01 R. 05 A PIC N(2). 05 B PIC 9(2) NATIONAL.", "AB17".encode("utf-16-le"), ReadOptions(reading=reading)
    )
    assert (rows[0]["A"], rows[0]["B"]) == ("AB", 17)
