"""The settings under [reader]: every way of reading that `athena legacy convert` has, a migration has."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.migration.stated_reader import Reader

COPYBOOK = """\
       01  HDR.
           05  TAG    PIC X(6).
       01  REC.
           05  LEN    PIC 9(2).
           05  N      PIC X(1).
           05  E      PIC X(1) OCCURS 0 TO 3 DEPENDING ON N.
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "r.cpy"
    path.write_text(COPYBOOK)
    return path


def test_words_for_records_reach_the_frame(book: Path) -> None:
    stated = Reader(
        format="VBS", code_page="cp285", little=True, bdw_little=False, rdw_includes_itself=False, rdw_adjust=-4,
        bdw_adjust=2, record_start=1, record_end=3, file_trailer=9, header_record="HDR",
    )  # fmt: skip
    copybook = stated.copybook(book)
    frame = stated.options(copybook).frame
    assert (frame.format, frame.little, frame.block_little) == ("VBS", True, False)
    assert (frame.inclusive, frame.block_inclusive, frame.rdw_adjust, frame.bdw_adjust) == (False, True, -4, 2)
    assert (frame.before, frame.after, frame.file_header, frame.file_trailer) == (1, 3, 6, 9)
    assert [record.name for record in stated.records(copybook).records] == ["REC"]


def test_words_for_lengths_lines_and_values_reach_the_reader(book: Path) -> None:
    stated = Reader(
        format="T", code_page="cp285", newline=("15",), skip_blank_lines=True, length_field="LEN + 2",
        lengths={"01": 9}, national="utf-16-le", counts={"N": {"A": 1}}, code_pages={"TAG": "ascii"}, occurs="max",
    )  # fmt: skip
    options = stated.options(stated.copybook(book))
    assert (options.frame.format, options.length_field) == ("L", "LEN + 2")
    assert (options.frame.newline, options.frame.skip_blank, options.frame.length_map) == (
        (b"\x15",),
        True,
        (("01", 9),),
    )
    assert (options.reading.national, options.reading.occurs) == ("utf-16-le", "max")
    assert options.reading.counts_of("REC.E", "REC.N") == {"A": 1}
    assert not options.reading.page_of("HDR.TAG", "TAG").is_ebcdic


@pytest.mark.parametrize("form", ["FB", "rdw", "VS", "O"])
def test_formats_have_the_names_that_people_give_them(form: str) -> None:
    assert Reader(format=form, code_page="cp285").format in ("F", "V", "VS", "O")  # type: ignore[arg-type]


def test_what_is_no_format_or_no_record_is_refused(book: Path) -> None:
    with pytest.raises(ValidationError):
        Reader(format="QSAM", code_page="cp285")  # type: ignore[arg-type]
    stated = Reader(code_page="cp285", trailer_record="TRL")
    with pytest.raises(LegacyRefusedError, match="TRL"):
        stated.options(stated.copybook(book))
