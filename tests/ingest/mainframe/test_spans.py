import numpy as np

from athena.ingest.mainframe.rows import LEAD
from athena.ingest.mainframe.spans import Span, window


def span(data: bytes, starts: list[int], lengths: list[int]) -> Span:
    buffer = np.frombuffer(bytes(LEAD) + data, np.uint8)
    begin = np.array(starts, np.int64) + LEAD
    return Span(buffer, begin, begin + np.array(lengths, np.int64), np.arange(len(starts)))


def test_steady_complete_rows_are_a_view_and_others_are_gathered() -> None:
    steady = window(span(b"ABCDEFGH", [0, 4], [4, 4]), 1, 2, 0x40)
    assert steady.room is None
    assert steady.rows.packed_bytes() == b"BCFG"
    assert steady.rows.stride == 4
    moved = window(span(b"ABCDEFGH", [0, 5], [3, 3]), np.array([0, 1]), 2, 0x40)
    assert moved.rows.packed_bytes() == b"ABGH"


def test_what_a_row_does_not_have_is_blank_never_its_neighbours_bytes() -> None:
    short = window(span(b"ABCDEFGH", [0, 3], [2, 5]), 0, 4, 0x40)
    assert short.rows.packed_bytes() == b"AB@@DEFG"
    assert short.room is not None
    assert short.room.tolist() == [2, 5]


def test_elements_cut_rows_into_occurrences_with_their_record() -> None:
    whole = window(span(b"ABCDEFGH", [0, 4], [4, 4]), 0, 4, 0x40)
    parts = whole.elements(2, 2)
    assert parts.rows.packed_bytes() == b"ABCDEFGH"
    assert parts.origin.tolist() == [0, 0, 1, 1]
    assert parts.pick(np.array([3])).rows.packed_bytes() == b"GH"


def test_a_window_is_a_span_again() -> None:
    again = window(span(b"ABCDEFGH", [0, 3], [2, 5]), 0, 4, 0x40).span()
    assert (again.ends - again.starts).tolist() == [2, 4]
    assert again.some(np.array([True, False])).count == 1
