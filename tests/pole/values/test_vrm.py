import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.vrm import Vrm, candidate_readings, normalise_vrm

MARKS = st.from_regex(r"\A(?:[A-Z]{2}[0-9]{2}[A-Z]{3}|[A-Z0-9]{2,7})\Z")


@given(MARKS)
def test_print_then_parse_is_identity(text: str) -> None:
    try:
        mark = Vrm.parse(text)
    except Refused:
        return
    assert Vrm.parse(str(mark)) == mark
    assert Vrm.parse(str(mark)).series == mark.series


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_vrm(normalise_vrm(text)) == normalise_vrm(text)


@given(MARKS)
def test_a_mark_is_its_own_first_candidate(text: str) -> None:
    readings = candidate_readings(text)
    try:
        mark = Vrm.parse(text)
    except Refused:
        assert text not in {reading.normalised for reading in readings}
    else:
        assert readings[0] == mark


@given(MARKS)
def test_candidates_are_marks_that_differ_in_confusable_letters_only(text: str) -> None:
    same = str.maketrans("OI", "01")
    for reading in candidate_readings(text):
        assert reading.normalised.translate(same) == text.translate(same)
        assert Vrm.parse(reading.normalised).series == reading.series


@pytest.mark.parametrize(
    ("text", "series", "printed"),
    [
        ("ab12 cde", "current", "AB12 CDE"),
        ("AB51CDZ", "current", "AB51 CDZ"),
        ("A123BCD", "prefix", "A123 BCD"),
        ("Y1ABC", "prefix", "Y1 ABC"),
        ("ABC123D", "suffix", "ABC 123D"),
        ("Q123 ABC", "q", "Q123 ABC"),
        ("AIG1234", "northern_ireland", "AIG 1234"),
        ("IA 1", "northern_ireland", "IA 1"),
        ("1234 AZ", "northern_ireland", "1234 AZ"),
        ("A 1", "dateless", "A 1"),
        ("AB1234", "dateless", "AB 1234"),
        ("123ABC", "dateless", "123 ABC"),
        ("123D456", "diplomatic", "123 D 456"),
        ("123x456", "diplomatic", "123 X 456"),
        ("12AB34", "military", "12 AB 34"),
        ("AB12CD", "military", "AB 12 CD"),
        ("12345", "trade", "12345"),
    ],
)
def test_every_series(text: str, series: str, printed: str) -> None:
    mark = Vrm.parse(text)
    assert (mark.series, str(mark), mark.written) == (series, printed, text)


@pytest.mark.parametrize(
    "text", ["", "AI12CDE", "AB12QDE", "AB01CDE", "I123ABC", "O123ABC", "ABC1234", "AB12CDEF", "ABC 0", "!"]
)
def test_what_fits_no_series_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        Vrm.parse(text)
    assert caught.value.code == "pole.value.vrm"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("0Y12ABC", ["OY12ABC"]),
        ("AB12 C0E", ["AB12COE"]),
        ("ABI2 CDE", ["AB12CDE"]),
        ("AB12CDE", ["AB12CDE"]),
        ("O1O", ["O10"]),
        ("ZZZZZZZZ", []),
    ],
)
def test_candidate_readings_of_confused_letters(text: str, readings: list[str]) -> None:
    found = candidate_readings(text)
    assert [reading.normalised for reading in found] == readings
    assert all(reading.written == text for reading in found)


@pytest.mark.parametrize(
    ("text", "issued"), [("AB02CDE", (2002, 3)), ("AB51CDE", (2001, 9)), ("AB74CDE", (2024, 9)), ("A123BCD", None)]
)
def test_the_age_identifier_of_the_current_series(text: str, issued: tuple[int, int] | None) -> None:
    assert Vrm.parse(text).issued_from == issued


def test_marks_are_equal_however_they_were_written() -> None:
    assert Vrm.parse("ab12-cde") == Vrm.parse("AB12 CDE")
