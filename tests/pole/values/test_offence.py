import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.offence import CjsOffence, HomeOfficeOffence, normalise_offence


@given(st.from_regex(r"\A[0-9]{1,3}[A-Z]?/[0-9]{2}\Z"))
def test_print_then_parse_is_identity_for_home_office_codes(text: str) -> None:
    code = HomeOfficeOffence.parse(text)
    assert HomeOfficeOffence.parse(str(code)) == HomeOfficeOffence.parse(code.short) == code


@given(st.from_regex(r"\A[A-Z]{2}[0-9]{5}[A-Z]?\Z"))
def test_print_then_parse_is_identity_for_cjs_codes(text: str) -> None:
    assert str(CjsOffence.parse(text)) == text


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_offence(normalise_offence(text)) == normalise_offence(text)


def test_both_writings_of_a_class_are_one_code() -> None:
    assert HomeOfficeOffence.parse("8/01") == HomeOfficeOffence.parse("008/01")
    assert str(HomeOfficeOffence.parse("8/01")) == "008/01"
    assert HomeOfficeOffence.parse("008/01").short == "8/01"


def test_known_cjs_codes() -> None:
    assert str(CjsOffence.parse("th68026")) == "TH68026"
    assert str(CjsOffence.parse("COML025")) == "COML025"


@pytest.mark.parametrize("text", ["", "00801", "8/1", "TH68026", "1234/01"])
def test_what_is_no_home_office_code_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        HomeOfficeOffence.parse(text)
    assert caught.value.code == "pole.value.home_office_offence"


@pytest.mark.parametrize("text", ["", "008/01", "TH6802", "T168026"])
def test_what_is_no_cjs_code_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        CjsOffence.parse(text)
    assert caught.value.code == "pole.value.cjs_offence"
