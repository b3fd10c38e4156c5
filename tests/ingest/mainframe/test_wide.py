from decimal import Decimal

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.wide import Wide, decimal_array, int_array, join_pieces, validity, wide_of, widen

U = np.uint64


def ints(wide: Wide) -> list[int]:
    return [(int(high) << 64) + int(low) for high, low in zip(wide.high.view(np.int64), wide.low, strict=True)]


@given(st.lists(st.tuples(st.integers(0, 999999), st.integers(0, 10**16 - 1), st.integers(0, 10**15 - 1)), min_size=1))
def test_pieces_of_digits_join_to_one_number(parts: list[tuple[int, int, int]]) -> None:
    columns = [np.array(column, U) for column in zip(*parts, strict=True)]
    wide = join_pieces([(columns[0], 6), (columns[1], 16), (columns[2], 15)])
    assert ints(wide) == [int(f"{a}{b:016d}{c:015d}") for a, b, c in parts]


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_negation_and_widening(values: list[int]) -> None:
    wide = widen(np.array(values, np.int64))
    assert ints(wide) == values
    everywhere = np.ones(len(values), bool)
    assert ints(wide.negated(everywhere)) == [-value for value in values]
    assert wide.exceeds(1000).tolist() == [abs(value) > 1000 for value in values]


def test_decimal_arrays_keep_every_digit_and_nulls() -> None:
    null = np.array([False, True])
    array = decimal_array(np.array([-12345, 7], np.int64), null, 10, 2)
    assert array.to_pylist() == [Decimal("-123.45"), None]
    assert ints(wide_of(decimal_array(np.array([-5], np.int64), None, 5, 0))) == [-5]


def test_integer_arrays_keep_their_signedness() -> None:
    assert int_array(np.array([2**64 - 1], U), None).type == pa.uint64()
    assert int_array(np.array([-1]), np.array([True])).to_pylist() == [None]
    assert validity(np.array([False])) is None
