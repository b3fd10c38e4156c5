import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.words import (
    any_fault,
    packed_faults,
    packed_value,
    to_packed,
    to_zoned,
    zoned_faults,
    zoned_value,
)

U = np.uint64


@given(st.lists(st.integers(0, 10**8 - 1), min_size=1))
def test_zoned_digits_and_numbers_are_inverse(values: list[int]) -> None:
    words = to_zoned(np.array(values, U))
    assert [f"{int(word):016x}"[1::2] for word in words] == [f"{value:08d}" for value in values]
    assert zoned_value(words).tolist() == values
    assert not any_fault(zoned_faults(words)).any()


@given(st.lists(st.integers(0, 10**16 - 1), min_size=1))
def test_packed_digits_and_numbers_are_inverse(values: list[int]) -> None:
    words = to_packed(np.array(values, U))
    assert [f"{int(word):016x}" for word in words] == [f"{value:016d}" for value in values]
    assert packed_value(words).tolist() == values
    assert not any_fault(packed_faults(words)).any()


@given(st.integers(0, 2**64 - 1))
def test_a_fault_is_found_exactly_where_a_digit_is_none(word: int) -> None:
    text = f"{word:016x}"
    array = np.array([word], U)
    assert bool(any_fault(packed_faults(array))[0]) == (not text.isdigit())
    zoned = all(zone == "f" and digit.isdigit() for zone, digit in zip(text[::2], text[1::2], strict=True))
    assert bool(any_fault(zoned_faults(array))[0]) == (not zoned)
