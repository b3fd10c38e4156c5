import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.phone import Phone, normalise_phone


@given(st.from_regex(r"\A(?:07700900|0207946[0]|01632960)[0-9]{3}\Z"))
def test_print_then_parse_is_identity_and_normalise_idempotent(text: str) -> None:
    phone = Phone.parse(text)
    assert Phone.parse(str(phone)) == phone
    assert Phone.parse(phone.national) == phone
    assert normalise_phone(normalise_phone(text)) == normalise_phone(text) == str(phone)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("020 7946 0123", "+442079460123"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("0044 7700 900123", "+447700900123"),
        ("07700-900-123", "+447700900123"),
    ],
)
def test_one_number_however_it_was_written(text: str, e164: str) -> None:
    assert str(Phone.parse(text)) == e164


@pytest.mark.parametrize(
    "text",
    [
        "0113 496 0000", "0118 496 0999", "0121 496 0001", "0161 496 0001", "020 7946 0999", "0191 498 0001",
        "028 9649 6001", "029 2018 0001", "01632 960001", "07700 900001", "08081 570001", "0909 8790001",
        "03069 990001",
    ],
)  # fmt: skip
def test_numbers_kept_for_drama_are_read_and_marked(text: str) -> None:
    assert Phone.parse(text).fictitious


def test_a_number_beside_the_drama_range_is_not_marked() -> None:
    assert not Phone("+442079461000").fictitious
    assert not Phone("+447700901000").fictitious


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert str(Phone.parse("+1 202 555 0143")) == "+12025550143"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("999", "service number"),
        ("101", "service number"),
        ("", "cannot be read"),
        ("unknown", "cannot be read"),
        ("07123", "numbering plan"),
        ("00000000000", "cannot be read|numbering plan"),
        ("020 7946 0123 ext 5", "extension"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        Phone.parse(text)
    assert caught.value.code == "pole.value.phone"
