"""What bytes say: every record is read by the slow decoder, each distinct spelling once, wherever its fields stand."""

import io
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.exact import exact_numbers
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.stream import Block
from athena.ingest.mainframe.totals import Total
from athena.ingest.migration.book import ONLY, RecordBook, bytes_of
from athena.ingest.migration.leaves import Leaf, leaves
from athena.ingest.migration.mapped import Value
from athena.ingest.migration.said import Said, alike, joined

TABLES = """01 R. 05 N PIC 9. 05 P OCCURS 0 TO 3 DEPENDING ON N. 10 V PIC S9(3)V99 COMP-3. 10 T PIC X(2).
 05 W PIC 9(2) OCCURS 2. 05 LAST-ONE PIC 9(3)."""
NESTED = """01 R. 05 N PIC 9. 05 P OCCURS 0 TO 2 DEPENDING ON N. 10 M PIC 9. 10 Q PIC 9 OCCURS 0 TO 3 DEPENDING ON M.
 05 LAST-ONE PIC 9(2)."""


def book_of(copybook: str, frame: FrameOptions, choices: tuple[str, ...] = ()) -> RecordBook:
    options = ReadOptions(frame=frame, reading=Reading(page=code_page("cp285")), choices=choices)
    return RecordBook.of(parse_copybook(copybook, form="free"), options)


def block_of(book: RecordBook, records: list[bytes]) -> Block:
    data = b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in records)
    (block,) = book.blocks(io.BytesIO(data), Account())
    return block


def said_of(book: RecordBook, block: Block, name: str) -> dict[int, Value]:
    leaf: Leaf = next(one for one in leaves(book, ONLY) if one.called(name))
    found: dict[int, Value] = {}
    for records in alike(book, ONLY, block, np.arange(len(block.starts))):
        said = records.leaf(leaf)
        found |= {int(number): said.values[code] for number, code in zip(records.numbers, said.codes, strict=True)}
    return found


def text(value: str) -> bytes:
    return value.encode("cp285")


PARTS = bytes.fromhex("12345C") + text("AB") + bytes.fromhex("00001D") + text("CD")
ROWS = [
    text("2") + PARTS + text("0102") + text("007"),
    text("0") + text("0304") + text("008"),
    text("2") + PARTS + text("0102") + text("009"),
    text("0") + text("03"),
]


def test_tables_are_tuples_and_what_follows_them_is_found() -> None:
    book = book_of(TABLES, FrameOptions("V"))
    block = block_of(book, ROWS)
    two = ({"V": Decimal("123.45"), "T": "AB"}, {"V": Decimal("-0.01"), "T": "CD"})
    assert said_of(book, block, "P") == {1: two, 2: (), 3: two, 4: ()}
    assert said_of(book, block, "W") == {1: (1, 2), 2: (3, 4), 3: (1, 2), 4: (3, None)}
    assert said_of(book, block, "LAST-ONE") == {1: 7, 2: 8, 3: 9, 4: None}


def test_a_counter_inside_a_table_moves_its_own_record_only() -> None:
    book = book_of(NESTED, FrameOptions("V"))
    block = block_of(book, [text("212315699"), text("1077"), text("088")])
    assert said_of(book, block, "LAST-ONE") == {1: 99, 2: 77, 3: 88}
    assert said_of(book, block, "P")[1] == ({"M": 1, "Q": (2,)}, {"M": 3, "Q": (1, 5, 6)})


def test_a_field_that_is_not_chosen_says_nothing_and_is_not_totalled() -> None:
    copybook = "01 R. 05 K PIC X. 05 A PIC 9(2). 05 B REDEFINES A PIC X(2)."
    book = book_of(copybook, FrameOptions("V"), choices=("A=K:N", "B=K:T"))
    block = block_of(book, [text("N12"), text("TXY"), text("N07"), text("?99")])
    assert said_of(book, block, "A") == {1: 12, 2: None, 3: 7, 4: None}
    assert said_of(book, block, "B") == {1: None, 2: "XY", 3: None, 4: None}
    totals = [dict(one.totalled()) for one in alike(book, ONLY, block, np.arange(4))]
    assert sum(one["R.A"].total().sum for one in totals if "R.A" in one) == 19


def test_a_short_line_goes_on_in_spaces_and_other_records_end() -> None:
    copybook = "01 R. 05 A PIC X(2). 05 B PIC 9(3)."
    lines = book_of(copybook, FrameOptions("T", newline=(b"\x15",)))
    (block,) = lines.blocks(io.BytesIO(b"\x15".join([text("AB12"), text("AB"), text("A"), b""])), Account())
    assert said_of(lines, block, "B") == {1: 120, 2: None, 3: None}
    assert said_of(lines, block, "A") == {1: "AB", 2: "AB", 3: "A"}
    described = book_of(copybook, FrameOptions("V"))
    assert said_of(described, block_of(described, [text("AB12")]), "B") == {1: None}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=12), st.sampled_from([TABLES, NESTED]))
def test_totals_are_those_of_reading_every_record_by_itself(records: list[bytes], copybook: str) -> None:
    book = book_of(copybook, FrameOptions("V"))
    block = block_of(book, records)
    together: dict[str, Total] = {}
    for one in alike(book, ONLY, block, np.arange(len(block.starts))):
        for path, said in one.totalled():
            together[path] = together.get(path, Total()).plus(said.total())
    apart: dict[str, Total] = {}
    for at in range(len(block.starts)):
        for number in exact_numbers(book.layout(ONLY), book.options.reading, bytes_of(block, at)):
            value = number.value
            single = Total(nulls=1) if value is None else Total(1, 0, value, value, value)
            apart[number.path] = apart.get(number.path, Total()).plus(single)
    assert together == apart


@pytest.mark.parametrize("rows", [np.array([True, False, True]), np.array([0, 2])])
def test_said_of_some_rows_and_of_several_blocks(rows: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> None:
    said = Said(np.array([0, 1, 0]), [Decimal(5), None])
    assert said.some(rows).total() == Total(2, 0, Decimal(10), Decimal(5), Decimal(5))
    both = joined([said, Said(np.array([0]), [Decimal(7)])])
    assert [both.values[code] for code in both.codes] == [5, None, 5, 7]
