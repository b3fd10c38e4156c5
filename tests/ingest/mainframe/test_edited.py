import numpy as np
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.edited import decode_edited, edit_positions
from athena.ingest.mainframe.edits import edit
from athena.ingest.mainframe.picture import parse_picture
from athena.ingest.mainframe.refusal import Place
from athena.ingest.mainframe.rows import dense


def read(text: str, picture: str, blank: bool = False) -> tuple[int | None, int]:
    page = code_page("cp285")
    raw = np.frombuffer(page.encode(text), np.uint8)
    numbers = decode_edited(dense(raw, 1, len(raw)), parse_picture(picture, Place(1, 1)), page, blank_when_zero=blank)
    assert isinstance(numbers.values, np.ndarray)
    return (None if numbers.null[0] else int(numbers.values[0])), int(numbers.doubts[0])


@pytest.mark.parametrize(
    ("text", "picture", "value"),
    [(" £12.30", "£££9.99", 1230), ("-1.5", "-9.9", -15), (" 1.5", "-9.9", 15), ("12.5L", "S99.99", -1253)],
)
def test_pounds_signs_and_overpunch(text: str, picture: str, value: int) -> None:
    assert read(text, picture) == (value, 0)


def test_spaces_are_zero_only_where_the_picture_can_print_zero_so() -> None:
    assert read("    ", "ZZZ9") == (None, Doubt.SPACES)
    assert read("    ", "ZZZZ") == (0, 0)
    assert read("    ", "ZZZ9", blank=True) == (0, 0)


def test_a_gap_between_digits_is_no_number() -> None:
    assert read("1 39", "ZZZ9") == (None, Doubt.BAD_EDIT)


def test_a_plus_where_only_minus_is_printed_keeps_the_value_and_is_flagged() -> None:
    assert read("+12", "-99") == (12, Doubt.BAD_EDIT)


@pytest.mark.parametrize(
    ("text", "picture", "value"),
    [
        ("789.09     ", "9(8).9(2)", 78909),
        ("-5.5 ", "999.9", -55),
        (" -23.4", "+999.9", -234),
        ("1,234.5", "99999.9", 12345),
        ("12.50CR ", "9(5).99", -1250),
        ("12\0\0", "9(3)-", 12),
        ("12 345", "9(3).99", None),
        ("12345 ", "9(3).99", None),
        ("1.234 ", "9(3).99", None),
        ("-5.50-", "9(3).99", None),
        ("12/34 ", "99/99/", None),
    ],
)
def test_a_number_out_of_its_place_is_read_and_flagged_unless_its_point_is_a_guess(
    text: str, picture: str, value: int | None
) -> None:
    assert read(text, picture) == (value, Doubt.BAD_EDIT) or (value is None and read(text, picture)[0] is None)


def test_decimal_comma_turns_the_printed_form_round() -> None:
    page = code_page("cp285")
    raw = np.frombuffer(page.encode("+1.112,34"), np.uint8)
    picture = parse_picture("+9.999,99", Place(1, 1), decimal_comma=True)
    numbers = decode_edited(dense(raw, 1, len(raw)), picture, page, blank_when_zero=False)
    assert isinstance(numbers.values, np.ndarray)
    assert (int(numbers.values[0]), int(numbers.doubts[0]), picture.scale) == (111234, 0, 2)
    assert edit(picture, 111234) == "+1.112,34"


def test_positions_follow_the_stored_characters() -> None:
    positions = edit_positions(parse_picture("Z9V9CR", Place(1, 1)))
    assert [(position.symbol, position.digit) for position in positions] == [
        ("Z", True), ("9", True), ("9", True), ("C", False), ("R", False)
    ]  # fmt: skip
