import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.findings import Findings
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.records import RecordDecoder, Segments
from athena.ingest.mainframe.rows import LEAD
from athena.ingest.mainframe.segments import SegmentOptions
from athena.ingest.mainframe.spans import Span

Decode = Callable[..., list[dict[str, object]]]
COBRIX = Path(__file__).parents[4] / "shared/data/mainframe/cobrix"


@pytest.mark.skipif(not COBRIX.is_dir(), reason="../shared/data/mainframe is not here")
def test_cobrix_test1_fixed_length_records_decode_to_the_expected_names() -> None:
    layout = load_copybook(COBRIX / "test1_copybook.cob").layouts(shift=False)[0]
    data = (COBRIX / "test1_data/example.bin").read_bytes()
    decoder = RecordDecoder(layout, Reading(occurs="max"))
    starts = LEAD + np.arange(len(data) // layout.width) * layout.width
    span = Span(np.frombuffer(bytes(LEAD) + data, np.uint8), starts, starts + layout.width, np.arange(len(starts)))
    columns, _ = decoder.decode(span, Segments({}), Findings())
    rows = pa.RecordBatch.from_arrays(columns, schema=pa.schema(decoder.fields)).to_pylist()
    expected = [json.loads(line) for line in (COBRIX / "test1_expected/test1.txt").read_text().splitlines()]
    assert [row["COMPANY"]["SHORT_NAME"] for row in rows] == [row["COMPANY"]["SHORT_NAME"] for row in expected]
    assert [row["ID"] for row in rows] == [row["ID"] for row in expected]


def test_a_counter_may_stand_after_a_table_of_greatest_size(decode: Decode) -> None:
    book = "01 R. 05 G. 10 E PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 H. 10 N PIC 9."
    rows = decode(book, "AB 2XYZ3".encode("cp037"), ReadOptions(reading=Reading(occurs="max")))
    assert [row["G"] for row in rows] == [{"E": ["A", "B"]}, {"E": ["X", "Y", "Z"]}]


def test_tables_of_groups_and_tables_in_tables(decode: Decode) -> None:
    book = "01 R. 05 T OCCURS 2. 10 A PIC X. 10 B PIC 9 OCCURS 2. 10 C PIC S9(3) COMP-3."
    data = "A12".encode("cp037") + bytes.fromhex("012C") + "B34".encode("cp037") + bytes.fromhex("1A2C")
    row = decode(book, data)[0]
    assert row["T"] == [{"A": "A", "B": [1, 2], "C": 12}, {"A": "B", "B": [3, 4], "C": None}]
    assert row["_doubt"] == [{"field": "R.T.C", "reason": "BAD_DIGIT"}]


def test_a_record_that_is_one_item(decode: Decode) -> None:
    assert [row["R"] for row in decode("01 R PIC X(3).", "ABCDEF".encode("cp037"))] == ["ABC", "DEF"]


def test_uneven_tables_of_fixed_count(decode: Decode) -> None:
    book = "01 R. 05 T OCCURS 2. 10 N PIC 9. 10 E PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 Z PIC X."
    rows = decode(book, "1A2BCz0".encode("cp037") + "3XYZw".encode("cp037"), ReadOptions(frame=FrameOptions("O")))
    assert [[one["E"] for one in row["T"]] for row in rows] == [[["A"], ["B", "C"]], [[], ["X", "Y", "Z"]]]  # type: ignore[attr-defined]
    assert [row["Z"] for row in rows] == ["z", "w"]


VARYING = """01 R. 05 SEG PIC X. 05 S1. 10 N1 PIC 9. 10 G1 OCCURS 0 TO 2 DEPENDING ON N1. 15 M1 PIC 9.
 15 H1 PIC X OCCURS 0 TO 3 DEPENDING ON M1. 05 S2 REDEFINES S1. 10 N2 PIC 9. 10 G2 PIC X OCCURS 0 TO 9 DEPENDING ON N2.
 05 S3 REDEFINES S1 PIC X(2). 05 Z PIC X."""


def test_redefinitions_of_varying_length_end_where_the_chosen_one_ends(decode: Decode) -> None:
    segments = SegmentOptions("SEG", {"1": "S1", "2": "S2", "3": "S3"})
    records = ["1120Z", "122AB1CZ", "22XYZ", "3QQZ", "10Z"]
    records[0] = "111AZ"
    data = b"".join((len(r) + 4).to_bytes(2, "big") + b"\0\0" + r.encode("cp037") for r in records)
    rows = decode(VARYING, data, ReadOptions(frame=FrameOptions("V"), segments=segments))
    assert [row["Z"] for row in rows] == ["Z"] * 5
    assert [row["_doubt"] for row in rows] == [[]] * 5
    assert rows[1]["S1"] == {"N1": 2, "G1": [{"M1": 2, "H1": ["A", "B"]}, {"M1": 1, "H1": ["C"]}]}
    assert rows[2]["S2"] == {"N2": 2, "G2": ["X", "Y"]}
    assert (rows[3]["S3"], rows[3]["S1"], rows[3]["S2"]) == ("QQ", None, None)
    assert rows[4]["S1"] == {"N1": 0, "G1": []}


def test_two_tables_may_read_one_counter_differently(decode: Decode) -> None:
    book = "01 R. 05 F PIC X. 05 D1 PIC X OCCURS 0 TO 2 DEPENDING ON F. 05 D2 PIC X OCCURS 0 TO 2 DEPENDING ON F."
    reading = Reading(counts={"D1": {"A": 0, "B": 1}, "D2": {"A": 1, "B": 2}})
    rows = decode(book, "AXBXYZ".encode("cp037"), ReadOptions(frame=FrameOptions("O"), reading=reading))
    assert [(row["D1"], row["D2"]) for row in rows] == [([], ["X"]), (["X"], ["Y", "Z"])]


def test_a_group_without_a_name_keeps_the_items_that_have_one(decode: Decode) -> None:
    book = "01 R. 05 FILLER OCCURS 2. 10 A PIC X. 10 FILLER PIC X. 05 FILLER. 10 FILLER PIC X. 05 B PIC X."
    rows = decode(book, "1.2.-3".encode("cp037"))
    assert {k: v for k, v in rows[0].items() if k[0] != "_"} == {"FILLER_1": [{"A": "1"}, {"A": "2"}], "B": "3"}
