import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.cro_number import CroNumber, normalise_cro_number

SERIALS = st.integers(1, 999_999)
NUMBERS = st.builds(CroNumber, st.integers(0, 99), SERIALS) | st.builds(
    CroNumber, st.integers(0, 99), SERIALS, st.just(True)
)


@given(NUMBERS)
def test_print_then_parse_is_identity(number: CroNumber) -> None:
    assert CroNumber.parse(str(number)) == number


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_cro_number(normalise_cro_number(text)) == normalise_cro_number(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("65656/91H", "065656/91H"),
        ("065656/91h", "065656/91H"),
        ("SF83/50058Z", "SF83/50058Z"),
        ("SF05/482703J", "SF05/482703J"),
    ],
)
def test_the_published_vectors(text: str, printed: str) -> None:
    assert str(CroNumber.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("85227/65G", "check letter"),
        ("000000/00Z", "dummy"),
        ("65656-91H", "form"),
        ("", "form"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        CroNumber.parse(text)
    assert caught.value.code == "pole.value.cro_number"


def test_the_negative_vector_lacks_the_letter_l() -> None:
    assert str(CroNumber.parse("85227/65L")) == "085227/65L"
