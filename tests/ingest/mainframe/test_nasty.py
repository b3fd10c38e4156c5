"""The nasty features of ../shared/reference/resolution-and-legacy.md, 3.5, that no other test of this room has.

Not repeated here: continuation lines, COPY REPLACING, slack bytes, dates, overpunched ASCII, spanned records,
compressed files, orphans.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions

Decode = Callable[..., list[dict[str, object]]]
UK = Reading(page=code_page("cp285"))


def uk(text: str) -> bytes:
    return text.encode("cp285")


def described(*records: bytes) -> bytes:
    return b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in records)


def test_a_table_is_redefined(decode: Decode) -> None:
    (row,) = decode("01 R. 05 T PIC 9 OCCURS 3. 05 A REDEFINES T PIC X(3).", uk("123"), ReadOptions(reading=UK))
    assert (row["T"], row["A"]) == ([1, 2, 3], "123")


def test_a_redefinition_shorter_than_the_original_leaves_its_length(decode: Decode) -> None:
    copybook = "01 R. 05 A PIC X(4). 05 B REDEFINES A PIC X(2). 05 C PIC X."
    (row,) = decode(copybook, uk("ABCDE"), ReadOptions(reading=UK))
    assert (row["A"], row["B"], row["C"]) == ("ABCD", "AB", "E")


def test_several_01_levels_share_a_file_and_each_record_is_one_of_them(decode: Decode) -> None:
    copybook = "01 CRIME. 05 T PIC X. 05 REF PIC 9(3). 01 PERSON. 05 T PIC X. 05 NAME PIC X(5)."
    options = ReadOptions(
        frame=FrameOptions("V"), reading=UK, segments=SegmentOptions("T", {"C": "CRIME", "P": "PERSON"})
    )
    crime, person = decode(copybook, described(uk("C123"), uk("PSMITH")), options)
    assert (crime["CRIME"], crime["PERSON"]) == ({"T": "C", "REF": 123}, None)
    assert (person["CRIME"], person["PERSON"]) == (None, {"T": "P", "NAME": "SMITH"})


def test_a_counter_in_another_group_a_table_of_none_and_a_field_behind_it(decode: Decode) -> None:
    copybook = """01 R. 05 HEAD. 10 N PIC 9. 05 BODY. 10 E PIC X(2) OCCURS 0 TO 3 TIMES DEPENDING ON N
     ASCENDING KEY IS E INDEXED BY I J. 10 F PIC 9(2)."""
    options = ReadOptions(frame=FrameOptions("V"), reading=UK)
    none, two = decode(copybook, described(uk("007"), uk("2ABCD08")), options)
    assert none["BODY"] == {"E": [], "F": 7}
    assert two["BODY"] == {"E": ["AB", "CD"], "F": 8}


def test_justified_text_values_and_conditions_on_groups_do_not_move_anything(decode: Decode) -> None:
    copybook = """01 R. 05 A PIC X(5) JUSTIFIED RIGHT VALUE SPACES. 05 G VALUE 'AB12'. 88 NONE-YET VALUE SPACES.
     10 B PIC X(2). 10 C PIC 99 VALUE ZERO."""
    (row,) = decode(copybook, uk("  ABCXY07"), ReadOptions(reading=UK))
    assert (row["A"], row["G"]) == ("ABC", {"B": "XY", "C": 7})
    (group,) = [item for item in parse_copybook(copybook, form="free").records[0].children if item.is_group]
    assert [one.name for one in group.conditions] == ["NONE-YET"]


@pytest.mark.parametrize(
    ("clauses", "data", "value"),
    [
        ("PIC 9(4) COMP-4", "0102", 258),
        ("PIC 9(9) COMP-4", "00000102", 258),
        ("PIC 9(10) COMP-4", "0000000000000102", 258),
        ("PIC 9(2) COMP-X", "FE", 254),
        ("PIC 9(4) COMP-5", "FFFF", 65535),
        ("POINTER", "0000000A", 10),
        ("PIC S9(4) COMP-3", "00123D", -123),
    ],
)
def test_binary_and_packed_items_have_the_sizes_of_the_compiler(
    decode: Decode, clauses: str, data: str, value: int
) -> None:
    (row,) = decode(f"01 R. 05 A {clauses}.", bytes.fromhex(data), ReadOptions(reading=UK))
    assert row["A"] == value


def test_a_code_page_that_no_codec_has_is_given_as_a_table(decode: Decode, tmp_path: Path) -> None:
    # BS2000 EDF03DRV, ICL variants and others are in no library: 256 characters in a file say what each byte is
    table = list(code_page("cp037").chars)
    table[0x5B] = "£"
    (tmp_path / "edf03.txt").write_text("".join(table), encoding="utf-8", newline="")
    reading = Reading(page=code_page(f"@{tmp_path / 'edf03.txt'}"))
    (row,) = decode("01 R. 05 A PIC X(3).", b"\x5b\xf1\xf2", ReadOptions(reading=reading))
    assert row["A"] == "£12"
    assert code_page("1148").decode(b"\x9f") == "€"


@pytest.mark.parametrize("packed", ["12345C", "12345D", "98765C", "00040C"])
def test_packed_bytes_translated_by_a_text_transfer_are_never_taken_without_a_word(decode: Decode, packed: str) -> None:
    damaged = bytes.fromhex(packed).decode("cp037").encode("latin-1")
    (row,) = decode("01 R. 05 A PIC S9(5) COMP-3.", damaged, ReadOptions(reading=UK))
    assert row["_doubt"]


def test_tape_labels_and_records_that_stand_once_are_filler(decode: Decode) -> None:
    labels = uk("VOL1POLICE".ljust(80)) + uk("HDR1CRIMES".ljust(80)) + uk("HDR2F".ljust(80))
    trailers = uk("EOF1CRIMES".ljust(80)) + uk("EOF2F".ljust(80))
    frame = FrameOptions("F", file_header=240, file_trailer=160)
    rows = decode("01 R. 05 A PIC X(4).", labels + uk("ONE TWO ") + trailers, ReadOptions(frame=frame, reading=UK))
    assert [row["A"] for row in rows] == ["ONE", "TWO"]


def test_a_file_on_several_volumes_is_cut_anywhere(tmp_path: Path) -> None:
    data = described(*(uk(f"{number:04d}") for number in range(50)))
    for cut in (1, 3, 5, 200):
        parts = [tmp_path / f"{cut}-{name}" for name in "ab"]
        parts[0].write_bytes(data[:cut])
        parts[1].write_bytes(data[cut:])
        options = ReadOptions(frame=FrameOptions("V"), reading=UK)
        table = LegacyReader(parse_copybook("01 R. 05 A PIC 9(4).", form="free"), options).table(parts)
        assert table["A"].to_pylist() == list(range(50))


def test_a_time_of_2400_stays_what_was_written(decode: Decode) -> None:
    rows = decode("01 R. 05 A PIC 9(4).", uk("2400") + uk("0000"), ReadOptions(reading=UK))
    assert [(row["A"], row["_doubt"]) for row in rows] == [(2400, []), (0, [])]


def test_repeated_lines_of_text_and_flag_bytes_come_over_as_they_stand(decode: Decode) -> None:
    copybook = "01 R. 05 DELETED PIC X. 05 LINE-TEXT PIC X(4) OCCURS 2."
    rows = decode(copybook, uk("DABC DEFG") + b"\xff" + uk("ABC DEFG"), ReadOptions(reading=UK))
    assert [(row["DELETED"], row["LINE_TEXT"]) for row in rows] == [("D", ["ABC", "DEFG"]), (None, ["ABC", "DEFG"])]
    assert [[doubt["reason"] for doubt in row["_doubt"]] for row in rows] == [[], ["HIGH_VALUES"]]  # type: ignore[attr-defined]
