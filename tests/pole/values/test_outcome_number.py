import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.code_list import code_list
from athena.pole.refusal import Refused
from athena.pole.values.outcome_number import OutcomeNumber, normalise_outcome_number


@pytest.mark.parametrize("code", code_list("home_office_outcome").codes)
def test_print_then_parse_is_identity(code: str) -> None:
    assert str(OutcomeNumber.parse(code)) == code
    assert OutcomeNumber.parse(code).label


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_outcome_number(normalise_outcome_number(text)) == normalise_outcome_number(text)


@pytest.mark.parametrize(("text", "code"), [("01", "1"), ("1a", "1A"), ("Outcome 18", "18"), (" 16 ", "16")])
def test_the_forms_that_are_read(text: str, code: str) -> None:
    assert str(OutcomeNumber.parse(text)) == code


@pytest.mark.parametrize("text", ["", "0", "23", "4A", "Suspect charged"])
def test_what_is_no_outcome_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        OutcomeNumber.parse(text)
    assert caught.value.code == "pole.value.outcome_number"


def test_an_outcome_cannot_be_older_than_the_outcome() -> None:
    assert OutcomeNumber.parse("22", dt.date(2019, 4, 1)).since == dt.date(2019, 4, 1)
    with pytest.raises(Refused, match="did not exist before 2019-04-01"):
        OutcomeNumber.parse("22", dt.date(2019, 3, 31))
    with pytest.raises(Refused, match="did not exist before 2013-04-01"):
        OutcomeNumber.parse("1", dt.date(2012, 5, 1))
