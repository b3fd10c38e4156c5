import itertools
from decimal import Decimal

import numpy as np
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.columns import compile_column
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.exact import active_paths, exact_number, exact_numbers
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.rows import dense


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


@pytest.mark.parametrize(
    ("picture", "bytes_"),
    [
        *((picture, "\0 05C}+-") for picture in ("9(4)", "S9(4)", "S9(4) SIGN LEADING", "9(4) BLANK WHEN ZERO")),
        *((f"S9(3) SIGN {place} SEPARATE", "\0 05C}+-") for place in ("LEADING", "TRAILING")),
        *((picture, "\0 05-.,") for picture in ("9(2).9", "Z9.9", "-9.9", "ZZ.9", "Z,Z9", "Z99-", "+999", "99/9")),
    ],
)
def test_both_decoders_agree_on_every_arrangement_of_odd_bytes(picture: str, bytes_: str) -> None:
    node = parse_copybook(f"01 R. 05 A PIC {picture}.", form="free").layouts()[0].root.children[0]
    for page in ("cp037", "ascii"):
        reading = Reading(page=code_page(page))
        odd = code_page(page).encode(bytes_)
        fields = [bytes(field) for field in itertools.product(odd, repeat=node.width)]
        rows = dense(np.frombuffer(b"".join(fields), np.uint8), len(fields), node.width)
        columnar = [
            None if value is None else Decimal(value)
            for value in compile_column(node, reading).decode(rows)[0].to_pylist()
        ]
        assert node.item.picture is not None
        exact = [exact_number(node, node.item.picture, reading, field) for field in fields]
        assert [field for field, one, other in zip(fields, columnar, exact, strict=True) if one != other] == []
