import numpy as np
import pytest

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer


def rdw(payload: bytes, *, little: bool = False, inclusive: bool = True) -> bytes:
    told = len(payload) + (4 if inclusive else 0)
    return (b"\0\0" + told.to_bytes(2, "little") if little else told.to_bytes(2, "big") + b"\0\0") + payload


def cut(data: bytes, options: FrameOptions, final: bool = True):  # type: ignore[no-untyped-def]
    framer = BlockFramer(options) if options.format == "VB" else RdwFramer(options)
    found = framer.cut(np.frombuffer(data, np.uint8), final)
    return [data[s : s + n] for s, n in zip(found.starts, found.lengths, strict=True)], found


@pytest.mark.parametrize("little", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
def test_byte_order_and_what_the_word_counts(little: bool, inclusive: bool) -> None:
    data = rdw(b"A", little=little, inclusive=inclusive) + rdw(b"B" * 300, little=little, inclusive=inclusive)
    records, found = cut(data, FrameOptions("V", little=little, inclusive=inclusive))
    assert records == [b"A", b"B" * 300]
    assert (found.used, found.overhead, found.fault) == (len(data), 8, "")


def test_adjustment_and_bytes_around_the_payload() -> None:
    data = (6).to_bytes(2, "big") + b"\0\0" + b"xABCy"
    records, found = cut(data, FrameOptions("V", rdw_adjust=3, before=1, after=1))
    assert records == [b"ABC"]
    assert found.filler == 2


@pytest.mark.parametrize(
    ("data", "records", "fault"),
    [
        (rdw(b"A") + b"\0\0\0\0", 1, "is no record descriptor"),
        (rdw(b"A") + b"\0\2\0\0", 1, "is no record descriptor"),
        (rdw(b"A") + b"\0\x09\1\0AAAAA", 1, "reserved"),
        (rdw(b"A") + rdw(b"BBBB")[:-2], 1, "2 of 4"),
        (rdw(b"A") + b"\0\x09", 1, "too few"),
        (b"\0", 0, "too few"),
    ],
)
def test_what_is_no_record_is_a_fault_after_the_good_ones(data: bytes, records: int, fault: str) -> None:
    found, cut_ = cut(data, FrameOptions("V"))
    assert len(found) == records
    assert fault in cut_.fault


def test_an_unfinished_record_waits_for_more() -> None:
    records, found = cut(rdw(b"A") + rdw(b"BBBB")[:-2], FrameOptions("V"), final=False)
    assert (records, found.fault, found.used) == ([b"A"], "", 5)


def block(*records: bytes, inclusive: bool = True, little: bool = False) -> bytes:
    body = b"".join(rdw(record) for record in records)
    told = len(body) + (4 if inclusive else 0)
    return (b"\0\0" + told.to_bytes(2, "little") if little else told.to_bytes(2, "big") + b"\0\0") + body


def test_blocks_hold_records() -> None:
    data = block(b"A", b"BB") + block(b"CCC")
    records, found = cut(data, FrameOptions("VB"))
    assert records == [b"A", b"BB", b"CCC"]
    assert (found.used, found.overhead) == (len(data), 20)
    data = block(b"A", inclusive=False, little=True)
    assert cut(data, FrameOptions("VB", block_inclusive=False, block_little=True))[0] == [b"A"]
    large = (len(block(b"A")) | 0x80000000).to_bytes(4, "big") + block(b"A")[4:]
    assert cut(large, FrameOptions("VB"))[0] == [b"A"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\0\0\0\0", "no block descriptor"),
        (block(b"A")[:-1], "fewer than"),
        (block(b"A")[:4] + b"\0\0\0\0\0", "no record"),
    ],
)
def test_blocks_at_fault(data: bytes, fault: str) -> None:
    assert fault in cut(data, FrameOptions("VB"))[1].fault
