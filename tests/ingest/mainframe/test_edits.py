import pytest

from athena.ingest.mainframe.edits import edit
from athena.ingest.mainframe.picture import parse_picture
from athena.ingest.mainframe.refusal import Place


@pytest.mark.parametrize(
    ("picture", "value", "printed"),
    [
        ("Z,ZZ9.99-", -123456, "1,234.56-"), ("Z,ZZ9.99-", 1230, "   12.30 "), ("***9.99", 1230, "**12.30"),
        ("$$,$$9.99", 1230, "   $12.30"), ("£ZZ9.99", 1230, "£ 12.30"), ("9(4).99CR", -1250, "0012.50CR"),
        ("9(4).99DB", 1250, "0012.50  "), ("+++9", -12, " -12"), ("---9", 12, "  12"), ("99/99/99", 123456, "12/34/56"),
        ("9B9", 12, "1 2"), ("ZZZ", 0, "   "), ("9909", 123, "1203"), ("S99.99", -1253, "12.5L"),
        ("Z(6)VZZ-", 5, "      05 "),
    ],
)  # fmt: skip
def test_values_are_printed_as_cobol_prints_them(picture: str, value: int, printed: str) -> None:
    assert edit(parse_picture(picture, Place(1, 1)), value) == printed


def test_zero_may_be_blank_and_too_many_digits_are_refused() -> None:
    assert edit(parse_picture("ZZ9", Place(1, 1)), 0, blank_when_zero=True) == "   "
    with pytest.raises(OverflowError):
        edit(parse_picture("ZZ9", Place(1, 1)), 1000)
