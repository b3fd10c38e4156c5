import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.pnc_id import PncId, normalise_pnc_id

TODAY = dt.date(2026, 11, 23)


@given(st.builds(PncId, st.integers(1927, 2026), st.integers(0, 9_999_999)))
def test_print_then_parse_is_identity(pnc: PncId) -> None:
    assert PncId.parse(str(pnc), TODAY) == pnc
    assert PncId.parse(pnc.short, TODAY) == pnc


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_pnc_id(normalise_pnc_id(text)) == normalise_pnc_id(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("79/163001B", "1979/0163001B"),
        ("2002/0073319Z", "2002/0073319Z"),
        ("2001/0171310W", "2001/0171310W"),
        (" 01 / 171310w ", "2001/0171310W"),
        ("20010171310W", "2001/0171310W"),
        ("010171310W", "2001/0171310W"),
    ],
)
def test_the_published_vectors(text: str, printed: str) -> None:
    assert str(PncId.parse(text, TODAY)) == printed


@given(st.builds(PncId, st.integers(1927, 2026), st.integers(0, 9_999_999)), st.integers(0, 9), st.integers(0, 6))
def test_one_wrong_digit_is_always_found(pnc: PncId, digit: int, place: int) -> None:
    serial = list(f"{pnc.serial:07d}")
    if serial[place] == str(digit):
        return
    serial[place] = str(digit)
    with pytest.raises(Refused, match="check letter"):
        PncId.parse(f"{pnc.year}/{''.join(serial)}{pnc.letter}", TODAY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("79/163001C", "check letter"),
        ("79163001B", "form"),
        ("179/163001B", "form"),
        ("", "form"),
        ("2027/0000001A", "still to come"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        PncId.parse(text, TODAY)
    assert caught.value.code == "pole.value.pnc_id"
