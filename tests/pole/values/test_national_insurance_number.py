import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.national_insurance_number import (
    NationalInsuranceNumber,
    normalise_national_insurance_number,
)


@given(st.from_regex(r"\A[AEHL][ABEH][0-9]{6}[A-D]\Z"))
def test_print_then_parse_is_identity(text: str) -> None:
    number = NationalInsuranceNumber.parse(text)
    assert NationalInsuranceNumber.parse(str(number)) == number
    assert str(number).replace(" ", "") == text


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise_national_insurance_number(text)
    assert normalise_national_insurance_number(once) == once


def test_it_prints_in_pairs() -> None:
    assert str(NationalInsuranceNumber.parse("ab123456c")) == "AB 12 34 56 C"


@pytest.mark.parametrize(
    "text", ["", "AB12345C", "AB123456E", "AB123456", "QQ123456C", "AO123456C", "BG123456A", "TN123456A", "ZZ123456A"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        NationalInsuranceNumber.parse(text)
    assert caught.value.code == "pole.value.national_insurance_number"
