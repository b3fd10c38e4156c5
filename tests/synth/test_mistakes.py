import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from athena.synth.mistakes import (
    cut,
    lose_letter,
    neighbour_key,
    one_digit,
    swap_day_month,
    swap_letters,
    wrong_postcode,
)

TEXT, LUCK = st.text(alphabet="ABCdefğ -'", max_size=12), st.floats(0, 1, exclude_max=True)
DATES = st.dates(dt.date(1920, 1, 1), dt.date(2015, 12, 31)).map(str)


@given(TEXT, LUCK)
def test_slips_change_as_little_as_they_say(text: str, luck: float) -> None:
    assert len(neighbour_key(text, luck)) == len(text)
    assert sum(a != b for a, b in zip(neighbour_key(text, luck), text, strict=True)) <= 1
    assert len(lose_letter(text, luck)) >= len(text) - 1
    assert sorted(swap_letters(text, luck)) == sorted(text)
    assert text.startswith(cut(text, luck))


@given(DATES, LUCK)
def test_a_wrong_date_is_still_a_date(born: str, luck: float) -> None:
    for keyed in (swap_day_month(born, luck), one_digit(born, luck)):
        assert dt.date.fromisoformat(keyed)
    assert swap_day_month(swap_day_month(born, luck), luck) == born


def test_days_above_twelve_cannot_be_taken_for_months() -> None:
    assert swap_day_month("1980-03-25", 0) == "1980-03-25"
    assert swap_day_month("1980-03-05", 0) == "1980-05-03"


@given(LUCK)
def test_an_empty_field_stays_empty(luck: float) -> None:
    for slip in (neighbour_key, lose_letter, swap_letters, cut, swap_day_month, one_digit, wrong_postcode):
        assert slip("", luck) == ""


@given(LUCK)
def test_a_wrong_postcode_keeps_its_outward_part_and_length(luck: float) -> None:
    keyed = wrong_postcode("NX12 3AB", luck)
    assert keyed[:5] == "NX12 "
    assert len(keyed) == 8


def test_a_neighbouring_key_is_beside_the_right_one() -> None:
    assert neighbour_key("A", 0.0) == "S"
    assert neighbour_key("g", 0.0) == "f"
    assert neighbour_key("-", 0.5) == "-"
