import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.postcode import Postcode, normalise_postcode

OUTWARD = r"[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY])"


@given(st.from_regex(rf"\A{OUTWARD} [0-9][ABD-HJLNP-UW-Z]{{2}}\Z"))
def test_print_then_parse_is_identity(text: str) -> None:
    assert str(Postcode.parse(text)) == text
    assert Postcode.parse(text.replace(" ", "").lower()) == Postcode.parse(text)


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_postcode(normalise_postcode(text)) == normalise_postcode(text)


@pytest.mark.parametrize(
    ("text", "outward", "inward", "area", "sector"),
    [
        ("sw1a1aa", "SW1A", "1AA", "SW", "SW1A 1"),
        ("M1 1AE", "M1", "1AE", "M", "M1 1"),
        ("B33 8TH", "B33", "8TH", "B", "B33 8"),
        ("W1A 0AX", "W1A", "0AX", "W", "W1A 0"),
        ("BT1 5GS", "BT1", "5GS", "BT", "BT1 5"),
        ("GIR 0AA", "GIR", "0AA", "GIR", "GIR 0"),
        ("BF1 0AX", "BF1", "0AX", "BF", "BF1 0"),
    ],
)
def test_parts(text: str, outward: str, inward: str, area: str, sector: str) -> None:
    postcode = Postcode.parse(text)
    assert (postcode.outward, postcode.inward) == (outward, inward)
    assert (postcode.area, postcode.sector) == (area, sector)


@pytest.mark.parametrize("text", ["", "SW1A", "SW1A 1A", "QW1 1AA", "SW1A 1CI", "SW1A-1AA", "GIR 0AB", "1AA"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        Postcode.parse(text)
    assert caught.value.code == "pole.value.postcode"
    assert text == "" or text not in str(caught.value).replace("SW1A 1AA", "")
