import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.refusal import CopybookError, LegacyRefusedError


def test_a_whole_copybook_in_fixed_form() -> None:
    text = """
000100 01  CRIME-REC.                                                   CRM00001
000200     05  CRIME-REF            PIC X(12).                          CRM00002
000300*    THE VALUE IS IN PENCE
000400     05  LOSS                 PIC S9(7) COMP-3                    CRM00004
000500                              VALUE ZERO.                         CRM00005
000600     05  FILLER               PIC X(8).                           CRM00006
"""
    layout = parse_copybook(text).layouts()[0]
    assert [(node.name, node.offset, node.width) for node in layout.root.children] == [
        ("CRIME_REF", 0, 12), ("LOSS", 12, 4), ("FILLER_1", 16, 8)
    ]  # fmt: skip


def test_decimal_point_is_comma() -> None:
    item = parse_copybook("01 R. 05 A PIC Z.ZZ9,99.", form="free", decimal_comma=True).records[0].children[0]
    assert item.picture is not None
    assert item.picture.scale == 2


def test_copy_needs_a_folder() -> None:
    with pytest.raises(CopybookError):
        parse_copybook("01 R. COPY INNER.", form="free")


def test_records_that_stand_once_can_be_left_out_by_name() -> None:
    book = parse_copybook("01 HEAD-REC. 05 A PIC X(7). 01 BODY. 05 B PIC X.", form="free")
    assert [record.name for record in book.without("head_rec").records] == ["BODY"]
    assert book.layout("HEAD-REC").width == 7
    with pytest.raises(LegacyRefusedError, match="no 01 record called 'TAIL'"):
        book.without("TAIL")
