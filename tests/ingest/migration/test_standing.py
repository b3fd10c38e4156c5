"""What stands in the lake: totals of numbers and dates, and what counts as the same value."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from athena.ingest.loading import loading
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.mapped import Value
from athena.ingest.migration.standing import Standing, same
from athena.lake.workspace import Workspace


@pytest.mark.parametrize(
    ("expected", "held", "alike"),
    [
        (Decimal("1.50"), Decimal("1.5"), True),
        (Decimal(172), 172, True),
        (Decimal(172), "172", False),
        (date(1989, 3, 4), datetime(1989, 3, 4, tzinfo=UTC), True),
        (date(1989, 3, 4), "1989-03-04", True),
        (date(1989, 3, 4), "1989", False),
        (None, None, True),
        (None, 0, False),
        ("a", "a ", False),
    ],
)
def test_values_are_the_same_by_meaning(expected: Value, held: object, alike: bool) -> None:
    assert same(expected, held) is alike


def test_totals_of_what_stands(as_migrated: Workspace, northmere: Migration) -> None:
    parts = {part.mapped.name: part for part in northmere.parts}
    with loading(as_migrated) as view:
        items = Standing(view, parts["item"], "northmere-crime/whole")
        people = Standing(view, parts["person"], "northmere-crime/whole")
        crimes = Standing(view, parts["crime"], "northmere-crime/whole")
        assert items.count() == 3
        assert items.total("value_gbp").sum == Decimal("215.05")
        assert people.total("date_of_birth").sum == 2 * date(1951, 8, 17).toordinal()
        assert crimes.total("recorded_at").sum == 2 * date(1989, 3, 4).toordinal()
