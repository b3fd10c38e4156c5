import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.entries import Sign
from athena.ingest.mainframe.rows import dense
from athena.ingest.mainframe.wide import Wide
from athena.ingest.mainframe.zoned import ASCII_TO_ZONED, decode_zoned


def rows_of(*texts: bytes):  # type: ignore[no-untyped-def]
    return dense(np.frombuffer(b"".join(texts), np.uint8), len(texts), len(texts[0]))


@given(st.integers(1, 18).flatmap(lambda w: st.tuples(st.just(w), st.lists(st.integers(0, 10**w - 1), min_size=1))))
def test_unsigned_numbers_of_every_width(case: tuple[int, list[int]]) -> None:
    width, values = case
    rows = rows_of(*(f"{value:0{width}d}".encode("cp037") for value in values))
    numbers = decode_zoned(rows, signed=False, sign=None)
    assert numbers.values.tolist() == values  # type: ignore[union-attr]
    assert not numbers.doubts.any()


def test_numbers_past_eighteen_digits_are_wide() -> None:
    numbers = decode_zoned(rows_of("-".join(["1"]).encode("cp037") * 30), signed=False, sign=None)
    assert isinstance(numbers.values, Wide)


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [(b"12L", None, -123), (b"12C", None, 123), (b"A23", Sign("leading", False), 123), (b"12s", None, -123),
     (b"12{", None, 120), (b"12}", None, -120)],
)  # fmt: skip
def test_ascii_overpunch_is_brought_to_ebcdic_first(text: bytes, sign: Sign | None, value: int) -> None:
    rows = rows_of(text).translate(ASCII_TO_ZONED)
    assert decode_zoned(rows, signed=True, sign=sign).values.tolist() == [value]  # type: ignore[union-attr]


def test_a_separate_sign_that_is_none_gives_null() -> None:
    numbers = decode_zoned(
        rows_of("+12".encode("cp037"), "*12".encode("cp037")), signed=True, sign=Sign("leading", True)
    )
    assert numbers.values.tolist()[0] == 12  # type: ignore[union-attr]
    assert numbers.null.tolist() == [False, True]


def test_spaces_before_a_signed_number() -> None:
    numbers = decode_zoned(rows_of(bytes.fromhex("4040D1"), bytes.fromhex("F14040")), signed=True, sign=None)
    assert numbers.values.tolist() == [-1, 100]  # type: ignore[union-attr]
    assert numbers.doubts.tolist() == [0, Doubt.TRAILING_SPACES]


def test_digits_padded_with_nul_are_the_digits_and_flagged() -> None:
    numbers = decode_zoned(rows_of(b"\xf3\xf3\0", b"\0\xf3\xf3", b"\xf3\0\xf3", b"\0\0\0"), signed=False, sign=None)
    assert numbers.values.tolist()[:2] == [33, 33]  # type: ignore[union-attr]
    assert numbers.null.tolist() == [False, False, True, True]
    assert numbers.doubts.tolist() == [Doubt.NUL_PADDING, Doubt.NUL_PADDING, Doubt.BAD_DIGIT, Doubt.LOW_VALUES]


def test_a_separate_sign_may_stand_beside_suppressed_zeros() -> None:
    sign = Sign("leading", True)
    numbers = decode_zoned(rows_of(*(t.encode("cp037") for t in ("-  5", "   5", "    "))), signed=True, sign=sign)
    assert numbers.values.tolist()[0] == -5  # type: ignore[union-attr]
    assert numbers.null.tolist() == [False, True, True]
    assert numbers.doubts.tolist() == [Doubt.NONE, Doubt.BAD_SIGN, Doubt.SPACES]
