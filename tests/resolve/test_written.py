"""How written values are read before they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.resolve import written


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("ab12 cde", "AB12CDE"),
        ("AB12-CDE", "AB12CDE"),
        ("ABI2CDE", "AB12CDE"),
        ("A1", "A1"),
        ("NOT A MARK", "NOTAMARK"),
    ],
)
def test_a_mark_that_is_none_is_the_only_mark_that_it_may_be(text: str, mark: str) -> None:
    assert written.mark(text) == mark


def test_two_marks_that_are_both_marks_are_never_made_one() -> None:
    assert written.mark("OO1") != written.mark("OO01")
    assert written.looks_like(written.mark("A10OOO")) == written.looks_like("A1OOOO")


@pytest.mark.parametrize(
    ("read", "one", "other"),
    [
        (written.address, "61a, Holly Place", "61 A HOLLY PL"),
        (written.address, "1 St. John's Road", "1 ST JOHNS RD"),
        (written.phone, "07700 900123", "+447700900123"),
        (written.imei, "49-015420-323751-8", "490154203237510"),
        (written.company, "Smith & Sons Ltd.", "SMITH AND SONS LIMITED"),
        (written.digits, "000123", "123"),
        (written.year, "2016-03", "2016"),
        (written.letters, "nx4 0bg", "NX40BG"),
    ],
)
def test_one_thing_written_two_ways_is_one(read: written.Reader, one: str, other: str) -> None:
    assert read(one) == read(other) != ""


@pytest.mark.parametrize("read", sorted(written.READERS))
@given(text=st.text(max_size=24))
def test_any_text_is_read_and_read_again_is_the_same(read: str, text: str) -> None:
    found = written.READERS[read](text)
    assert written.READERS[read](found) in (found, "") or read in ("company", "address", "phone", "mark")
