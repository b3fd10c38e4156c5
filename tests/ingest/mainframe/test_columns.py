import pyarrow as pa
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.columns import compile_column
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.reading import Reading


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
