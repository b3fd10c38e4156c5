"""Exactly one spelling of each value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.failures import Malformed
from athena.ledger.strict import base64_text, decode_text, parse_base64, parse_decimal


@given(st.integers(0, 2**63 - 1))
def test_decimals_parse_to_what_printed_them(value: int) -> None:
    assert parse_decimal(str(value), "test") == value


@pytest.mark.parametrize(
    "text", ["", "00", "01", "+1", "-1", " 1", "1 ", "7_0", "1.0", "٧", "0x1", str(2**63), "9" * 30]
)
def test_other_decimals_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_decimal(text, "test")


@given(st.binary(max_size=100))
def test_base64_parses_to_what_printed_it(data: bytes) -> None:
    assert parse_base64(base64_text(data), "test") == data


@pytest.mark.parametrize("text", ["AB==", "A", "AA", "AA=", "AA==\n", "A A=", "AA-_", "=AAA", "ÄA==", "AAAA===="])
def test_other_base64_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_base64(text, "test")


def test_base64_of_another_length_is_refused() -> None:
    with pytest.raises(Malformed, match="2 bytes where 3"):
        parse_base64(base64_text(b"ab"), "test", 3)


@pytest.mark.parametrize("data", [b"\xff", b"a\rb", b"a\tb", b"\x00"])
def test_control_characters_and_broken_utf8_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode_text(data, "test")
