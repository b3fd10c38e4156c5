import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.imei import Imei, normalise_imei


def read(text: str) -> Imei | None:
    try:
        return Imei.parse(text)
    except Refused:
        return None


@given(st.from_regex(r"\A01[0-9]{12}\Z"))
def test_fourteen_digits_have_exactly_one_check_digit_and_it_prints_back(fourteen: str) -> None:
    found = [imei for digit in "0123456789" if (imei := read(fourteen + digit))]
    assert len(found) == 1
    assert Imei.parse(str(found[0])) == found[0]


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_imei(normalise_imei(text)) == normalise_imei(text)


def test_the_standards_example() -> None:
    imei = Imei.parse("49-015420-323751-8")
    assert str(imei) == "490154203237518"
    assert imei.type_allocation_code == "49015420"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "fifteen digits"),
        ("49015420323751", "fifteen digits"),
        ("4901542032375180", "fifteen digits"),
        ("490154203237510", "check digit"),
        ("000000000000000", "filler"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        Imei.parse(text)
    assert caught.value.code == "pole.value.imei"
