import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.layout import Layout, column_name
from athena.ingest.mainframe.refusal import CopybookError


def layout(text: str, *, sync: str = "ibm", shift: bool = True) -> Layout:
    return parse_copybook(text, form="free").layouts(sync=sync, shift=shift)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clause", "width"),
    [
        ("PIC X(3)", 3), ("PIC S9(5)", 5), ("PIC S9(5) SIGN LEADING SEPARATE", 6), ("PIC S9(4) COMP", 2),
        ("PIC 9(5) COMP-3", 3), ("PIC 9(4) COMP-3", 3), ("PIC 9(5) COMP-6", 3), ("COMP-1", 4), ("COMP-2", 8),
        ("POINTER", 4), ("USAGE INDEX", 4), ("PIC N(3)", 6), ("PIC G(2)", 4), ("PIC Z,ZZ9.99-", 9),
        ("PIC 9(3) USAGE NATIONAL", 6), ("PIC 9(3)PP COMP-3", 2),
    ],
)  # fmt: skip
def test_widths(clause: str, width: int) -> None:
    assert layout(f"01 R. 05 A {clause}.").width == width


@pytest.mark.parametrize(
    ("sync", "offsets"), [("ibm", [0, 4, 16, 24]), ("natural", [0, 8, 16, 24]), ("none", [0, 1, 9, 17])]
)
def test_sync_rules(sync: str, offsets: list[int]) -> None:
    text = "01 R. 05 A PIC X. 05 B PIC S9(18) COMP SYNC. 05 C COMP-2 SYNC. 05 D COMP-1 SYNC."
    assert [node.offset for node in layout(text, sync=sync).root.children] == offsets


def test_each_occurrence_of_a_synchronised_table_is_aligned_alike() -> None:
    found = layout("01 R. 05 T OCCURS 3. 10 A PIC S9(9) COMP SYNC. 10 B PIC X.")
    assert found.find("T").width == 8
    assert found.width == 24


def test_slack_stands_before_a_group_whose_first_item_is_aligned() -> None:
    found = layout("01 R. 05 A PIC X. 05 G. 10 B PIC S9(4) COMP SYNC. 10 C PIC X.")
    assert (found.find("G").offset, found.find("G").slack) == (2, 1)


def test_least_and_greatest_length_of_a_record_with_a_table() -> None:
    found = layout("01 R. 05 N PIC 9. 05 T PIC X(4) OCCURS 1 TO 5 DEPENDING ON N.")
    assert (found.least, found.width, found.varies) == (5, 21, True)


def test_fillers_are_numbered_and_repeated_names_told_apart() -> None:
    found = layout("01 R. 05 FILLER PIC X. 05 A-B PIC X. 05 A-B PIC X. 05 FILLER PIC X.")
    assert [node.name for node in found.root.children] == ["FILLER_1", "A_B", "A_B_2", "FILLER_2"]
    assert column_name("A-B") == "A_B"


def test_find_wants_one_answer() -> None:
    found = layout("01 R. 05 G. 10 A PIC X. 05 H. 10 A PIC X. 10 B PIC X.")
    assert found.find("h.a").path == "R.H.A"
    assert found.find("B").path == "R.H.B"
    for name in ("A", "NOBODY"):
        with pytest.raises(KeyError):
            found.find(name)


def test_a_redefinition_may_vary_in_length_and_the_record_is_at_least_its_shortest() -> None:
    text = "01 R. 05 N PIC 9. 05 A PIC X(9). 05 B REDEFINES A. 10 T PIC X OCCURS 0 TO 9 DEPENDING ON N."
    assert (layout(text).width, layout(text).least) == (10, 1)
    assert layout(text, shift=False).least == 10


def test_renames_over_places_that_move_is_refused() -> None:
    text = "01 R. 05 N PIC 9. 05 T PIC X OCCURS 0 TO 9 DEPENDING ON N. 05 A PIC X. 66 B RENAMES A."
    with pytest.raises(CopybookError) as error:
        layout(text)
    assert error.value.code == "VARIABLE_RENAMES"
    assert layout(text, shift=False).aliases[0].offset == 10
