import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.binary import decode_binary
from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.rows import dense
from athena.ingest.mainframe.wide import Wide


@given(st.sampled_from([1, 2, 3, 4, 5, 7, 8]), st.booleans(), st.binary(min_size=8, max_size=8))
def test_any_width_signed_or_not_little_or_big(width: int, signed: bool, data: bytes) -> None:
    raw = data[:width]
    rows = dense(np.frombuffer(raw, np.uint8), 1, width)
    big = decode_binary(rows, digits=18, signed=signed, bounded=False).values
    little = decode_binary(rows, digits=18, signed=signed, bounded=False, little=True).values
    assert not isinstance(big, Wide)
    assert not isinstance(little, Wide)
    assert int(big[0]) == int.from_bytes(raw, "big", signed=signed)
    assert int(little[0]) == int.from_bytes(raw, "little", signed=signed)


@pytest.mark.parametrize("value", [-(2**100), -1, 0, 2**100])
def test_sixteen_bytes_and_fewer(value: int) -> None:
    for width in (13, 16):
        rows = dense(np.frombuffer(value.to_bytes(width, "big", signed=True), np.uint8), 1, width)
        wide = decode_binary(rows, digits=37, signed=True, bounded=True).values
        assert isinstance(wide, Wide)
        assert (int(wide.high.view(np.int64)[0]) << 64) + int(wide.low[0]) == value


def test_what_exceeds_the_picture_is_kept_and_flagged_only_where_the_picture_bounds_it() -> None:
    rows = dense(np.array([0xFF, 0xFF, 0x00, 0x01], np.uint8), 2, 2)
    bounded = decode_binary(rows, digits=4, signed=False, bounded=True)
    assert bounded.values.tolist() == [65535, 1]  # type: ignore[union-attr]
    assert bounded.doubts.tolist() == [Doubt.EXCEEDS_PIC, 0]
    assert not decode_binary(rows, digits=4, signed=False, bounded=False).doubts.any()
