import pytest

from athena.ingest.mainframe.lexer import tokenise
from athena.ingest.mainframe.reference_format import read_source
from athena.ingest.mainframe.refusal import CopybookError


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in tokenise(read_source(text, form="free"))]


def test_a_picture_keeps_its_points_and_loses_the_period_of_the_sentence() -> None:
    assert kinds("05 A PIC ZZ9.99.")[-2:] == [("picture", "ZZ9.99"), ("period", ".")]
    assert kinds("05 A PICTURE IS X (10) .")[3:] == [("word", "IS"), ("picture", "X(10)"), ("period", ".")]


def test_literals_lose_quotes_and_double_quotes_and_hexadecimal_is_decoded() -> None:
    assert kinds("VALUE 'IT''S' \"B\" X'C1F0'") == [
        ("word", "VALUE"), ("literal", "IT'S"), ("literal", "B"), ("literal", "\xc1\xf0")
    ]  # fmt: skip


def test_numbers_words_separators_and_pseudo_text() -> None:
    assert kinds("VALUES 1, -2.5; ==:TAG:== A-1.") == [
        ("word", "VALUES"), ("number", "1"), ("number", "-2.5"), ("pseudo", ":TAG:"), ("word", "A-1"), ("period", "."),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "column"), [("05 A VALUE 'ABC", 12), ("05 A % PIC X.", 6), ("05 A PIC .", 10)])
def test_what_begins_no_word_is_refused_at_its_column(text: str, column: int) -> None:
    with pytest.raises(CopybookError) as error:
        tokenise(read_source(text, form="free"))
    assert error.value.place.column == column


def test_a_clause_glued_to_a_picture_is_a_word_of_its_own() -> None:
    assert kinds("PIC S9(6)USAGE COMP.")[1:] == [
        ("picture", "S9(6)"), ("word", "USAGE"), ("word", "COMP"), ("period", "."),
    ]  # fmt: skip
