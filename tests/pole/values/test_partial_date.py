import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.partial_date import PartialDate, normalise_partial_date


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(min_value=dt.date(1000, 1, 1)))
    precision = draw(st.sampled_from(("year", "month", "day")))
    return PartialDate(
        day.year,
        0 if precision == "year" else day.month,
        day.day if precision == "day" else 0,
        draw(st.booleans()),
    )


@given(partial_dates())
def test_print_then_parse_is_identity(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates())
def test_the_earliest_day_is_never_after_the_latest(date: PartialDate) -> None:
    assert date.earliest <= date.latest
    assert (date.earliest == date.latest) == (date.precision == "day")


@given(partial_dates(), partial_dates())
def test_may_equal_is_symmetric_and_holds_of_itself(one: PartialDate, other: PartialDate) -> None:
    assert one.may_equal(other) == other.may_equal(one)
    assert one.may_equal(one)


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_partial_date(normalise_partial_date(text)) == normalise_partial_date(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1970", "1970"),
        ("1970-05", "1970-05"),
        ("1970-05-09", "1970-05-09"),
        ("19700509", "1970-05-09"),
        ("09/05/1970", "1970-05-09"),
        ("9.5.1970", "1970-05-09"),
        ("5/1970", "1970-05"),
        ("00/05/1970", "1970-05"),
        ("00/00/1970", "1970"),
        ("19700000", "1970"),
        ("9 May 1970", "1970-05-09"),
        ("9th MAY, 1970", "1970-05-09"),
        ("Sept 1970", None),
        ("Sep 1970", "1970-09"),
        ("c1970", "1970~"),
        ("c. 1970", "1970~"),
        ("Circa May 1970", "1970-05~"),
        ("about 1970", "1970~"),
        ("~1970-05", "1970-05~"),
        ("29/02/2000", "2000-02-29"),
    ],
)
def test_the_forms_that_are_read(text: str, printed: str | None) -> None:
    if printed is None:
        with pytest.raises(Refused, match="English month"):
            PartialDate.parse(text)
    else:
        assert str(PartialDate.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("09/05/70", "year of four digits"),
        ("29/02/1900", "no such date"),
        ("1970-13-01", "no such date"),
        ("09/00/1970", "no month"),
        ("0000", "no such date"),
        ("9 Brumaire 1799", "English month"),
        ("", "no known form"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        PartialDate.parse(text)
    assert caught.value.code == "pole.value.partial_date"


def test_a_year_may_be_any_day_of_it_and_is_equal_to_none() -> None:
    assert PartialDate(1970).may_equal(PartialDate(1970, 5, 9))
    assert PartialDate(1970) != PartialDate(1970, 1, 1)
    assert not PartialDate(1970, 4).may_equal(PartialDate(1970, 5, 9))
