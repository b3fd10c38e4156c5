import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.entries import Occurs, Sign
from athena.ingest.mainframe.refusal import CopybookError
from athena.ingest.mainframe.tree import Item
from athena.ingest.mainframe.usage import Usage


def item(text: str) -> Item:
    return parse_copybook(f"01 R. 05 N PIC 9. 05 {text}", form="free").records[0].children[1]


def test_every_clause_of_an_entry_is_read() -> None:
    found = item("A PIC S9(4) USAGE IS COMP SYNC RIGHT VALUE ZERO OCCURS 1 TO 5 TIMES DEPENDING ON N INDEXED BY I.")
    assert found.usage is Usage.BINARY
    assert found.synchronised
    assert found.occurs == Occurs(1, 5, "N", (), ("I",))


def test_keys_just_blank_and_sign() -> None:
    assert item("A OCCURS 3 ASCENDING KEY IS K. 10 K PIC X.").occurs == Occurs(3, 3, None, ("K",))
    assert item("A PIC X(5) JUSTIFIED RIGHT.").justified
    assert item("A PIC 9(5) BLANK WHEN ZEROES.").blank_when_zero
    assert item("A PIC S9 SIGN IS LEADING SEPARATE CHARACTER.").sign == Sign("leading", separate=True)
    assert item("A PIC S9 TRAILING.").sign == Sign("trailing", separate=False)


def test_an_entry_without_a_name_is_filler() -> None:
    assert item("PIC X.").name == item("FILLER PIC X.").name == "FILLER"


def test_qualified_counters_and_division_headers_are_passed_over() -> None:
    book = parse_copybook(
        "DATA DIVISION. FILE SECTION. FD F. 01 R. 05 N PIC 9. 05 A PIC X OCCURS 2 DEPENDING ON N OF R."
    )
    assert book.records[0].children[1].occurs == Occurs(0, 2, "N")


@pytest.mark.parametrize(
    ("text", "expected", "column"),
    [
        ("01 R. 05 A PIC X 05 B PIC X.", "'.' before it", 18),
        ("01 R. 99 A PIC X.", "01 to 49", 7),
        ("01 R. 05 A PIC X PIC X.", "each clause once", 18),
        ("01 R. 05 A OCCURS X PIC X.", "how many times", 19),
        ("01 R. 05 A PIC X OCCURS 5 TO 2.", "least first", 18),
        ("01 R. 05 A USAGE FUNNY.", "one of", 18),
        ("01 R. 05 A PIC 9 SIGN SEPARATE.", "LEADING or TRAILING", 18),
        ("01 R. 05 A PIC X BLANK WHEN NOTHING.", "ZERO", 29),
        ("01 R. 05 A PIC X VALUE.", "a literal", 23),
        ("01 R. 05 A PIC X. 66 B.", "RENAMES", 23),
        ("01 R. 05 ( PIC X.", "a data name", 10),
        ("R. 05 A PIC X.", "a level number", 1),
    ],
)
def test_faults_point_at_the_word_and_say_what_was_expected(text: str, expected: str, column: int) -> None:
    with pytest.raises(CopybookError) as error:
        parse_copybook(text, form="free")
    assert expected in error.value.expected
    assert error.value.place.column == column
