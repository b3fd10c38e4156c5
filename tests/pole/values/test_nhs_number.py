import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.nhs_number import NhsNumber, normalise_nhs_number


def read(text: str) -> NhsNumber | None:
    try:
        return NhsNumber.parse(text)
    except Refused:
        return None


@given(st.from_regex(r"\A999[0-9]{6}\Z"))
def test_nine_digits_have_at_most_one_check_digit_and_it_prints_back(nine: str) -> None:
    found = [number for digit in "0123456789" if (number := read(nine + digit))]
    assert len(found) <= 1
    assert all(NhsNumber.parse(str(number)) == number for number in found)


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_nhs_number(normalise_nhs_number(text)) == normalise_nhs_number(text)


def test_the_nhs_data_dictionarys_example() -> None:
    assert str(NhsNumber.parse("943-476-5919")) == "943 476 5919"


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "ten digits"), ("943476591", "ten digits"), ("9434765918", "check digit"), ("1111111111", "filler")],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        NhsNumber.parse(text)
    assert caught.value.code == "pole.value.nhs_number"
