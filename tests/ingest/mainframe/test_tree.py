import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.refusal import CopybookError
from athena.ingest.mainframe.usage import Usage


def test_levels_make_groups_and_usage_and_sign_are_handed_down() -> None:
    record = parse_copybook(
        "01 R. 05 G COMP-3. 10 A PIC S9(3). 10 B PIC 9. 05 S SIGN LEADING SEPARATE. 10 C PIC S9. 10 D PIC 9.",
        form="free",
    ).records[0]
    group, signs = record.children
    assert [child.usage for child in group.children] == [Usage.PACKED, Usage.PACKED]
    assert signs.children[0].sign is not None
    assert signs.children[1].sign is None


def test_a_fragment_without_a_record_gets_one() -> None:
    record = parse_copybook("05 A PIC X. 05 B PIC X.", form="free").records[0]
    assert [child.name for child in record.children] == ["A", "B"]


def test_several_records_and_77_items_stand_apart() -> None:
    book = parse_copybook("01 A. 05 X PIC X. 77 N PIC 9. 01 B PIC X(3).", form="free")
    assert [record.name for record in book.records] == ["A", "N", "B"]
    assert not book.records[2].is_group


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "describes nothing"),
        ("01 R. 05 A PIC X. 10 B PIC X.", "PICTURE and parts"),
        ("01 R. 05 A.", "no PICTURE and no parts"),
        ("01 R. 05 A PIC X COMP-1.", "its usage does not allow"),
        ("01 R. 05 A PIC X COMP-3.", "is arithmetic"),
        ("01 R. 05 A PIC A COMP.", "is arithmetic"),
        ("01 R. 05 A PIC X. 05 B PIC X. 05 C REDEFINES A PIC X.", "does not stand just before"),
        ("01 R. 05 A OCCURS 3 DEPENDING ON N PIC X.", "does not hold"),
        ("01 R. 05 A PIC X. 88 B.", "no VALUE"),
        ("01 R. 05 A PIC X. 66 B RENAMES Z.", "not there"),
        ("01 R. 05 A PIC X. 01 R. 05 A PIC X.", "two records are called R"),
        ("01 R. 05 G. 10 A PIC X. 05 H. 10 A PIC X. 66 B RENAMES A.", "several items are called so"),
    ],
)
def test_trees_that_cannot_be_are_refused(text: str, fault: str) -> None:
    with pytest.raises(CopybookError, match=fault):
        parse_copybook(text, form="free")


def test_redefinitions_may_follow_one_another_and_nest() -> None:
    record = parse_copybook(
        "01 R. 05 A PIC X(4). 05 B REDEFINES A. 10 C PIC X(2). 10 D REDEFINES C PIC 99. 05 E REDEFINES A PIC 9(4).",
        form="free",
    ).records[0]
    assert [child.redefines for child in record.children] == [None, "A", "A"]


def test_siblings_need_not_share_a_level() -> None:
    record = parse_copybook("01 R. 10 G. 20 A PIC X. 15 B PIC X. 05 H. 07 C PIC X.", form="free").records[0]
    assert [child.name for child in record.children] == ["G", "H"]
    assert [part.name for part in record.children[0].children] == ["A", "B"]


@pytest.mark.parametrize(
    ("usage", "stored", "width", "digits"),
    [("COMP", Usage.BYTES, 3, 0), ("COMP-3U", Usage.PACKED_UNSIGNED, 3, 6), ("COMP-X", Usage.MINIMAL, 3, 7)],
)
def test_pic_x_may_have_an_arithmetic_usage(usage: str, stored: Usage, width: int, digits: int) -> None:
    book = parse_copybook(f"01 R. 05 A PIC X(3) {usage}.", form="free")
    item = book.records[0].children[0]
    assert item.usage is stored
    assert item.picture is not None
    assert item.picture.digits == digits
    assert book.layouts()[0].width == width
