"""Choices: a field, or a condition of the copybook, says which redefinition a record has, at any depth."""

from collections.abc import Callable

import numpy as np
import pytest

from athena.ingest.mainframe.choices import Choices
from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.exact import exact_numbers, exact_places
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import SegmentOptions

Decode = Callable[..., list[dict[str, object]]]
UK = Reading(page=code_page("cp285"))
COPYBOOK = """01 R. 05 T PIC X. 88 CRIME VALUE 'C'. 88 OTHER VALUES 'D' THRU 'I' 'X'. 05 K PIC 9.
 05 A. 10 A1 PIC 9(4).
 05 B REDEFINES A. 10 B1 PIC 9(2). 10 B2. 15 B3 PIC 9(2). 10 B4 REDEFINES B2 PIC X(2)."""
RULES = ("A=CRIME", "B=OTHER", "B4=K:2,3")


def rows(decode: Decode, *records: str, rules: tuple[str, ...] = RULES) -> list[dict[str, object]]:
    data = "".join(records).encode("cp285")
    return decode(COPYBOOK, data, ReadOptions(reading=UK, choices=rules))


def test_conditions_and_values_choose_redefinitions_within_redefinitions(decode: Decode) -> None:
    crime, number, text = rows(decode, "C11234", "E11234", "X256AB")
    assert (crime["A"], crime["B"]) == ({"A1": 1234}, None)
    assert (number["A"], number["B"]) == (None, {"B1": 12, "B2": {"B3": 34}, "B4": None})
    assert text["B"] == {"B1": 56, "B2": None, "B4": "AB"}
    assert [row["_doubt"] for row in (crime, number, text)] == [[], [], []]


def test_a_record_that_chooses_none_is_null_and_flagged(decode: Decode) -> None:
    (row,) = rows(decode, "Z11234")
    assert (row["A"], row["B"]) == (None, None)
    assert row["_doubt"] == [{"field": "_choice", "reason": "UNKNOWN_SEGMENT"}]


def test_a_choice_stands_beside_the_record_type(decode: Decode) -> None:
    options = ReadOptions(
        reading=UK, segments=SegmentOptions("T", {"C": "A", "E": "B"}), choices=("B4=K:2",)
    )  # fmt: skip
    first, second = decode(COPYBOOK, "E1123".encode("cp285") + b"\xf4" + "E212AB".encode("cp285"), options)
    assert (first["B"], second["B"]) == (
        {"B1": 12, "B2": {"B3": 34}, "B4": None},
        {"B1": 12, "B2": None, "B4": "AB"},
    )


@pytest.mark.parametrize("record", ["C11234", "E11234", "X25634", "Z11234", "E3", "C2"])
def test_the_exact_decoder_chooses_the_same(decode: Decode, record: str) -> None:
    layouts = parse_copybook(COPYBOOK, form="free").layouts()
    choices = Choices(layouts, RULES, UK)
    data = record.encode("cp285")
    places = exact_places(layouts[0], UK, data, passed=choices.passed_over(data))
    there = {node.path for place in places for node, _ in place.elements()}
    if len(data) == layouts[0].width:
        (row,) = rows(decode, record)
        assert ("R.A.A1" in there) is (row["A"] is not None)
        assert any(path.startswith("R.B") for path in there) is (row["B"] is not None)
    else:
        assert {"R.T", "R.K"} <= there
    assert {one.path for one in exact_numbers(layouts[0], UK, data)} == {"R.K", "R.A.A1", "R.B.B1", "R.B.B2.B3"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [("A", "CHOICE"), ("A=NO-SUCH", "UNKNOWN_CONDITION"), ("NONE=T:C", "UNKNOWN_FIELD"), ("A=NONE:C", "UNKNOWN_FIELD")],
)
def test_a_rule_that_means_nothing_is_refused(decode: Decode, rule: str, code: str) -> None:
    with pytest.raises(LegacyRefusedError) as refusal:
        rows(decode, "C11234", rules=(rule,))
    assert refusal.value.code == code


def test_a_field_in_a_table_chooses_nothing() -> None:
    copybook = "01 R. 05 E OCCURS 2. 10 K PIC X. 05 A PIC X. 05 B REDEFINES A PIC 9."
    layouts = parse_copybook(copybook, form="free").layouts()
    with pytest.raises(LegacyRefusedError, match="stands in a table"):
        Choices(layouts, ["B=K:1"], UK)


def test_numbers_are_compared_as_numbers() -> None:
    copybook = "01 R. 05 K PIC S9(3) COMP-3. 88 YOUNG VALUE 10 THRU 17. 05 A PIC X. 05 B REDEFINES A PIC 9."
    (choice,) = Choices(parse_copybook(copybook, form="free").layouts(), ["B=YOUNG"], UK).choices
    assert np.array([choice.fits(value) for value in ("9", "10", "017", "18", "x")]).tolist() == [0, 1, 1, 0, 0]
