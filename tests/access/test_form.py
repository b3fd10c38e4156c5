from __future__ import annotations

import ibis
import pyarrow as pa
import pytest

from athena.access.form import few_enough, fits, stated, through_the_view
from athena.access.operation import RECORD_ROWS, Form, Operation
from athena.access.refused import Refused

CONNECTION = ibis.duckdb.connect()
CONNECTION.raw_sql("CREATE TABLE t AS SELECT 'a' AS record_id, 1 AS month")
TABLE = CONNECTION.table("t")


def test_only_tables_reached_through_the_view_pass() -> None:
    mine = ibis.table(TABLE.schema(), name="view_t")
    through_the_view(mine.group_by("month").agg(n=mine.count()), [mine])
    with pytest.raises(Refused, match=r"access\.not-through-the-view"):
        through_the_view(TABLE, [mine])
    with pytest.raises(Refused, match=r"access\.not-through-the-view"):
        through_the_view(mine.join(TABLE, "record_id"), [mine])


def test_a_record_query_stops_one_row_past_its_limit() -> None:
    assert fits(TABLE, Form.RECORD) == RECORD_ROWS + 1
    assert fits(TABLE, Form.LIST) is None


def test_rows_beyond_one_enquiry_are_refused() -> None:
    few_enough(pa.table({"a": range(RECORD_ROWS)}), Form.RECORD)
    few_enough(pa.table({"a": range(RECORD_ROWS + 1)}), Form.LIST)
    with pytest.raises(Refused, match=r"access\.too-many-rows"):
        few_enough(pa.table({"a": range(RECORD_ROWS + 1)}), Form.RECORD)


@pytest.mark.parametrize(
    "counted",
    [
        TABLE.agg(n=TABLE.count()),
        TABLE.agg(n=TABLE.record_id.nunique()),
        TABLE.group_by("month").agg(n=TABLE.count()).order_by("n").limit(3),
        TABLE.filter(TABLE.month == 1).agg(n=ibis._.record_id.nunique()),
        TABLE.join(TABLE.view(), "record_id").agg(n=ibis._.count()),
        TABLE.mutate(at=ibis.row_number().over(group_by="record_id", order_by="month"))
        .filter(ibis._["at"] == 0)
        .agg(n=ibis._.count()),
    ],
)
def test_totals_are_counts(counted: ibis.Table) -> None:
    assert fits(counted, Form.COUNT) is None


@pytest.mark.parametrize(
    "planted",
    [
        TABLE,
        TABLE.select("month").distinct(),
        TABLE.group_by("record_id").agg(n=TABLE.count()),
        TABLE.agg(n=TABLE.record_id.max()),
        TABLE.agg(n=TABLE.month.collect()),
        TABLE.agg(n=TABLE.month.arbitrary()),
        TABLE.mutate(n=TABLE.count()),
        TABLE.filter(TABLE.record_id == "a").agg(n=ibis._.count()),
        TABLE.filter(TABLE.record_id.isin(["a", "b"])).agg(n=ibis._.count()),
        TABLE.filter((TABLE.record_id + "x").startswith("a")).agg(n=ibis._.count()),
        TABLE.filter((TABLE.record_id < "b") & (TABLE.month == 1)).agg(n=ibis._.count()),
        TABLE.agg(n=TABLE.count(where=TABLE.record_id == "a")),
        TABLE.agg(n=(TABLE.record_id == "a").ifelse(TABLE.month, 0).sum()),
        TABLE.join(TABLE.filter(TABLE.record_id == "a"), "month").agg(n=ibis._.count()),
        TABLE.mutate(at=ibis.row_number().over(order_by="record_id")).filter(ibis._["at"] == 3).agg(n=ibis._.count()),
        TABLE.join(ibis.literal(["a"]).unnest().name("record_id").as_table(), "record_id").agg(n=ibis._.count()),
    ],
)
def test_rows_dressed_as_counts_are_refused(planted: ibis.Table) -> None:
    with pytest.raises(Refused, match=r"access\.not-a-count"):
        fits(planted, Form.COUNT)


def test_a_disclosure_says_to_whom_and_a_copy_why() -> None:
    stated(Operation.CONSULTATION, Form.LIST, "", "")
    stated(Operation.DISCLOSURE, Form.EXPORT, "the court", "the hearing")
    with pytest.raises(Refused, match=r"access\.recipient-missing"):
        stated(Operation.DISCLOSURE, Form.LIST, " ", "")
    with pytest.raises(Refused, match=r"access\.reason-missing"):
        stated(Operation.DISCLOSURE, Form.EXPORT, "the court", " ")
