"""The torture vectors of ../shared/reference/resolution-and-legacy.md section 3, with their right answers."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import CopybookError, LegacyRefusedError
from athena.ingest.mainframe.segments import SegmentOptions

Decode = Callable[..., list[dict[str, object]]]


def one(decode: Decode, picture: str, data: str | bytes, reading: Reading | None = None) -> tuple[object, list[str]]:
    raw = bytes.fromhex(data) if isinstance(data, str) else data
    options = ReadOptions(reading=reading or Reading())
    row = decode(f"01 R. 05 A {picture}.", raw, options)[0]
    doubts = row["_doubt"]
    assert isinstance(doubts, list)
    return row["A"], [entry["reason"] for entry in doubts]


def ebcdic(text: str, page: str = "cp037") -> bytes:
    return text.encode(code_page(page).name)


def test_sync_aligns_binary_items_with_slack_bytes(decode: Decode) -> None:
    copybook = "01 R. 05 A PIC X. 05 B PIC S9(4) COMP SYNC. 05 C PIC X. 05 D PIC S9(9) COMP SYNC."
    layout = parse_copybook(copybook, form="free").layouts()[0]
    assert [(n.name, n.offset, n.slack) for n in layout.root.children] == [
        ("A", 0, 0), ("B", 2, 1), ("C", 4, 0), ("D", 8, 3)
    ]  # fmt: skip
    row = decode(copybook, bytes.fromhex("C1 00 0007 C2 000000 0000002A"))[0]
    assert (row["A"], row["B"], row["C"], row["D"]) == ("A", 7, "B", 42)


def test_sync_none_leaves_no_slack() -> None:
    layout = parse_copybook("01 R. 05 A PIC X. 05 B PIC 9(4) COMP SYNC.", form="free").layouts(sync="none")[0]
    assert layout.width == 3


def test_renames_is_an_alias_of_the_storage_it_names(decode: Decode) -> None:
    copybook = "01 R. 05 D. 10 Y PIC 9(4). 10 M PIC 99. 05 N PIC 9(3) COMP-3. 66 YM RENAMES Y THRU M. 66 N2 RENAMES N."
    row = decode(copybook, ebcdic("199411") + bytes.fromhex("012F"))[0]
    assert row["YM"] == "199411"
    assert row["N2"] == 12


@pytest.mark.parametrize(
    ("picture", "printed", "value"),
    [
        ("Z,ZZ9.99-", "1,234.56-", "-1234.56"),
        ("Z,ZZ9.99-", "   12.30 ", "12.30"),
        ("9(4).99CR", "0012.50CR", "-12.50"),
        ("9(4).99DB", "0012.50  ", "12.50"),
        ("$$,$$9.99", "   $12.30", "12.30"),
        ("$ZZ9.99", "$ 12.30", "12.30"),
        ("***9.99", "**12.30", "12.30"),
        ("99B99B99", "12 34 56", "123456"),
        ("9909", "1203", "123"),
        ("99/99/99", "12/34/56", "123456"),
        ("+++9", " -12", "-12"),
        ("+9(3)", "+012", "12"),
        ("9(3)-", "012-", "-12"),
        ("ZZZ", "   ", "0"),
    ],
)
def test_edited_pictures_are_read_back(decode: Decode, picture: str, printed: str, value: str) -> None:
    assert one(decode, f"PIC {picture}", ebcdic(printed)) == (Decimal(value), [])


def test_an_edited_number_with_a_foreign_character_is_refused_as_a_value_and_flagged(decode: Decode) -> None:
    assert one(decode, "PIC Z,ZZ9.99-", ebcdic("1;234.56-")) == (None, ["BAD_EDIT"])


def test_conditions_keep_their_values() -> None:
    copybook = "01 R. 05 S PIC X. 88 OPEN-CASE VALUE 'O'. 88 CLOSED VALUES 'C' 'D' 'X' THRU 'Z'."
    item = parse_copybook(copybook, form="free").records[0].children[0]
    assert [(c.name, c.ranges) for c in item.conditions] == [
        ("OPEN-CASE", (("O", "O"),)),
        ("CLOSED", (("C", "C"), ("D", "D"), ("X", "Z"))),
    ]


@pytest.mark.parametrize(
    ("clauses", "data", "value"),
    [
        ("PIC S9(3) SIGN LEADING", "D1F2F3", -123),
        ("PIC S9(3) SIGN TRAILING", "F1F2D3", -123),
        ("PIC S9(3) SIGN LEADING SEPARATE", "60F1F2F3", -123),
        ("PIC S9(3) SIGN IS TRAILING SEPARATE CHARACTER", "F1F2F34E", 123),
        ("PIC S9(3)", "F1F2C3", 123),
    ],
)
def test_signs_stand_where_the_copybook_says(decode: Decode, clauses: str, data: str, value: int) -> None:
    assert one(decode, clauses, data) == (value, [])


@pytest.mark.parametrize(
    ("picture", "data", "value", "reasons"),
    [
        ("PIC S9(5) COMP-3", "000000", None, ["LOW_VALUES"]),
        ("PIC S9(5) COMP-3", "404040", None, ["SPACES"]),
        ("PIC S9(5) COMP-3", "FFFFFF", None, ["HIGH_VALUES"]),
        ("PIC S9(5) COMP-3", "1A345C", None, ["BAD_DIGIT"]),
        ("PIC S9(5) COMP-3", "123451", None, ["BAD_SIGN"]),
        ("PIC S9(5) COMP-3", "12345F", 12345, ["UNSIGNED_SIGN"]),
        ("PIC S9(5) COMP-3", "12345A", 12345, ["NON_PREFERRED_SIGN"]),
        ("PIC S9(5) COMP-3", "12345B", -12345, ["NON_PREFERRED_SIGN"]),
        ("PIC 9(5) COMP-3", "12345F", 12345, []),
        ("PIC 9(5) COMP-3", "12345D", -12345, ["SIGN_IN_UNSIGNED"]),
        ("PIC 9(4) COMP-3", "12345F", 12345, ["EXCEEDS_PIC"]),
        ("PIC 9(4) COMP-6", "1234", 1234, []),
        ("PIC 9(3)", "4040F1", 1, []),
        ("PIC 9(3)", "404040", None, ["SPACES"]),
        ("PIC 9(3)", "000000", None, ["LOW_VALUES"]),
        ("PIC 9(3)", "FFFFFF", None, ["HIGH_VALUES"]),
        ("PIC 9(3)", "F1C1F3", None, ["BAD_DIGIT"]),
        ("PIC 9(3)", "F1F2D3", -123, ["SIGN_IN_UNSIGNED"]),
        ("PIC S9(3)", "F1F2F3", 123, ["UNSIGNED_SIGN"]),
        ("PIC 9(4) COMP", "FFFF", 65535, ["EXCEEDS_PIC"]),
        ("PIC 9(4) COMP-5", "FFFF", 65535, []),
        ("PIC S9(4) COMP", "FFFE", -2, []),
        ("PIC 9(3) BLANK WHEN ZERO", "404040", 0, []),
    ],
)
def test_dirty_numbers(decode: Decode, picture: str, data: str, value: object, reasons: list[str]) -> None:
    assert one(decode, picture, data) == (value, reasons)


def test_a_number_followed_by_spaces_is_never_silently_shortened(decode: Decode) -> None:
    assert one(decode, "PIC 9(3)", ebcdic(" 12")) == (12, [])
    assert one(decode, "PIC 9(3)", ebcdic("12 ")) == (120, ["TRAILING_SPACES"])


def test_signed_display_takes_no_extra_byte_so_nothing_after_it_shifts(decode: Decode) -> None:
    copybook = "01 R. 05 V PIC S9(7). 05 N PIC 9(7). 05 T PIC X(3)."
    row = decode(copybook, bytes.fromhex("F2F3F2F7F1F5C6") + ebcdic("2327156END"))[0]
    assert (row["V"], row["N"], row["T"]) == (2327156, 2327156, "END")


@pytest.mark.parametrize(
    ("page", "sign"), [("cp037", "$"), ("cp1047", "$"), ("cp285", "£"), ("cp1146", "£"), ("285", "£")]
)
def test_the_byte_of_the_pound_sign(decode: Decode, page: str, sign: str) -> None:
    value, _ = one(decode, "PIC X(4)", b"\x5b" + ebcdic("100"), Reading(page=code_page(page)))
    assert value == f"{sign}100"


@pytest.mark.parametrize(
    ("page", "data", "text"),
    [
        ("cp037", "B1", "£"), ("cp1047", "B1", "£"), ("cp285", "4A", "$"), ("cp037", "BABB", "[]"),
        ("cp1047", "ADBD", "[]"), ("cp285", "B1BB", "[]"), ("cp037", "B0", "^"), ("cp1047", "5F", "^"),
        ("cp285", "BA", "^"), ("cp037", "A1", "~"), ("cp285", "BC", "~"), ("cp037", "4A", "¢"), ("cp285", "B0", "¢"),
        ("cp037", "5F", "¬"), ("cp1047", "B0", "¬"), ("cp285", "5F", "¬"), ("cp1146", "9F", "€"),
        ("cp1140", "9F", "€"), ("cp500", "4A5A", "[]"),
    ],
)  # fmt: skip
def test_bytes_on_which_the_code_pages_differ(decode: Decode, page: str, data: str, text: str) -> None:
    value, _ = one(decode, f"PIC X({len(data) // 2})", data, Reading(page=code_page(page), trim="none"))
    assert value == text


def test_only_the_chosen_redefinition_is_decoded(decode: Decode) -> None:
    copybook = "01 R. 05 T PIC X. 05 A PIC X(3). 05 B REDEFINES A PIC 9(5) COMP-3."
    segments = SegmentOptions("T", {"A": "A", "B": "B"})
    rows = decode(copybook, ebcdic("AXYZ") + ebcdic("B") + bytes.fromhex("12345F"), ReadOptions(segments=segments))
    assert [(row["A"], row["B"]) for row in rows] == [("XYZ", None), (None, 12345)]
    assert [row["_doubt"] for row in rows] == [[], []]


def test_a_redefinition_longer_than_the_original_moves_what_follows() -> None:
    layout = parse_copybook("01 R. 05 A PIC X. 05 B REDEFINES A PIC X(4). 05 C PIC X.", form="free").layouts()[0]
    assert layout.find("C").offset == 4


@pytest.mark.parametrize(
    ("picture", "data", "value"),
    [
        ("PIC 9(3)PPP COMP-3", "123F", 123000), ("PIC PPP9(2) COMP-3", "012F", Decimal("0.00012")),
        ("PIC SP9(3)", "F1F2C3", Decimal("0.0123")), ("PIC S9(3)PP COMP", "FFFF", -100),
    ],
)  # fmt: skip
def test_scaling_positions(decode: Decode, picture: str, data: str, value: object) -> None:
    assert one(decode, picture, data) == (value, [])


@pytest.mark.parametrize(
    ("usage", "data", "value"),
    [
        ("COMP-1", "42640000", 100.0), ("COMP-1", "C276A000", -118.625), ("COMP-2", "4110000000000000", 1.0),
        ("COMP-1", "00000000", 0.0), ("COMP-2", "4080000000000000", 0.5),
    ],
)  # fmt: skip
def test_ibm_hexadecimal_floats(decode: Decode, usage: str, data: str, value: float) -> None:
    assert one(decode, usage, data) == (value, [])


def test_nested_tables_of_variable_length(decode: Decode) -> None:
    copybook = """01 R. 05 N PIC 9. 05 G OCCURS 0 TO 3 DEPENDING ON N.
        10 M PIC 9. 10 E PIC X OCCURS 0 TO 4 DEPENDING ON M. 05 Z PIC X(2)."""
    frame = FrameOptions("T", newline=(b"\x15",))
    rows = decode(copybook, ebcdic("22AB1CZZ") + b"\x15" + ebcdic("0YY") + b"\x15", ReadOptions(frame=frame))
    assert rows[0]["G"] == [{"M": 2, "E": ["A", "B"]}, {"M": 1, "E": ["C"]}]
    assert [row["Z"] for row in rows] == ["ZZ", "YY"]
    assert [row["G"] for row in rows][1] == []


def test_a_counter_over_its_maximum_is_flagged_and_bounded(decode: Decode) -> None:
    copybook = "01 R. 05 N PIC 9. 05 E PIC X OCCURS 0 TO 2 DEPENDING ON N."
    row = decode(copybook, ebcdic("9AB"), ReadOptions(frame=FrameOptions(length=3)))[0]
    assert row["E"] == ["A", "B"]
    assert row["_doubt"] == [{"field": "R.E", "reason": "COUNTER_RANGE"}]


def test_a_counter_after_its_table_is_refused_unless_tables_have_their_greatest_size(decode: Decode) -> None:
    copybook = "01 R. 05 E PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 N PIC 9."
    with pytest.raises(CopybookError, match="after its table"):
        parse_copybook(copybook, form="free").layouts()
    layout = parse_copybook(copybook, form="free").layouts(shift=False)[0]
    assert layout.width == 4


def test_a_truncated_last_record_is_refused_or_quarantined_with_its_range(decode: Decode) -> None:
    copybook = "01 R. 05 A PIC X(4)."
    with pytest.raises(LegacyRefusedError) as refusal:
        decode(copybook, ebcdic("AAAABB"))
    assert refusal.value.code == "FRAMING"
    assert "byte 4" in refusal.value.where
    assert len(decode(copybook, ebcdic("AAAABB"), ReadOptions(quarantine=True))) == 1


def test_a_placeholder_left_by_copy_replacing_is_refused() -> None:
    with pytest.raises(CopybookError) as refusal:
        parse_copybook("01 :TAG:-REC. 05 A PIC X.", form="free")
    assert refusal.value.code == "UNREPLACED_PLACEHOLDER"
    assert (refusal.value.place.line, refusal.value.place.column) == (1, 4)


def test_names_that_hold_words_of_the_language_are_names(decode: Decode) -> None:
    row = decode("01 R. 05 PROP-VALUE PIC 9(3). 05 SIGN-CODE PIC X. 05 PICTURE-ID PIC X.", ebcdic("123XY"))[0]
    assert (row["PROP_VALUE"], row["SIGN_CODE"], row["PICTURE_ID"]) == (123, "X", "Y")


def test_text_that_holds_a_line_end_stays_one_value(decode: Decode) -> None:
    value, reasons = one(decode, "PIC X(5)", ebcdic("AB") + b"\x25" + ebcdic("CD"))
    assert value == "AB\nCD"
    assert reasons == ["CONTROL_CHARACTER"]


def test_low_and_high_values_in_text_are_null_with_their_reason(decode: Decode) -> None:
    assert one(decode, "PIC X(3)", "000000") == (None, ["LOW_VALUES"])
    assert one(decode, "PIC X(3)", "FFFFFF") == (None, ["HIGH_VALUES"])
    assert one(decode, "PIC X(3)", "C10000") == ("A", ["NUL_PADDING"])


def test_trailing_nul_bytes_of_a_file_are_padding_not_a_record(decode: Decode) -> None:
    assert len(decode("01 R. 05 A PIC X(4).", ebcdic("AAAA") + bytes(3))) == 1
    assert len(decode("01 R. 05 A PIC X(4).", ebcdic("AAAA") + b"\x1a")) == 1


def test_national_text_and_numbers(decode: Decode) -> None:
    row = decode("01 R. 05 A PIC N(3). 05 B PIC G(2).", "A£Z".encode("utf-16-be") + b"\x42\xc1\x42\xc2")[0]
    assert row["A"] == "A£Z"
    assert row["B"] == b"\x42\xc1\x42\xc2"
