import pytest

from athena.ingest.mainframe.reference_format import read_source
from athena.ingest.mainframe.refusal import CopybookError


def words(text: str, form: str = "auto") -> list[str]:
    return read_source(text, form=form).text.split()  # type: ignore[arg-type]


def test_fixed_form_drops_sequence_numbers_identification_comments_and_debugging_lines() -> None:
    text = (
        "000100 01  REC.                                                         CRIME001\n"
        "000200* A COMMENT\n"
        "000300/ A PAGE BREAK\n"
        "000400D    05 DEBUG-ONLY PIC X.\n"
        "000500     05 A PIC X.                                                  CRIME001\n"
    )
    assert words(text) == ["01", "REC.", "05", "A", "PIC", "X."]


def test_listing_directives_and_inline_comments_are_dropped() -> None:
    text = "       01  REC. *> the record\n           EJECT\n           SKIP2\n           05 A PIC X.\n"
    assert words(text) == ["01", "REC.", "05", "A", "PIC", "X."]


def test_free_form_is_recognised_by_words_before_column_seven() -> None:
    assert words("01 REC.\n  05 A PIC X.\n* comment\n") == ["01", "REC.", "05", "A", "PIC", "X."]


def test_fixed_form_ends_at_column_72() -> None:
    line = "       05 A PIC X(3)." + " " * 52 + "IGNORED"
    assert words(line, "fixed")[-1] == "X(3)."


def test_a_continued_literal_runs_to_column_72_and_goes_on_after_its_quote() -> None:
    first = "       88 LONG VALUE 'ABC"
    text = f"{first}\n      -    'DEF'.\n"
    literal = read_source(text, form="fixed").text
    assert literal.count("'") == 2
    assert f"'ABC{' ' * (72 - len(first))}DEF'" in literal


def test_a_continued_word_is_joined() -> None:
    assert "PIC X(10)." in read_source("       05 A PIC X(\n      -    10).\n", form="fixed").text


def test_places_lead_back_to_the_original_line_and_column() -> None:
    source = read_source("      * COMMENT\n       01  REC.\n           05  A PIC X.\n")
    place = source.place(source.text.index("PIC"))
    assert (place.line, place.column) == (3, 18)


def test_tabs_stand_for_eight_columns() -> None:
    assert words("       01 R.\n\t\t05 A\tPIC X.\n") == ["01", "R.", "05", "A", "PIC", "X."]


@pytest.mark.parametrize(
    ("text", "column"),
    [("      X05 A PIC X.\n", 7), ("      -    REST.\n", 7), ("       88 A VALUE 'AB\n      -    CD'.\n", 12)],
)
def test_faults_of_form_are_refused_with_their_column(text: str, column: int) -> None:
    with pytest.raises(CopybookError) as error:
        read_source(text, form="fixed")
    assert error.value.place.column == column
