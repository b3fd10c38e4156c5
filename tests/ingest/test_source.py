"""What a source says of itself."""

from datetime import date

import pytest

from athena.ingest.registry import BUILT_IN
from athena.ingest.source import Slot, month_named


@pytest.mark.parametrize("text", ["2024-05", "202405"])
def test_a_month_is_its_first_day(text: str) -> None:
    assert month_named(text) == date(2024, 5, 1)


@pytest.mark.parametrize("text", ["2024-13", "2024", "2024-5", "May 2024", "0000-01", ""])
def test_what_is_not_a_month_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        month_named(text)


def test_a_slot_is_dated_unless_its_months_are_in_the_columns() -> None:
    month = date(2024, 5, 1)
    assert Slot("a/2024-05", "a", "street", month, month).dated
    assert not Slot("t", "a", "counts", date(1829, 9, 29), date(1829, 9, 29)).dated


def test_every_source_finds_its_rules_by_name_and_says_its_mapping() -> None:
    for source in BUILT_IN:
        assert source.mapping_id == f"{source.name}@{source.version}"
        assert source.rule("no such rule") is None
        assert len({rule.name for rule in source.rules}) == len(source.rules)
        for rule in source.rules:
            assert source.rule(rule.name) is rule
            assert rule.why
            assert rule.remedy
