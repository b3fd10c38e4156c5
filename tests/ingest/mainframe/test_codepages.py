from pathlib import Path

import pytest

from athena.ingest.mainframe.codepages import code_page, table_page
from athena.ingest.mainframe.refusal import LegacyRefusedError


@pytest.mark.parametrize("name", ["037", "285", "500", "1047", "1140", "1146", "cp285", "IBM037"])
def test_the_pages_of_british_files_have_letters_digits_and_a_round_trip(name: str) -> None:
    page = code_page(name)
    assert page.is_ebcdic
    assert page.space == 0x40
    assert page.decode(page.encode("CRIME 17, LOSS £95")) == "CRIME 17, LOSS £95"


def test_ascii_pages_and_multibyte_codecs() -> None:
    assert code_page("latin-1").space == 0x20
    assert not code_page("ascii").is_ebcdic
    assert not code_page("utf-16-be").single_byte
    assert code_page("utf-8").decode("£".encode()) == "£"


def test_a_table_of_characters_is_a_page(tmp_path: Path) -> None:
    plain = code_page("cp037").chars
    chars = "".join(char.swapcase() if char.isascii() and char.isprintable() else " " for char in plain)
    path = tmp_path / "page.txt"
    path.write_text(chars, encoding="utf-8", newline="")
    assert table_page("own", chars).decode(b"\xc1") == "a"
    assert code_page(f"@{path}").decode(b"\xc1\x40\xf0") == "a 0"


def test_unknown_pages_and_short_tables_are_refused() -> None:
    with pytest.raises(LegacyRefusedError) as unknown:
        code_page("cp99999")
    assert unknown.value.code == "UNKNOWN_CODE_PAGE"
    with pytest.raises(LegacyRefusedError) as short:
        table_page("short", "abc")
    assert short.value.code == "CODE_PAGE_TABLE"


def test_what_a_page_cannot_say_is_an_error_not_a_question_mark() -> None:
    with pytest.raises(UnicodeEncodeError):
        code_page("cp285").encode("€")


def test_the_common_page_has_a_space_for_whatever_does_not_print_as_ascii() -> None:
    page = code_page("common")
    assert page.decode("A1 (".encode("cp037") + b"\x00\x4a\x25") == "A1 (   "
    assert page.is_ebcdic
