import pytest

from athena.ingest.mainframe.usage import USAGE_WORDS, Usage, binary_width


@pytest.mark.parametrize(
    ("digits", "width"), [(1, 2), (4, 2), (5, 4), (9, 4), (10, 8), (18, 8), (19, 9), (20, 9), (28, 12), (37, 16)]
)
def test_binary_widths_follow_ibm_and_then_the_digits(digits: int, width: int) -> None:
    assert binary_width(digits, Usage.BINARY, signed=True) == width
    assert binary_width(digits, Usage.BINARY, signed=False) == width


@pytest.mark.parametrize(("digits", "width"), [(2, 1), (3, 2), (4, 2), (5, 3), (9, 4), (10, 5)])
def test_comp_x_takes_the_fewest_bytes(digits: int, width: int) -> None:
    assert binary_width(digits, Usage.MINIMAL, signed=False) == width


def test_each_usage_can_be_said() -> None:
    assert set(USAGE_WORDS.values()) == set(Usage) - {Usage.BYTES}  # that is PIC X with COMP
    assert USAGE_WORDS["COMPUTATIONAL-3"] is USAGE_WORDS["PACKED-DECIMAL"] is Usage.PACKED
