"""The words of mappings: each reads what it should and gives nothing for anything else."""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir
import pytest

from athena.ingest import expressions as words


@pytest.mark.parametrize(
    ("word", "text", "value"),
    [
        (words.british_date, "31/12/1984", "1984-12-31"),
        (words.british_date, "31/02/1984", None),
        (words.london, "2025-07-01T12:00:00", "2025-07-01 11:00:00+00:00"),
        (words.london, "noon", None),
        (words.utc, "2025-01-01T18:22:56Z", "2025-01-01 18:22:56+00:00"),
        (words.utc, "2025-01-01T18:22:56", None),
        (words.telephone, "01632960777", "+441632960777"),
        (words.telephone, "ask at desk", None),
        (words.postcode, "nx40fa", "NX4 0FA"),
        (words.postcode, "nowhere", None),
        (lambda value: words.pnc_id(value, 2025), "01/9000030F", "2001/9000030F"),
        (lambda value: words.pnc_id(value, 2025), "79/163001B", "1979/0163001B"),
        (lambda value: words.pnc_id(value, 2025), "unknown", None),
        (lambda value: words.birth_date(words.british_date(value)), "01/01/1900", None),
        (lambda value: words.code(value, "self_defined_ethnicity"), "W1", "W1"),
        (lambda value: words.code(value, "self_defined_ethnicity"), "ZZ", None),
    ],
)
def test_a_word_reads_its_text_and_nothing_else(
    word: Callable[[ir.StringValue], ir.Value], text: str, value: str | None
) -> None:
    connection = ibis.duckdb.connect()
    connection.raw_sql("SET TimeZone = 'UTC'")
    found = connection.to_pyarrow(word(ibis.literal(text)).cast("string")).as_py()
    assert found is None if value is None else str(found).startswith(value.removesuffix("+00:00"))
