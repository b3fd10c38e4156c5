"""Algebra over generated copybooks, values and damage: what must hold whatever the file."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.encode import RecordEncoder, as_struct
from athena.ingest.mainframe.framing import FrameOptions, RecordFormat
from athena.ingest.mainframe.layout import Layout
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.records import RecordDecoder
from athena.ingest.mainframe.refusal import CopybookError
from athena.ingest.mainframe.totals import column_totals, exact_totals

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Field:
    """A generated elementary item and a strategy for its values."""

    clause: str
    values: st.SearchStrategy[object]


def numbers(digits: int, scale: int, signed: bool) -> st.SearchStrategy[object]:
    top = 10**digits - 1
    whole = st.integers(-top if signed else 0, top)
    if scale == 0 and digits <= 18:
        return whole.map(lambda value: value)
    return whole.map(lambda value: Decimal(value).scaleb(-scale))


@st.composite
def fields(draw: st.DrawFn) -> Field:
    kind = draw(st.sampled_from(["text", "zoned", "packed", "binary", "separate", "leading", "edited", "float"]))
    digits, signed = draw(st.integers(1, 18)), draw(st.booleans())
    scale = draw(st.integers(0, digits - 1)) if digits > 1 else 0
    sign = "S" if signed else ""
    picture = f"PIC {sign}9({digits - scale})" + (f"V9({scale})" if scale else "")
    if kind == "text":
        width = draw(st.integers(1, 12))
        letters = st.text("ABCxyz 019£.,-", max_size=width).map(lambda text: text.rstrip(" "))
        return Field(f"PIC X({width})", letters)
    if kind == "float":
        return Field("COMP-2", st.integers(-(2**40), 2**40).map(float))
    if kind == "edited":
        # the sign of zero is not printed apart from zero, so zero is drawn as plus
        return Field("PIC ZZZ,ZZ9.99-", st.integers(-99999999, 99999999).map(lambda v: Decimal(v).scaleb(-2)))
    if kind == "packed":
        return Field(f"{picture} COMP-3", numbers(digits, scale, signed))
    if kind == "binary":
        return Field(f"{picture} COMP", numbers(digits, scale, signed))
    if kind in ("separate", "leading") and signed:
        place = "SIGN LEADING SEPARATE" if kind == "separate" else "SIGN LEADING"
        return Field(f"{picture} {place}", numbers(digits, scale, True))
    return Field(picture, numbers(digits, scale, signed))


@dataclass(frozen=True)
class Shape:
    """A generated copybook with rows of values for it."""

    copybook: str
    rows: list[dict[str, object]]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    chosen = draw(st.lists(fields(), min_size=1, max_size=6))
    tables = draw(st.lists(st.tuples(fields(), st.integers(1, 4), st.booleans()), max_size=2))
    lines = ["01 REC."]
    lines += [f"05 F{index} {field.clause}." for index, field in enumerate(chosen)]
    row: dict[str, st.SearchStrategy[object]] = {f"F{i}": field.values for i, field in enumerate(chosen)}
    for index, (field, most, counted) in enumerate(tables):
        if counted:
            lines.append(f"05 N{index} PIC 9(2).")
            lines.append(f"05 T{index} OCCURS 0 TO {most} DEPENDING ON N{index}. 10 E {field.clause}.")
            row[f"T{index}"] = st.lists(st.fixed_dictionaries({"E": field.values}), max_size=most)
        else:
            lines.append(f"05 T{index} OCCURS {most}. 10 E {field.clause}.")
            row[f"T{index}"] = st.lists(st.fixed_dictionaries({"E": field.values}), min_size=most, max_size=most)
    rows = draw(st.lists(st.fixed_dictionaries(row), min_size=1, max_size=5))
    for one in rows:
        for index, (_, _, counted) in enumerate(tables):
            values = one[f"T{index}"]
            if counted and isinstance(values, list):
                one[f"N{index}"] = len(values)
    return Shape("\n".join(lines), rows)


def to_struct(layout: Layout, reading: Reading, rows: list[dict[str, object]]) -> pa.StructArray:
    fields_of = RecordDecoder(layout, reading).fields
    columns = [pa.array([row[field.name] for row in rows], field.type) for field in fields_of]
    return pa.StructArray.from_arrays(columns, fields=fields_of)


def decode(shape: str, data: bytes, options: ReadOptions) -> tuple[list[dict[str, object]], LegacyReader]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(data)
        reader = LegacyReader(parse_copybook(shape, form="free"), options)
        return reader.table([path]).to_pylist(), reader


def values_of(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{key: value for key, value in row.items() if not key.startswith("_")} for row in rows]


@QUIET
@given(shapes(), st.sampled_from(["cp285", "cp037", "cp1047", "cp1146"]), st.booleans())
def test_encoding_then_decoding_is_the_identity(shape: Shape, page: str, little: bool) -> None:
    reading = Reading(page=code_page(page))
    layout = parse_copybook(shape.copybook, form="free").layouts()[0]
    encoded = RecordEncoder(layout, reading).encode(to_struct(layout, reading, shape.rows))
    data = encoded.with_descriptors(little=little)
    rows, reader = decode(shape.copybook, data, ReadOptions(frame=FrameOptions("V", little=little), reading=reading))
    order = [field.name for field in reader.schema if not field.name.startswith("_")]
    assert values_of(rows) == [{name: row[name] for name in order} for row in shape.rows]
    assert reader.doubtful == 0
    assert reader.accounts[0].balance == 0


@QUIET
@given(shapes())
def test_tables_of_greatest_size_encode_and_decode_alike(shape: Shape) -> None:
    reading = Reading(page=code_page("cp285"), occurs="max")
    layout = parse_copybook(shape.copybook, form="free").layouts(shift=False)[0]
    encoded = RecordEncoder(layout, reading).encode(to_struct(layout, reading, shape.rows))
    assert len(encoded.joined()) == layout.width * len(shape.rows)
    rows, _ = decode(shape.copybook, encoded.joined(), ReadOptions(reading=reading))
    assert [set(row) for row in values_of(rows)] == [set(row) for row in shape.rows]
    assert all(values_of(rows)[i][k] == v for i, row in enumerate(shape.rows) for k, v in row.items())


@QUIET
@given(shapes())
def test_both_decoders_come_to_the_same_totals(shape: Shape) -> None:
    reading = Reading(page=code_page("cp285"))
    layout = parse_copybook(shape.copybook, form="free").layouts()[0]
    encoded = RecordEncoder(layout, reading).encode(to_struct(layout, reading, shape.rows))
    assert_totals(shape.copybook, layout, encoded.with_descriptors(), reading, FrameOptions("V"))


def assert_totals(shape: str, layout: Layout, data: bytes, reading: Reading, frame: FrameOptions) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(data)
        reader = LegacyReader(
            parse_copybook(shape, form="free"), ReadOptions(frame=frame, reading=reading, raw=True, quarantine=True)
        )
        for batch in reader.batches([path]):
            records = batch.column("_raw").to_pylist()
            exact = exact_totals(layout, reading, records)
            columnar = column_totals(batch, layout.name)
            for path_, total in exact.items():
                assert columnar[path_].count == total.count, path_
                assert columnar[path_].sum == total.sum, path_


NUMERIC = """01 REC.
 05 Z1 PIC 9(5). 05 Z2 PIC S9(7)V99. 05 Z3 PIC S9(4) SIGN LEADING SEPARATE. 05 Z4 PIC S9(3) SIGN LEADING.
 05 P1 PIC S9(5) COMP-3. 05 P2 PIC 9(8) COMP-3. 05 P3 PIC S9(15)V9(4) COMP-3. 05 P4 PIC 9(5) COMP-6.
 05 B1 PIC 9(4) COMP. 05 B2 PIC S9(9) COMP. 05 B3 PIC S9(18) COMP. 05 B4 PIC 9(9)V9(9) COMP. 05 B5 PIC 9(9) COMP-5.
 05 Z5 PIC S9(30). 05 B6 PIC S9(25) COMP."""
ODD = st.sampled_from([0x00, 0xFF, 0x40, 0xF0, 0xF5, 0xC3, 0xD7, 0x12, 0x1C, 0x4E, 0x60, 0x9F, 0xA1])


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD, min_size=90, max_size=600))
def test_both_decoders_agree_on_dirty_bytes(data: list[int]) -> None:
    layout = parse_copybook(NUMERIC, form="free").layouts()[0]
    whole = bytes(data * 2)[: max(1, len(data) * 2 // layout.width) * layout.width]
    if len(whole) >= layout.width:
        assert_totals(NUMERIC, layout, whole, Reading(), FrameOptions())


FORMATS: list[RecordFormat] = ["F", "V", "VB", "T"]
DAMAGED = "01 R. 05 T PIC X. 05 N PIC 9. 05 A PIC X(3). 05 E PIC S9(3) COMP-3 OCCURS 0 TO 9 DEPENDING ON N."


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(FORMATS),
    st.booleans(),
    st.booleans(),
    st.binary(max_size=400),
    st.integers(0, 399),
    st.integers(0, 255),
)
def test_damaged_files_never_crash_or_lose_a_byte(
    form: RecordFormat, little: bool, inclusive: bool, data: bytes, at: int, byte: int
) -> None:
    damaged = bytearray(data)
    if damaged:
        damaged[at % len(damaged)] = byte
    length = 29 if form == "F" else 0
    frame = FrameOptions(form, length=length, little=little, inclusive=inclusive)
    rows, reader = decode(DAMAGED, bytes(damaged), ReadOptions(frame=frame, quarantine=True, block_bytes=64))
    account = reader.accounts[0]
    assert account.size == len(damaged)
    assert account.balance == 0
    assert len(rows) == reader.records


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 80), st.integers(1, 64), st.integers(0, 5))
def test_blocks_of_any_size_give_the_same_records(count: int, block: int, skip: int) -> None:
    records = [bytes([0xC1 + i % 9]) * (1 + (i * 7) % 11) for i in range(count)]
    data = bytes(skip) + b"".join((len(r) + 4).to_bytes(2, "big") + b"\0\0" + r for r in records)
    frame = FrameOptions("V", file_header=skip)
    shape = "01 R. 05 A PIC X(11)."
    rows, reader = decode(shape, data, ReadOptions(frame=frame, block_bytes=block))
    assert [row["A"] for row in rows] == [record.decode("cp037") for record in records]
    assert [row["_record"] for row in rows] == list(range(count))
    assert reader.accounts[0].filler == skip


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_gives_the_same_rows(workers: int) -> None:
    data = b"".join(f"{number:06d}".encode("cp037") for number in range(5000))
    rows, _ = decode("01 R. 05 A PIC 9(6).", data, replace(ReadOptions(), workers=workers, block_bytes=512))
    assert [row["A"] for row in rows] == list(range(5000))
    assert [row["_offset"] for row in rows] == list(range(0, 30000, 6))


def test_what_was_decoded_encodes_to_the_same_bytes() -> None:
    layout = parse_copybook("01 R. 05 A PIC X(3). 05 B PIC S9(5)V9 COMP-3.", form="free").layouts()[0]
    data = "ABC".encode("cp037") + bytes.fromhex("0012345D") + "Z  ".encode("cp037") + bytes.fromhex("0000001C")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(data)
        table = LegacyReader(
            parse_copybook("01 R. 05 A PIC X(3). 05 B PIC S9(5)V9 COMP-3.", form="free"), ReadOptions()
        ).table([path])
    batch = table.combine_chunks().to_batches()[0]
    assert RecordEncoder(layout, Reading()).encode(as_struct(batch)).joined() == data


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 400), st.sampled_from(["", "X", ".", "'", "(", "0", "OCCURS", "REDEFINES", "=="]), st.integers(0, 6)
)
def test_a_damaged_copybook_is_read_or_refused_never_crashes(at: int, put: str, cut: int) -> None:
    text = (
        "01 R. 05 N PIC 9. 05 A PIC S9(5)V99 COMP-3. 05 G. 10 B PIC X(3). 88 C VALUE 'ABC'. 10 D REDEFINES B PIC 9(3). "
        "05 T OCCURS 0 TO 3 DEPENDING ON N. 10 E PIC Z,ZZ9.99-. 10 F PIC S9(9) COMP SYNC. 66 H RENAMES A THRU G."
    )
    at %= len(text)
    damaged = text[:at] + put + text[at + cut :]
    with suppress(CopybookError):
        assert parse_copybook(damaged, form="free").layouts()
