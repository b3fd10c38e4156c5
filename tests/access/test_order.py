from __future__ import annotations

import random

import ibis
import pyarrow as pa
import pytest

from athena.access.order import settled
from athena.access.refused import Refused

CONNECTION = ibis.duckdb.connect()
ROWS = [{"a": n % 3, "b": n} for n in range(30)]


def asked(expression: ibis.Table) -> list[object]:
    return list(CONNECTION.raw_sql(settled(expression, CONNECTION.compile)).to_arrow_table().to_pylist())


@pytest.fixture(params=range(3))
def table(request: pytest.FixtureRequest) -> ibis.Table:
    """The same rows, lying in another order each time."""
    rows = list(ROWS)
    random.Random(request.param).shuffle(rows)
    CONNECTION.con.register("given", pa.Table.from_pylist(rows))
    CONNECTION.raw_sql("CREATE OR REPLACE TABLE t AS FROM given")
    return CONNECTION.table("t")


def test_the_answer_does_not_depend_on_how_the_rows_lie(table: ibis.Table) -> None:
    assert asked(table) == sorted(ROWS, key=lambda row: (row["a"], row["b"]))
    assert asked(table.order_by(ibis.desc("a")).limit(2)) == [{"a": 2, "b": 2}, {"a": 2, "b": 5}]
    assert asked(table.order_by("a").limit(2, offset=1)) == [{"a": 0, "b": 3}, {"a": 0, "b": 6}]


@pytest.mark.parametrize("fault", ["now", "random", "sample", "arbitrary", "collect", "inner limit", "memory"])
def test_what_may_answer_differently_when_asked_again_is_refused(table: ibis.Table, fault: str) -> None:
    planted = {
        "now": lambda: table.mutate(t=ibis.now()),
        "random": lambda: table.mutate(r=ibis.random()),
        "sample": lambda: table.sample(0.5),
        "arbitrary": lambda: table.agg(x=table.b.arbitrary()),
        "collect": lambda: table.agg(x=table.b.collect()),
        "inner limit": lambda: table.limit(3).select("a"),
        "memory": lambda: ibis.memtable(pa.table({"a": [1]})),
    }[fault]()
    with pytest.raises(Refused, match=r"access\.query-unsettled"):
        settled(planted, CONNECTION.compile)
