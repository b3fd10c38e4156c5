import numpy as np
import pytest

from athena.ingest.mainframe.framing import FixedFramer, FrameOptions, LineFramer, walk


def piece(data: bytes):  # type: ignore[no-untyped-def]
    return np.frombuffer(data, np.uint8)


def test_fixed_records_with_bytes_around_them() -> None:
    cut = FixedFramer(FrameOptions(length=2, before=1, after=1)).cut(piece(b"xAAyxBByx"), final=False)
    assert (cut.starts.tolist(), cut.lengths.tolist(), cut.used, cut.filler, cut.fault) == ([1, 5], [2, 2], 8, 4, "")


def test_a_short_fixed_tail_is_a_fault_only_at_the_end() -> None:
    framer = FixedFramer(FrameOptions(length=4))
    assert framer.cut(piece(b"AAAABB"), final=False).fault == ""
    assert "2 of 4" in framer.cut(piece(b"AAAABB"), final=True).fault


@pytest.mark.parametrize(
    ("data", "newline", "lines"),
    [
        (b"AB\nC\r\n\nD", (b"\r\n", b"\n"), ["AB", "C", "", "D"]),
        (b"AB\x15C\x15", (b"\x15",), ["AB", "C"]),
        (b"AB\x25C", (b"\x25",), ["AB", "C"]),
        (b"A\rB\n", (b"\n",), ["A\rB"]),
    ],
)
def test_lines(data: bytes, newline: tuple[bytes, ...], lines: list[str]) -> None:
    cut = LineFramer(FrameOptions("T", newline=newline)).cut(piece(data), final=True)
    found = [data[s : s + n].decode("latin-1") for s, n in zip(cut.starts, cut.lengths, strict=True)]
    assert found == lines
    assert int(cut.lengths.sum()) + cut.overhead == cut.used == len(data)


def test_a_line_not_ended_waits_for_more() -> None:
    cut = LineFramer(FrameOptions("T")).cut(piece(b"AB\nCD"), final=False)
    assert (len(cut.starts), cut.used) == (1, 3)
    assert "no line end" in LineFramer(FrameOptions("T", longest=3)).cut(piece(b"ABCDE"), final=False).fault


def test_the_walk_ends_at_a_length_that_would_stand_still() -> None:
    told = np.array([2, 9, 3, 9, 9, 0, 9], np.int64)
    assert walk(told.data, 0, 1, len(told)).tolist() == [0, 2, 5]
    assert len(walk(told.data, 0, 1, 0)) == 0


def test_an_empty_line_is_a_record_unless_it_is_said_not_to_be() -> None:
    data = piece(b"fd\r\n\r\nsd\n\n")
    assert LineFramer(FrameOptions("T")).cut(data, final=True).lengths.tolist() == [2, 0, 2, 0]
    skipped = LineFramer(FrameOptions("T", skip_blank=True)).cut(data, final=True)
    assert (skipped.lengths.tolist(), skipped.overhead, skipped.used) == ([2, 2], 6, 10)
