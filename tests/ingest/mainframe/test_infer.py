from pathlib import Path

import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.formats import StatedFrame
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.infer import examine, infer_code_page, settle
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError

BOOK = parse_copybook("01 R. 05 T PIC X. 05 A PIC X(20). 05 N PIC 9(5) COMP-3.", form="free")
LAYOUTS = BOOK.layouts()
SAID_V = StatedFrame(FrameOptions("V"), frozenset({"format", "little", "inclusive"}))


def records(page: str, text: str = "LOSS OF £120 IN CASH") -> list[bytes]:
    encode = code_page(page).encode
    return [encode(f"C{text:<20}") + bytes([0, number % 10 << 4, 0x1F]) for number in range(50)]


def framed(data: list[bytes], kind: str) -> bytes:
    if kind.startswith("V"):
        little, inclusive = "little" in kind, "excludes" not in kind
        words = [(len(r) + (4 if inclusive else 0)).to_bytes(2, "little" if little else "big") for r in data]
        return b"".join((b"\0\0" + w if little else w + b"\0\0") + r for w, r in zip(words, data, strict=True))
    return b"".join(record + (b"\n" if kind == "T" else b"") for record in data)


def test_a_uk_file_is_told_from_a_us_one_by_pounds_before_digits() -> None:
    frame = FrameOptions(length=LAYOUTS[0].width)
    british = infer_code_page(framed(records("cp285"), "F"), LAYOUTS, frame)
    assert british[0].answer == "cp285"
    assert "pound signs before digits" in british[0].why
    assert "cp1146" in british[0].why
    ascii_file = infer_code_page(framed(records("latin-1"), "F"), LAYOUTS, frame)
    assert ascii_file[0].answer == "latin-1"


def test_without_text_there_is_no_confidence() -> None:
    layouts = parse_copybook("01 R. 05 N PIC 9(5) COMP-3.", form="free").layouts()
    assert infer_code_page(bytes(30), layouts, FrameOptions(length=3))[0].confidence == 0


def test_stated_settings_are_kept_and_others_settled_from_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(framed(records("cp285"), "V"))
    found = settle([path], LAYOUTS, StatedFrame(), None, Reading())
    assert (found.format, found.frame.format, found.code_page) == ("V", "V", "cp285")
    assert found.format_confidence < 1
    stated = settle([path], LAYOUTS, SAID_V, "cp037", Reading())
    assert (stated.code_page, stated.code_page_confidence, stated.format_confidence) == ("cp037", 1.0, 1.0)
    assert settle([path], LAYOUTS, SAID_V, None, Reading()).code_page == "cp285"


def test_a_file_that_no_format_explains_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(range(1, 24)) * 3)
    with pytest.raises(LegacyRefusedError) as error:
        settle([path], LAYOUTS, StatedFrame(), None, Reading())
    assert error.value.code == "NO_FORMAT"


def test_one_record_without_a_line_end_is_fixed_not_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(framed(records("cp285")[:1], "F"))
    found = settle([path], LAYOUTS, StatedFrame(), None, Reading())
    assert (found.format, found.code_page) == ("F", "cp285")


def test_a_stated_format_leaves_its_variants_to_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(7) + framed(records("cp285"), "V --little --rdw-excludes-itself"))
    said = StatedFrame(FrameOptions("V", file_header=7), frozenset({"format", "file_header"}))
    found = settle([path], LAYOUTS, said, "cp285", Reading())
    assert (found.frame.little, found.frame.inclusive, found.frame.file_header) == (True, False, 7)
    assert found.format == "V --little --rdw-excludes-itself"
    assert not found.format_stated


def test_without_text_the_digits_tell_ebcdic_from_ascii() -> None:
    layouts = parse_copybook("01 R. 05 N PIC S9(4).", form="free").layouts()
    verdicts = [infer_code_page(b"123D\n023M\n", layouts, FrameOptions("T"))[0]]
    verdicts.append(infer_code_page(b"\xf1\xf2\xf3\xc4" * 5, layouts, FrameOptions(length=4))[0])
    assert [verdict.answer for verdict in verdicts] == ["latin-1", "cp285"]
    assert verdicts[1].confidence <= 0.5


def test_lines_shorter_than_their_field_still_show_their_code_page() -> None:
    layouts = parse_copybook("01 R. 05 A PIC X(20).", form="free").layouts()
    assert infer_code_page(b"HELLO\r\nWORLD\n", layouts, FrameOptions("T"))[0].answer == "latin-1"


def test_examine_says_what_the_bytes_say_whatever_was_stated(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(framed(records("cp285"), "V"))
    settled = settle([path], LAYOUTS, StatedFrame(FrameOptions("F"), frozenset({"format"})), "cp037", Reading())
    formats, pages = examine([path], LAYOUTS, settled, Reading())
    assert formats[0].label == "V"
    assert len(pages) > 0


def test_text_whose_high_bytes_are_all_utf8_is_utf8() -> None:
    frame = FrameOptions(length=LAYOUTS[0].width)
    found = infer_code_page(framed(records("latin-1", "CAFE £1"), "F"), LAYOUTS, frame)
    assert found[0].answer == "latin-1"
    data = b"".join(b"C" + "CAFÉ £120 IN CASH".encode().ljust(20) + bytes([0, 0, 0x1F]) for _ in range(20))
    assert infer_code_page(data, LAYOUTS, frame)[0].answer == "utf-8"


def test_fixed_records_with_counters_may_be_as_long_as_these_make_them(tmp_path: Path) -> None:
    layouts = parse_copybook("01 R. 05 N PIC 9. 05 E PIC X(3) OCCURS 0 TO 9 DEPENDING ON N.", form="free").layouts()
    path = tmp_path / "data"
    stated = StatedFrame(FrameOptions("F"), frozenset({"format"}))
    path.write_bytes(b"1ABC2ABCDEF0" * 9)
    assert settle([path], layouts, stated, "ascii", Reading()).format == "O"
    path.write_bytes((b"1ABC".ljust(28) + b"2ABCDEF".ljust(28)) * 9)
    assert settle([path], layouts, stated, "ascii", Reading()).format == "F"
