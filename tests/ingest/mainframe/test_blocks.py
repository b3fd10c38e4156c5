from collections.abc import Callable

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions

Decode = Callable[..., list[dict[str, object]]]
BOOK = """01 CRIME. 05 T PIC X. 05 REF PIC 9(3).
01 PERSON. 05 FILLER PIC X. 05 NAME PIC X(6).
01 ITEM. 05 FILLER PIC X. 05 WORTH PIC 9(5) COMP-3."""


def v(*records: bytes) -> bytes:
    return b"".join((len(r) + 4).to_bytes(2, "big") + b"\0\0" + r for r in records)


def e(text: str) -> bytes:
    return text.encode("cp037")


def test_the_record_type_picks_the_01_level_and_children_find_their_parent(decode: Decode) -> None:
    segments = SegmentOptions("T", {"C": "CRIME", "P": "PERSON", "I": "ITEM"}, parents={"P": "C", "I": "C"})
    data = v(e("C001"), e("PSMITHY"), e("I") + b"\x00\x12\x3f", e("C002"), e("PX     "))
    rows = decode(BOOK, data, ReadOptions(frame=FrameOptions("V"), segments=segments))
    assert [row["_segment"] for row in rows] == ["C", "P", "I", "C", "P"]
    assert [row["_parent"] for row in rows] == [None, 0, 0, None, 3]
    assert [row["CRIME"] for row in rows] == [{"T": "C", "REF": 1}, None, None, {"T": "C", "REF": 2}, None]
    assert [row["PERSON"] for row in rows][1] == {"NAME": "SMITHY"}
    assert [row["ITEM"] for row in rows][2] == {"WORTH": 123}
    assert all(row["_doubt"] == [] for row in rows)


def test_a_type_nobody_declared_is_kept_and_flagged(decode: Decode) -> None:
    rows = decode(
        BOOK, v(e("Z001")), ReadOptions(frame=FrameOptions("V"), segments=SegmentOptions("T", {"C": "CRIME"}))
    )
    assert rows[0]["CRIME"] is None
    assert {"field": "_segment", "reason": "UNKNOWN_SEGMENT"} in rows[0]["_doubt"]  # type: ignore[operator]


def test_records_shorter_or_longer_than_their_layout_are_flagged(decode: Decode) -> None:
    rows = decode("01 R. 05 A PIC X(3).", v(e("AB"), e("ABC"), e("ABCD")), ReadOptions(frame=FrameOptions("V")))
    reasons = [[doubt["reason"] for doubt in row["_doubt"]] for row in rows]  # type: ignore[attr-defined]
    assert reasons == [["TRUNCATED", "SHORT_RECORD"], [], ["LEFT_OVER_BYTES"]]
    assert [row["A"] for row in rows] == ["AB", "ABC", "ABC"]


def test_raw_bytes_positions_and_lengths_stand_beside_the_values(decode: Decode) -> None:
    rows = decode("01 R. 05 A PIC X(3).", v(e("A"), e("BCD")), ReadOptions(frame=FrameOptions("V"), raw=True))
    assert [(row["_record"], row["_offset"], row["_length"], row["_raw"]) for row in rows] == [
        (0, 4, 1, e("A")), (1, 9, 3, e("BCD"))
    ]  # fmt: skip


def test_a_shorter_chosen_redefinition_is_not_short(decode: Decode) -> None:
    book = "01 R. 05 T PIC X. 05 LONG PIC X(9). 05 BRIEF REDEFINES LONG PIC X(2)."
    segments = SegmentOptions("T", {"L": "LONG", "B": "BRIEF"})
    rows = decode(book, v(e("BXY"), e("LXY")), ReadOptions(frame=FrameOptions("V"), segments=segments))
    assert rows[0]["_doubt"] == []
    assert {"field": "_length", "reason": "SHORT_RECORD"} in rows[1]["_doubt"]  # type: ignore[operator]


def test_short_records_of_a_very_long_layout_are_decoded_in_small_chunks(decode: Decode) -> None:
    book = "01 R. 05 N PIC 9(4). 05 T OCCURS 0 TO 2000 DEPENDING ON N. 10 A PIC X(8)."
    data = v(*(e(f"{number % 3:04d}" + "ABCDEFGH" * (number % 3)) for number in range(3000)))
    for occurs in ("shift", "max"):
        reading = Reading(occurs=occurs)
        rows = decode(book, data, ReadOptions(frame=FrameOptions("V"), reading=reading))
        assert [len(row["T"]) for row in rows] == [number % 3 for number in range(3000)]  # type: ignore[arg-type]
