"""Coverage: what was delivered is covered, what was not is a gap, and nothing is both."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from athena.access.session import open_for
from athena.ingest.coverage import Coverage, Delivered, Span, coverage, delivered_in, next_month
from athena.ingest.needs import STATUS
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

FAMILY = ("street", "outcomes")


def month(number: int) -> date:
    return date(2020 + number // 12, number % 12 + 1, 1)


def one(number: int, kind: str = "street", area: str = "north", family: tuple[str, ...] = FAMILY) -> Delivered:
    return Delivered(area, kind, Span(month(number), month(number)), family)


def of(found: list[Coverage], kind: str) -> Coverage:
    (one,) = [item for item in found if item.kind == kind]
    return one


@given(st.sets(st.integers(0, 40), min_size=1), st.sets(st.integers(0, 40)))
def test_a_month_within_the_family_is_covered_or_a_gap(street: set[int], outcomes: set[int]) -> None:
    found = coverage([*map(one, street), *(one(number, "outcomes") for number in outcomes)])
    for kind, held in ("street", street), ("outcomes", outcomes):
        item = of(found, kind)
        gaps = {missing for gap in item.gaps for missing in gap.months()}
        for number in range(min(street | outcomes), max(street | outcomes) + 1):
            assert item.covers(month(number)) == (number in held) == (month(number) not in gaps)


@given(st.sets(st.integers(0, 40), min_size=1))
def test_gaps_are_as_few_as_they_can_be_and_in_order(held: set[int]) -> None:
    gaps = of(coverage(map(one, held)), "street").gaps
    assert all(next_month(earlier.last) < later.first for earlier, later in pairwise(gaps))


def test_a_kind_of_the_family_that_never_came_is_one_gap_and_has_no_span() -> None:
    outcomes = of(coverage([one(0), one(2)]), "outcomes")
    assert outcomes.span is None
    assert [str(gap) for gap in outcomes.gaps] == ["2020-01 to 2020-03"]
    assert not outcomes.covers(month(1))


def test_one_areas_months_are_no_gaps_of_another() -> None:
    found = coverage([one(0), one(0, "outcomes"), one(9, area="south", family=())])
    assert [(item.area, item.kind, list(item.gaps)) for item in found] == [
        ("north", "outcomes", []),
        ("north", "street", []),
        ("south", "street", []),
    ]


def test_a_table_of_many_months_covers_them_all() -> None:
    (item,) = coverage([Delivered("met", "counts by ward", Span(month(3), month(20)), ())])
    assert (item.span, item.gaps) == (Span(month(3), month(20)), ())


def test_a_view_says_what_was_delivered(
    tmp_path: Path,
    workspace: Workspace,
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> None:
    for name in "2024-05", "2024-07":
        (tmp_path / f"{name}-example-street.csv").write_bytes(as_csv(street_rows(3, name)))
        take(workspace, tmp_path / f"{name}-example-street.csv")
    with open_for(workspace, STATUS) as view:
        found = coverage(delivered_in(view))
    assert [str(gap) for gap in of(found, "street").gaps] == ["2024-06"]
