import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.synth.ebcdic_writer import (
    CODE_PAGE,
    binary_bytes,
    digit_bytes,
    interleave,
    packed_bytes,
    text_bytes,
    zoned_bytes,
)

MONEY = st.lists(st.integers(-(10**9) + 1, 10**9 - 1), min_size=1, max_size=5)


@given(st.lists(st.text(alphabet="ABC xyz-'£", max_size=12), min_size=1, max_size=4))
def test_text_is_in_capitals_padded_and_of_the_code_page(texts: list[str]) -> None:
    rows = [row.tobytes().decode(CODE_PAGE) for row in text_bytes(texts, 10)]
    assert all(len(row) == 10 for row in rows)
    assert rows == [
        text.upper().replace("£", "")[:10].ljust(10) if "£" in text else text.upper()[:10].ljust(10) for text in texts
    ]


def test_accents_that_the_terminal_lacked_are_left_off() -> None:
    assert text_bytes(["Łukasz Çelik-Ştefan"], 19)[0].tobytes().decode(CODE_PAGE) == "LUKASZ CELIK-STEFAN"


@given(MONEY)
def test_packed_decimals_hold_every_digit_and_the_sign(numbers: list[int]) -> None:
    for number, row in zip(numbers, packed_bytes(np.array(numbers), 9, signed=True), strict=True):
        text = row.tobytes().hex()
        assert int(text[:-1]) == abs(number)
        assert text[-1] == ("d" if number < 0 else "c")
    assert packed_bytes(np.array([20_240_131]), 8, signed=False)[0].tobytes().hex() == "020240131f"


@given(MONEY)
def test_zoned_decimals_keep_the_sign_in_the_last_zone(numbers: list[int]) -> None:
    for number, row in zip(numbers, zoned_bytes(np.array(numbers), 9), strict=True):
        text = row.tobytes().hex()
        assert int(text[1::2]) == abs(number)
        assert text[-2] == ("d" if number < 0 else "c")
        assert set(text[:-2:2]) <= {"f"}


def test_unsigned_and_binary_numbers() -> None:
    assert digit_bytes(np.array([7]), 3)[0].tobytes().hex() == "f0f0f7"
    assert binary_bytes(np.array([258]), 4)[0].tolist() == [0, 0, 1, 2]


def test_a_number_that_does_not_fit_stops() -> None:
    for numbers in ([1000], [-1]):
        with pytest.raises(ValueError, match="does not fit"):
            digit_bytes(np.array(numbers), 3)


def test_segments_follow_each_other_by_their_keys_behind_descriptor_words() -> None:
    first, second = text_bytes(["A", "B"], 2), text_bytes(["X"], 5)
    data = interleave([first, second], [np.array([0, 20]), np.array([10])])
    assert [data[0:4], data[6:10], data[15:19]] == [b"\0\6\0\0", b"\0\11\0\0", b"\0\6\0\0"]
    assert data.decode(CODE_PAGE).replace(" ", "")[4] == "A"
    assert len(data) == 6 + 9 + 6


def test_no_segments_are_no_bytes() -> None:
    assert interleave([text_bytes([], 3)], [np.zeros(0, np.int64)]) == b""
