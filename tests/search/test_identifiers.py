"""Shapes are recognised and named; where two fit, both are."""

import pytest

from athena.search.identifiers import readings


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("AB12CDE", {"vrm"}),
        ("ab12 cde", {"vrm"}),
        ("AB12", {"vrm", "postcode"}),
        ("AB1?CDE", {"vrm", "ref"}),
        ("07700 900123", {"phone"}),
        ("SW1A 1AA", {"postcode"}),
        ("79/163001B", {"pnc"}),
        ("490154203237518", {"imei"}),
        ("NM0000009/25", {"crime"}),
        ("NM1/000001/25", {"custody"}),
        ("NM-20250101-0001", {"incident"}),
        ("NI/000001/25", {"report"}),
        ("2024-05-09", {"born"}),
        ("9/5/2024", {"born"}),
        ("TA 123 456", {"grid"}),
        ("X05000002", {"ref"}),
        ("31/02/2024", {"ref"}),
        ("smith", set()),
        ("jo*", set()),
    ],
)
def test_a_shape_is_named(text: str, shapes: set[str]) -> None:
    assert {one.shape for one in readings(text)} == shapes


def test_a_mark_is_looked_up_as_what_it_may_be_misread_from() -> None:
    (confused,) = readings("A1OABC")
    assert confused.tokens == ("vrm:A10ABC",)
    assert "also read as A10ABC" in confused.said
