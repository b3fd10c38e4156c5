from __future__ import annotations

import pytest

from athena.access.refused import Refused
from athena.access.shape import DELIVERED, QUARANTINE, all_groups, shape_of
from athena.ingest import tables
from athena.pole import kind, kinds


@pytest.mark.parametrize("name", kinds())
def test_every_column_of_every_kind_has_a_field_group(name: str) -> None:
    shape = shape_of(name, {})
    assert set(shape.groups) == set(kind(name).columns())
    assert set(shape.groups.values()) <= set(all_groups())


@pytest.mark.parametrize("name", [DELIVERED, QUARANTINE])
def test_every_column_that_ingest_writes_is_known_to_the_door(name: str) -> None:
    assert set(shape_of(name, {}).groups) == set(tables._TABLES[name])


def test_a_table_that_nobody_has_described_is_refused() -> None:
    with pytest.raises(Refused, match=r"access\.table-unknown"):
        shape_of("principal", {})
