"""Damage: a file with bytes changed, lost or added never crashes, hangs or loses a byte, in any record format."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.framing import FrameOptions, RecordFormat
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions

COPYBOOK = """01 R. 05 LEN PIC 9(2). 05 T PIC X. 05 N PIC 9. 05 A PIC X(3).
 05 E OCCURS 0 TO 9 DEPENDING ON N. 10 V PIC S9(3) COMP-3. 05 Z PIC S9(2)."""
WIDTH = 2 + 1 + 1 + 3 + 9 * 2 + 2
FORMATS: tuple[RecordFormat, ...] = ("F", "V", "VB", "VS", "VBS", "T", "L", "O")


def record(number: int, occurrences: int) -> bytes:
    length = 9 + 2 * occurrences
    head = f"{length:02d}{'CPG'[number % 3]}{occurrences}{number % 1000:03d}".encode("cp285")
    return head + bytes.fromhex("123C") * occurrences + f"{number % 100:02d}".encode("cp285")


def described(data: bytes, code: int = 0) -> bytes:
    return (len(data) + 4).to_bytes(2, "big") + bytes([code, 0]) + data


def segmented(data: bytes) -> list[bytes]:
    """A record of three segments; one of fewer than three bytes is whole."""
    if len(data) < 3:
        return [described(data)]
    return [described(data[:1], 1), described(data[1:-1], 3), described(data[-1:], 2)]


def as_file(form: RecordFormat, records: list[bytes]) -> bytes:
    """The records as a file of this format, two to a block where it has blocks."""
    if form in ("VB", "VBS"):
        inner = [described(one) if form == "VB" else b"".join(segmented(one)) for one in records]
        return b"".join(described(b"".join(inner[at : at + 2])) for at in range(0, len(inner), 2))
    if form == "F":
        return b"".join(one.ljust(WIDTH, b"\x40") for one in records)
    if form in ("V", "VS"):
        return b"".join(described(one) if form == "V" else b"".join(segmented(one)) for one in records)
    return b"".join(one + b"\x15" * (form == "T") for one in records)


def read(form: RecordFormat, data: bytes, block: int, around: int = 0) -> LegacyReader:
    """Read the file to its end, and check what must hold of any file."""
    frame = FrameOptions(form, newline=(b"\x15",) if form == "T" else (b"\n",), file_header=around, file_trailer=around)
    options = ReadOptions(
        frame=replace(frame, length=WIDTH if form == "F" else 0),
        reading=Reading(page=code_page("cp285")),
        segments=SegmentOptions("T", parents={"P": "C"}),
        length_field="LEN" if form == "L" else None,
        quarantine=True,
        block_bytes=block,
        raw=True,
    )
    reader = LegacyReader(parse_copybook(COPYBOOK, form="free"), options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(data)
        rows = reader.table([path]).to_pylist()
    (account,) = reader.accounts
    assert account.size == len(data)
    assert account.balance == 0
    assert min(account.records, account.headers, account.filler, account.quarantined_bytes) >= 0
    assert len(rows) == reader.records
    assert [row["_record"] for row in rows] == list(range(len(rows)))
    assert sum(row["_length"] for row in rows) == sum(len(row["_raw"]) for row in rows) == account.records
    ends = [row["_offset"] + row["_length"] for row in rows]
    assert all(end <= row["_offset"] for end, row in zip(ends, rows[1:], strict=False))
    assert all(part.start + part.length <= len(data) for part in account.quarantined)
    assert not account.quarantined or not ends or ends[-1] <= account.quarantined[0].start
    return reader


@pytest.mark.parametrize("form", FORMATS)
def test_a_whole_file_of_each_format_is_read_whole(form: RecordFormat) -> None:
    records = [record(number, number % 4) for number in range(30)]
    reader = read(form, as_file(form, records), 1 << 16)
    assert reader.records == 30
    assert reader.accounts[0].quarantined == []
    if form != "F":
        assert reader.accounts[0].records == sum(map(len, records))


HOW = st.sampled_from(["set", "drop", "add", "cut"])
DAMAGE = st.lists(st.tuples(HOW, st.integers(0, 600), st.integers(0, 255)), max_size=4)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(FORMATS),
    st.lists(st.integers(0, 9), max_size=12),
    DAMAGE,
    st.sampled_from([16, 64, 1 << 16]),
    st.sampled_from([0, 0, 5]),
)
def test_every_byte_of_a_damaged_file_has_one_use(
    form: RecordFormat, tables: list[int], damage: list[tuple[str, int, int]], block: int, around: int
) -> None:
    data = bytearray(as_file(form, [record(number, many) for number, many in enumerate(tables)]))
    for how, at, byte in damage:
        at %= len(data) + 1
        if how == "set" and at < len(data):
            data[at] = byte
        elif how == "drop":
            del data[at : at + 1 + byte % 8]
        elif how == "add":
            data[at:at] = bytes([byte]) * (1 + byte % 5)
        else:
            del data[at:]
    read(form, bytes(data), block, around)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300).filter(lambda data: not data.startswith((b"\x1f\x8b\x08", b"BZh"))))
def test_bytes_that_were_never_a_file_are_accounted_for(form: RecordFormat, data: bytes) -> None:
    read(form, data, 64)


def test_a_record_that_never_ends_is_set_aside_and_not_held_in_memory() -> None:
    frame = FrameOptions("VS", longest=1000)
    reader = LegacyReader(
        parse_copybook("01 R. 05 A PIC X(5).", form="free"), ReadOptions(frame=frame, quarantine=True, block_bytes=64)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(described(b"A" * 50, 1) + described(b"A" * 50, 3) * 100)
        assert reader.table([path]).num_rows == 0
    (part,) = reader.accounts[0].quarantined
    assert "goes on for more than 1,000 bytes" in part.reason
    assert part.length == 101 * 54
