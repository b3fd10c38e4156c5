import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Doubt, flags
from athena.ingest.mainframe.numbers import Numbers, number_type, to_arrow


def plain(values: list[int]) -> Numbers:
    return Numbers(np.array(values, np.int64), np.zeros(len(values), bool), flags(len(values)))


def test_types_follow_precision_and_scale() -> None:
    assert number_type(18, 0) == pa.int64()
    assert number_type(18, 0, unsigned_word=True) == pa.uint64()
    assert number_type(19, 0) == pa.decimal128(19, 0)
    assert number_type(5, 2) == pa.decimal128(5, 2)


def test_scaling_positions_on_the_right_multiply() -> None:
    array, _ = to_arrow(plain([12, -3]), pa.int64(), -3)
    assert array.to_pylist() == [12000, -3000]


def test_a_value_the_type_cannot_hold_is_null_and_flagged() -> None:
    array, doubts = to_arrow(plain([100000, 1]), pa.decimal128(5, 2), 2)
    assert array.is_null().to_pylist() == [True, False]
    assert doubts.tolist() == [Doubt.EXCEEDS_PIC, 0]
    words = Numbers(np.array([2**63, 5], np.uint64), np.zeros(2, bool), flags(2))
    assert to_arrow(words, pa.int64(), 0)[0].to_pylist() == [None, 5]
