from decimal import Decimal

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.exact import active_paths, exact_numbers
from athena.ingest.mainframe.reading import Reading


def values(copybook: str, data: bytes, active: frozenset[str] = frozenset()) -> list[tuple[str, Decimal | None]]:
    layout = parse_copybook(copybook, form="free").layouts()[0]
    return [(one.path, one.value) for one in exact_numbers(layout, Reading(), data, active=active)]


def test_every_occurrence_of_a_shifting_table_is_visited() -> None:
    book = "01 R. 05 N PIC 9. 05 T OCCURS 0 TO 3 DEPENDING ON N. 10 A PIC 9V9. 05 Z PIC S9(3) COMP-3."
    data = "21234".encode("cp037") + bytes.fromhex("123D")
    assert values(book, data) == [
        ("R.N", Decimal(2)), ("R.T.A", Decimal("1.2")), ("R.T.A", Decimal("3.4")), ("R.Z", Decimal(-123))
    ]  # fmt: skip


def test_only_the_chosen_redefinition_is_visited() -> None:
    book = "01 R. 05 A PIC 9(2). 05 B REDEFINES A PIC 9(3) COMP-3."
    data = bytes.fromhex("123F")
    assert values(book, data, active_paths({"x": "R.B"}, "x")) == [("R.B", Decimal(123))]
    assert active_paths({"x": "R.B"}, "y") == frozenset()


def test_what_is_no_number_is_nothing() -> None:
    assert values("01 R. 05 A PIC 9(2). 05 B PIC 9(3) COMP-3.", b"\xc1\xc2\x1a\x3f") == [("R.A", None), ("R.B", None)]
