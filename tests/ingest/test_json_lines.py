"""JSON lines: one object a line, every value as text, and a line that is none is held back."""

import io

import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.json_lines import JsonLines

FORMAT = JsonLines(("id", "grade", "caller.name"))


def content(text: str) -> BytesIn:
    return BytesIn(io.BytesIO(text.encode()), "x.jsonl", 1 << 20, lambda count: None)


def test_values_arrive_as_text_and_nothing_as_the_empty_text() -> None:
    text = '{"id": "a", "grade": 2, "caller": {"name": "Ann"}}\n\n{"id": null, "grade": true, "caller": null}\n'
    rows = FORMAT.rows(content(text), (), "x.jsonl")
    ((numbers, batch),) = list(rows)
    assert numbers.to_pylist() == [1, 2]
    assert batch.to_pylist() == [
        {"id": "a", "grade": "2", "caller.name": "Ann"},
        {"id": "", "grade": "true", "caller.name": ""},
    ]
    assert rows.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": 1}', "lacks caller.name, grade"),
        ('{"id": 1, "id": 2, "grade": 1, "caller": null}', "names a value twice"),
    ],
)
def test_a_line_that_is_not_the_object_it_should_be_is_misread_and_its_neighbour_is_not(line: str, why: str) -> None:
    good = '{"id": "a", "grade": 2, "caller": null}'
    rows = FORMAT.rows(content(f"{good}\n{line}\n{good}"), (), "x.jsonl")
    ((numbers, _),) = list(rows)
    assert numbers.to_pylist() == [1, 3]
    assert [(bad.row, why in bad.reason) for bad in rows.misread] == [(2, True)]
    assert rows.count() == 3


def test_an_empty_file_and_one_of_other_names_are_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        FORMAT.header(content(""))
    with pytest.raises(Refused, match="missing"):
        FORMAT.check(FORMAT.header(content('{"id": 1}')), "x.jsonl")


def test_a_row_is_found_again_as_it_was_delivered() -> None:
    assert FORMAT.original(io.BytesIO(b'{"a":1}\n\n{"b":2}\n'), 2) == b'{"b":2}'
