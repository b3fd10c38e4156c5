from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.spanned import SpannedFramer

Decode = Callable[..., list[dict[str, object]]]


def segment(payload: bytes, code: int) -> bytes:
    return (len(payload) + 4).to_bytes(2, "big") + bytes([code, 0]) + payload


def block(*segments: bytes) -> bytes:
    inner = b"".join(segments)
    return (len(inner) + 4).to_bytes(2, "big") + b"\0\0" + inner


def cut(data: bytes, form: str = "VBS", final: bool = True):  # type: ignore[no-untyped-def]
    piece = np.frombuffer(bytearray(data), np.uint8)
    found = SpannedFramer(FrameOptions(form)).cut(piece, final)  # type: ignore[arg-type]
    held = piece.tobytes()
    return [held[s : s + n] for s, n in zip(found.starts, found.lengths, strict=True)], found


SPANNED = (
    block(segment(b"AAA", 0), segment(b"BB", 1)) + block(segment(b"bb", 3)) + block(segment(b"b", 2), segment(b"C", 0))
)


def test_segments_of_one_record_are_moved_together() -> None:
    records, found = cut(SPANNED)
    assert records == [b"AAA", b"BBbbb", b"C"]
    assert (found.used, found.overhead, found.fault) == (len(SPANNED), 3 * 4 + 5 * 4, "")
    assert sum(found.lengths) + found.overhead == len(SPANNED)


def test_a_record_still_open_waits_for_the_bytes_that_follow() -> None:
    first = block(segment(b"A", 0))
    records, found = cut(first + SPANNED[:-3], final=False)
    assert (records, found.used, found.fault) == ([b"A"], len(first), "")
    assert cut(first + SPANNED[:-3])[1].fault == "the last record is not complete"


def test_segments_without_blocks() -> None:
    records, found = cut(segment(b"A", 1) + segment(b"B", 2) + segment(b"C", 0), "VS")
    assert (records, found.fault) == ([b"AB", b"C"], "")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (block(segment(b"A", 1)) + block(segment(b"B", 0)), "begins before the last record ends"),
        (block(segment(b"A", 2)), "goes on nothing"),
        (block(segment(b"A", 7)), "no segment descriptor"),
        (block(segment(b"AAAA", 0)[:-2]), "does not end within its block"),
        (b"\0\0\0\0" * 2, "no block descriptor"),
    ],
)
def test_segments_that_cannot_be_are_faults(data: bytes, fault: str) -> None:
    records, found = cut(block(segment(b"OK", 0)) + data)
    assert records == [b"OK"]
    assert fault in found.fault


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=12), st.integers(1, 9), st.integers(8, 64))
def test_any_records_cut_into_any_segments_come_back(records: list[bytes], width: int, room: int) -> None:
    blocks, current = [], b""
    for record in records:
        parts = [record[i : i + width] for i in range(0, len(record), width)]
        for number, part in enumerate(parts):
            code = 0 if len(parts) == 1 else 1 if number == 0 else 2 if number == len(parts) - 1 else 3
            if current and len(current) + 4 + len(part) > room:
                blocks.append(block(current))
                current = b""
            current += segment(part, code)
    data = b"".join(blocks) + block(current)
    assert cut(data)[0] == records


@pytest.mark.parametrize("size", [16, 24, 1000])
def test_a_file_of_spanned_records_is_read_whole_in_blocks_of_any_size(decode: Decode, size: int) -> None:
    data = (block(segment("AB".encode("cp037"), 1)) + block(segment("CDE".encode("cp037"), 2))) * 9
    rows = decode("01 R. 05 A PIC X(5).", data, ReadOptions(frame=FrameOptions("VBS"), block_bytes=size))
    assert [row["A"] for row in rows] == ["ABCDE"] * 9
