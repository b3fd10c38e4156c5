from collections.abc import Callable

import pytest

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError

Decode = Callable[..., list[dict[str, object]]]
BOOK = "01 R. 05 N PIC 9. 05 T PIC X(2) OCCURS 0 TO 3 DEPENDING ON N. 05 Z PIC X."


@pytest.mark.parametrize("size", [8, 11, 1 << 16])
def test_records_are_as_long_as_their_counters_make_them(decode: Decode, size: int) -> None:
    data = "2AABBz0y3AABBCCx1AAw".encode("cp037")
    rows = decode(BOOK, data, ReadOptions(frame=FrameOptions("O"), block_bytes=size))
    assert [row["T"] for row in rows] == [["AA", "BB"], [], ["AA", "BB", "CC"], ["AA"]]
    assert [row["Z"] for row in rows] == ["z", "y", "x", "w"]


def test_a_last_record_cut_off_is_refused(decode: Decode) -> None:
    with pytest.raises(LegacyRefusedError, match="4 of 6 bytes"):
        decode(BOOK, "0y2AAB".encode("cp037"), ReadOptions(frame=FrameOptions("O")))


def test_a_counter_may_be_a_word(decode: Decode) -> None:
    book = "01 R. 05 N PIC X. 05 T PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 Z PIC X."
    reading = Reading(counts={"N": {"A": 1, "B": 2}})
    rows = decode(book, "A1zB12yXw".encode("cp037"), ReadOptions(frame=FrameOptions("O"), reading=reading))
    assert [row["T"] for row in rows] == [["1"], ["1", "2"], []]
    assert rows[2]["_doubt"] == [{"field": "R.T", "reason": "COUNTER_RANGE"}]


def test_bytes_around_records_are_filler(decode: Decode) -> None:
    data = "<1AAz><0y>".encode("cp037")
    rows = decode(BOOK, data, ReadOptions(frame=FrameOptions("O", before=1, after=1)))
    assert [row["Z"] for row in rows] == ["z", "y"]
