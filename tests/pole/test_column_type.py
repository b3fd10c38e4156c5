import datetime as dt
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.column_type import ColumnType, parse_type

SCALARS = ("text", "integer", "bigint", "double", "boolean", "date", "timestamp", "decimal(14,2)")


def column_types() -> st.SearchStrategy[ColumnType]:
    scalars = st.sampled_from(SCALARS).map(ColumnType)
    names = st.sampled_from(("month", "count", "order"))
    return st.recursive(
        scalars,
        lambda inner: (
            inner.map(lambda part: ColumnType("list", (("element", part),)))
            | st.dictionaries(names, inner, min_size=1).map(lambda parts: ColumnType("struct", tuple(parts.items())))
        ),
        max_leaves=5,
    )


@given(column_types())
def test_print_then_parse_is_identity(column_type: ColumnType) -> None:
    assert parse_type(str(column_type)) == column_type


@given(column_types())
def test_duckdb_and_arrow_agree_on_every_type(column_type: ColumnType) -> None:
    with duckdb.connect() as connection:
        connection.execute(f'create table t ("c" {column_type.duckdb})')
        connection.execute("set timezone = 'UTC'")
        table = connection.sql("from t").to_arrow_table()
    # DuckDB calls a list's element "l" and Arrow "item"; both read the other's.
    assert str(table.schema.field("c").type).replace("list<l:", "list<item:") == str(column_type.arrow())


@pytest.mark.parametrize(
    "text",
    ["", "varchar", "list<>", "list<text", "struct<month>", "decimal(50,2)", "decimal(2,3)", "text>", "int eger", "!"],
)
def test_an_unknown_type_is_refused_and_the_known_ones_are_named(text: str) -> None:
    with pytest.raises(ValueError, match="the types are text, integer, bigint"):
        parse_type(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "x"),
        ("integer", 2**31 - 1),
        ("bigint", -(2**63)),
        ("double", 1.5),
        ("double", 1),
        ("boolean", False),
        ("date", dt.date(2024, 5, 1)),
        ("timestamp", dt.datetime(2024, 5, 1, tzinfo=dt.UTC)),
        ("decimal(14,2)", Decimal("10.25")),
        ("list<struct<month: date, count: integer>>", [{"month": dt.date(2024, 5, 1), "count": 3}]),
    ],
)
def test_a_value_of_the_type_is_accepted(name: str, value: object) -> None:
    assert parse_type(name).complaint(value) is None


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("text", 1, "int is not text"),
        ("integer", 2**31, "does not fit integer"),
        ("bigint", 2**63, "does not fit bigint"),
        ("integer", True, "bool is not integer"),
        ("boolean", 1, "int is not boolean"),
        ("date", dt.datetime(2024, 5, 1, tzinfo=dt.UTC), "datetime is not date"),
        ("timestamp", dt.datetime(2024, 5, 1), "has no zone"),
        ("decimal(14,2)", Decimal("0.001"), "does not fit"),
        ("decimal(4,2)", Decimal("100"), "does not fit"),
        ("decimal(4,2)", Decimal("NaN"), "finite decimal"),
        ("decimal(4,2)", 1.0, "finite decimal"),
        ("list<integer>", 1, "not a list"),
        ("list<integer>", ["a"], "str is not integer"),
        ("struct<month: date>", {"day": 1}, "not a struct of month"),
        ("struct<month: date>", {"month": "May"}, "str is not date"),
    ],
)
def test_a_value_of_another_type_is_complained_of(name: str, value: object, why: str) -> None:
    assert why in (parse_type(name).complaint(value) or "")


def test_a_complaint_never_repeats_the_value() -> None:
    assert "Smith" not in (parse_type("integer").complaint("Smith") or "")


def test_months_are_a_list_of_structs_everywhere() -> None:
    months = parse_type("list<struct<month: date, count: integer>>")
    assert months.duckdb == 'STRUCT("month" DATE, "count" INTEGER)[]'
    assert months.arrow() == pa.list_(pa.struct([("month", pa.date32()), ("count", pa.int32())]))
