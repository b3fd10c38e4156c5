"""The rules of things, as data."""

import pytest

from athena.pole import kind
from athena.resolve.configuration import PROTECTED
from athena.resolve.entity import EntityKind
from athena.resolve.stated import THINGS, rule
from athena.resolve.written import READERS


@pytest.mark.parametrize("of", THINGS)
def test_a_rule_speaks_only_of_what_its_kind_of_record_says(of: EntityKind) -> None:
    found = rule(of)
    assert set(found.columns) <= set(kind(str(of)).properties)
    assert {found.identity, found.resemblance, *found.told_apart_by, *found.also} <= {
        one.name for one in found.attributes
    }
    assert {one.read for one in found.attributes} <= set(READERS)
    assert found.identity in found.told_apart_by
    assert not PROTECTED & set(found.columns)


def test_what_says_that_nothing_is_known_is_nothing() -> None:
    vrm = next(one for one in rule(EntityKind.VEHICLE).attributes if one.name == "vrm")
    assert [vrm.value(text) for text in (None, "", "unknown", "AB12 CDE")] == [None, None, None, "AB12CDE"]
