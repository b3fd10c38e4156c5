from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena.access.mask import masked, rows_by_label
from athena.access.permit import Permit
from athena.access.shape import Shape
from athena.pole import LabelId

CONNECTION = ibis.duckdb.connect()
ROWS = [{"label_id": n % 4, "record_id": str(n), "name": f"name {n}", "secret": "s"} for n in range(40)]
CONNECTION.con.register("given", pa.Table.from_pylist(ROWS))
CONNECTION.raw_sql("CREATE TABLE masked_rows AS FROM given")
TABLE = CONNECTION.table("masked_rows")
SHAPE = Shape("t", "t", {"label_id": "provenance", "record_id": "provenance", "name": "identity"})
labels = st.frozensets(st.integers(0, 5).map(LabelId))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(labels, labels)
def test_what_comes_out_is_exactly_what_the_permit_allows(rows: frozenset[LabelId], shown: frozenset[LabelId]) -> None:
    permit = Permit(SHAPE, rows, {"label_id": rows, "record_id": rows, "name": rows & shown})
    found = CONNECTION.to_pyarrow(masked(TABLE, permit).order_by("record_id")).to_pylist()
    expected = [
        {
            "label_id": row["label_id"],
            "record_id": row["record_id"],
            "name": row["name"] if row["label_id"] in rows & shown else None,
        }
        for row in sorted(ROWS, key=lambda row: str(row["record_id"]))
        if row["label_id"] in rows
    ]
    assert found == expected


def test_a_column_that_no_shape_knows_is_gone() -> None:
    everything = frozenset(LabelId(n) for n in range(4))
    permit = Permit(SHAPE, everything, dict.fromkeys(SHAPE.groups, everything))
    assert masked(TABLE, permit).columns == ("label_id", "record_id", "name")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rows_are_counted_by_label() -> None:
    found = CONNECTION.raw_sql(CONNECTION.compile(rows_by_label(TABLE, SHAPE))).to_arrow_table().to_pylist()
    assert found == [{"label_id": n, "rows": 10} for n in range(4)]
