from __future__ import annotations

import pytest

from athena.access.annotations import complaints, read_annotations
from athena.access.roles import Role

WHOLE = {"id": "a-rule", "plain": "Nobody reads.", "basis": "DPA 2018 s.35", "since": "2026-11-23"}


def test_a_whole_set_has_no_complaints_and_reads_back() -> None:
    assert complaints(WHOLE) == ()
    assert read_annotations(WHOLE).withheld == "purpose"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": ""}, "@id is missing"),
        ({"plain": ""}, "@plain is missing"),
        ({"basis": ""}, "@basis is missing"),
        ({"since": ""}, "@since is missing"),
        ({"id": "A Rule"}, "lower-case words"),
        ({"plain": "No full stop"}, "one sentence"),
        ({"plain": "One. Two."}, "one sentence"),
        ({"plain": "If context.form is odd."}, "speaks Cedar"),
        ({"plain": "word " * 41 + "."}, "longer than 40"),
        ({"basis": "common sense"}, "cites no law"),
        ({"since": "last week"}, "not a date"),
        ({"mood": "good"}, "@mood is not known"),
        ({"withheld": "maybe"}, "one of purpose, restricted"),
        ({"withheld": "restricted"}, "needs @ask"),
        ({"ask": "the-king"}, "names no role"),
    ],
)
def test_each_fault_has_its_complaint(change: dict[str, str], complaint: str) -> None:
    raw = {**WHOLE, **change}
    assert any(complaint in one for one in complaints(raw))
    with pytest.raises(ValueError, match=r".+"):
        read_annotations(raw)


def test_restricted_with_somebody_to_ask_is_whole() -> None:
    found = read_annotations({**WHOLE, "withheld": "restricted", "ask": "analyst"})
    assert (found.withheld, found.ask) == ("restricted", Role.ANALYST)
