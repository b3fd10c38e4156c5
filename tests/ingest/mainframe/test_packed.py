import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.packed import decode_packed
from athena.ingest.mainframe.rows import dense
from athena.ingest.mainframe.wide import Wide


def rows_of(*texts: str):  # type: ignore[no-untyped-def]
    data = bytes.fromhex("".join(texts))
    return dense(np.frombuffer(data, np.uint8), len(texts), len(data) // len(texts))


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1, max_size=20))
def test_every_number_of_fifteen_digits(values: list[int]) -> None:
    texts = [f"{abs(value):015d}{'D' if value < 0 else 'C'}" for value in values]
    assert list(decode_packed(rows_of(*texts), digits=15, signed=True).values) == values  # type: ignore[arg-type]


@given(st.integers(-(10**31) + 1, 10**31 - 1))
def test_numbers_past_64_bits(value: int) -> None:
    numbers = decode_packed(rows_of(f"{abs(value):031d}{'D' if value < 0 else 'C'}"), digits=31, signed=True)
    assert isinstance(numbers.values, Wide) or int(numbers.values[0]) == value
    if isinstance(numbers.values, Wide):
        assert (int(numbers.values.high.view(np.int64)[0]) << 64) + int(numbers.values.low[0]) == value


def test_clean_and_dirty_rows_do_not_disturb_each_other() -> None:
    numbers = decode_packed(rows_of("123C", "000000"[:4], "4040", "FFFF", "12AC", "000D"), digits=3, signed=True)
    assert numbers.null.tolist() == [False, True, True, True, True, False]
    assert numbers.doubts.tolist() == [
        0, Doubt.LOW_VALUES, Doubt.SPACES, Doubt.HIGH_VALUES, Doubt.BAD_DIGIT, Doubt.NEGATIVE_ZERO
    ]  # fmt: skip


def test_without_a_sign_nibble_every_nibble_is_a_digit() -> None:
    assert decode_packed(rows_of("1234"), digits=4, signed=False, sign_nibble=False).values.tolist() == [1234]  # type: ignore[union-attr]


def test_a_field_of_no_bytes_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no bytes"):
        decode_packed(dense(np.zeros(0, np.uint8), 0, 0), digits=1, signed=False, sign_nibble=False)
