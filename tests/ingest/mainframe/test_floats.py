import math
import struct

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.floats import decode_hex_float, decode_ieee_float, encode_hex_float
from athena.ingest.mainframe.rows import dense


@given(st.lists(st.floats(1e-60, 1e60).flatmap(lambda v: st.sampled_from([v, -v, 0.0])), min_size=1))
def test_doubles_survive_hexadecimal_within_its_fifty_three_bits(values: list[float]) -> None:
    data = encode_hex_float(np.array(values), 8)
    array, _ = decode_hex_float(dense(data.reshape(-1), len(values), 8))
    for got, wanted in zip(array.to_pylist(), values, strict=True):
        assert math.isclose(got, wanted, rel_tol=2**-52)


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "41100000"), (-118.625, "C276A000"), (100.0, "42640000"), (0.5, "40800000")]
)
def test_known_single_floats(value: float, text: str) -> None:
    assert encode_hex_float(np.array([value]), 4).tobytes().hex().upper() == text
    array, _ = decode_hex_float(dense(np.frombuffer(bytes.fromhex(text), np.uint8), 1, 4))
    assert array.to_pylist() == [value]


def test_what_leaves_the_exponent_is_refused() -> None:
    with pytest.raises(OverflowError):
        encode_hex_float(np.array([1e80]), 8)


def test_ieee_floats_keep_their_width_and_flag_what_is_no_number() -> None:
    raw = struct.pack(">ff", 1.1, math.nan)
    array, doubts = decode_ieee_float(dense(np.frombuffer(raw, np.uint8), 2, 4))
    assert array.type == pa.float32()
    assert array.to_pylist()[1] is None
    assert doubts.tolist() == [0, Doubt.NOT_FINITE]
    little, _ = decode_ieee_float(dense(np.frombuffer(struct.pack("<d", 2.5), np.uint8), 1, 8), little=True)
    assert little.to_pylist() == [2.5]


def test_hexadecimal_floats_may_have_been_turned_round() -> None:
    data = encode_hex_float(np.array([-118.625, 0.5]), 8)[:, ::-1]
    array, _ = decode_hex_float(dense(np.ascontiguousarray(data).reshape(-1), 2, 8), little=True)
    assert array.to_pylist() == [-118.625, 0.5]
