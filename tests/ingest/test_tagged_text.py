"""Tagged text: reports of NAME: value lines, each ended by its line."""

import io

import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.tagged_text import TaggedText

FORMAT = TaggedText(("URN", "TEXT"), "====")


def content(text: str) -> BytesIn:
    return BytesIn(io.BytesIO(text.encode()), "x.txt", 1 << 20, lambda count: None)


def test_the_last_field_runs_to_the_end_of_its_report_and_an_odd_report_is_held_back() -> None:
    rows = FORMAT.rows(content("URN: 1\nTEXT: a\nb\n====\nTEXT: no\n====\nURN: 3\nTEXT:\n====\n"), (), "x.txt")
    ((numbers, batch),) = list(rows)
    assert numbers.to_pylist() == [1, 3]
    assert batch.to_pylist() == [{"URN": "1", "TEXT": "a\nb"}, {"URN": "3", "TEXT": ""}]
    assert [bad.row for bad in rows.misread] == [2]
    assert rows.count() == 3


def test_a_file_cut_short_or_of_something_else_is_refused() -> None:
    with pytest.raises(Refused, match="in the middle"):
        list(FORMAT.rows(content("URN: 1\nTEXT: a\n"), (), "x.txt"))
    with pytest.raises(Refused, match="begin"):
        FORMAT.header(content("id,text\n"))


def test_a_report_is_found_again_as_it_was_delivered() -> None:
    assert FORMAT.original(io.BytesIO(b"URN: 1\n====\nURN: 2\n====\n"), 2) == b"URN: 2\n"
