"""The slow decoder, field by field: it agrees with what was written, and with the columnar dates."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.dates import DateRule, to_dates
from athena.ingest.migration.exact_fields import ExactField, to_date, weight
from athena.ingest.migration.folder import Migration

RULES = [
    "YYMMDD@1930", "DDMMYY@1950", "MMDDYY@1900", "YYDDD@1930", "YYYYMMDD", "DDMMYYYY", "YYYYDDD", "CYYMMDD", "CYYDDD",
    "DAYS@1899-12-31",
]  # fmt: skip


@given(st.sampled_from(RULES), st.integers(0, 99_999_999))
def test_dates_are_those_of_the_columnar_decoder(rule: str, number: int) -> None:
    parsed = DateRule.parse(rule)
    number %= 10 ** (5 if parsed.epoch else len(parsed.format))
    quick, _ = to_dates(np.array([number]), np.zeros(1, bool), np.zeros(1, np.uint8), parsed)
    assert to_date(number, parsed) == quick[0].as_py()


@pytest.mark.parametrize(
    ("segment", "name", "at", "value"),
    [
        ("C", "LOSS-VALUE", 5, Decimal("-1.25")),
        ("C", "RECORDED-DATE", 0, date(1989, 3, 4)),
        ("C", "METHOD", 5, None),
        ("P", "BIRTH-DATE", 1, date(1951, 1, 1) + timedelta(days=228)),
        ("P", "BIRTH-DATE", 2, None),
        ("G", "ITEM-TEXT", 3, "WATCH, COST £95"),
    ],
)
def test_a_field_is_read_from_the_bytes(
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    segment: str,
    name: str,
    at: int,
    value: object,
) -> None:
    main = next(part for part in northmere.mains if part.mapped.segment == segment)
    field = ExactField(main.format.leaf(name).node, northmere.book.options.reading)
    begin = field.node.offset
    assert field.value(records(rows)[at][begin : begin + field.node.width]) == value
    assert field.value(b"") is None


def test_dates_weigh_their_day_number_and_text_nothing() -> None:
    assert weight(date(1, 1, 2)) == 2
    assert weight(Decimal("1.5")) == Decimal("1.5")
    assert weight("1.5") is None
