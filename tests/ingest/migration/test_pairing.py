"""Bytes beside the lake: each record finds its row by its key, and only unlike values differ."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa

from athena.ingest.migration.pairing import Held, differing, key_numbers
from athena.ingest.migration.said import Said

KEYS = ["00000000000000ff", "0000000000000001", "f000000000000000"]


def held() -> Held:
    return Held.of(pa.table({"source_key": KEYS, "value": pa.array([2, 1, None]), "days": [["1989-03-04"], [], None]}))


def test_a_key_finds_its_row_or_none() -> None:
    at, found = held().places(key_numbers([KEYS[2], "0000000000000002", KEYS[0]]))
    assert found.tolist() == [True, False, True]
    assert held().rows.column("value").take(pa.array(at[found])).to_pylist() == [None, 2]
    assert Held.of(held().rows.slice(0, 0)).places(key_numbers(KEYS))[1].tolist() == [False] * 3


def test_only_unlike_values_differ_whatever_rows_share_them() -> None:
    here = held()
    at, _ = here.places(key_numbers([KEYS[0], KEYS[1], KEYS[2], KEYS[0]]))
    says = Said(np.array([0, 0, 1, 2]), [Decimal(2), None, Decimal("2.0")])
    assert differing(says, here.values("value", at)).tolist() == [False, True, False, False]


def test_lists_are_compared_occurrence_by_occurrence() -> None:
    here = held()
    at, _ = here.places(key_numbers(KEYS))
    says = Said(np.array([0, 1, 1]), [(date(1989, 3, 4),), ()])
    assert differing(says, here.values("days", at)).tolist() == [False, False, True]
