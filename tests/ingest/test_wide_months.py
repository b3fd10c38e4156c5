"""Tables with a column a month: what is a month, what is a count, and what is no such table at all."""

import io
import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.wide_months import WideMonths, WideRows

FORMAT = WideMonths(("area",))


def written(columns: dict[str, object], names: list[str] | None = None) -> bytes:
    table = pa.table(columns)
    target = io.BytesIO()
    pq.write_table(table.rename_columns(names) if names else table, target)
    return target.getvalue()


def opened(content: bytes, name: str) -> BytesIn:
    return BytesIn(io.BytesIO(content), name, 1 << 30, lambda count: None)


def read(content: bytes, name: str = "t.parquet") -> tuple[list[object], WideRows]:
    header = FORMAT.header(opened(content, name))
    FORMAT.check(header, name)
    rows = FORMAT.rows(opened(content, name), header, name)
    return [row for _, batch in rows for row in batch.to_pylist()], rows


def months(*pairs: tuple[int, int]) -> list[dict[str, object]]:
    return [{"month": date(2024, month, 1), "count": count} for month, count in pairs]


def test_a_row_carries_its_months_in_order() -> None:
    found, rows = read(written({"202402": [3, 4], "area": ["x", None], "202401": [1, 2]}))
    assert found == [{"area": "x", "months": months((1, 1), (2, 3))}, {"area": "", "months": months((1, 2), (2, 4))}]
    assert rows.covered() == (date(2024, 1, 1), date(2024, 2, 1))
    assert rows.count() == 2


@pytest.mark.parametrize("cut", ["202401", "202404"])
def test_a_month_at_the_edge_that_is_all_but_empty_is_left_out_and_noted(cut: str) -> None:
    counts = {f"20240{month}": [100] for month in range(1, 5)} | {cut: [4]}
    found, rows = read(written({"area": ["x"], **counts}))
    assert cut not in {f"{pair['month']:%Y%m}" for pair in found[0]["months"]}  # type: ignore[index]
    assert rows.notes == [f"{cut} is left out: 4 counts in the whole table, so it was cut in the middle of that month"]


def test_a_month_within_that_is_all_but_empty_stays() -> None:
    found, rows = read(written({"area": ["x"], "202401": [100], "202402": [0], "202403": [100]}))
    assert found == [{"area": "x", "months": months((1, 100), (2, 0), (3, 100))}]
    assert rows.notes == []


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"not parquet", "ingest.unreadable", "t.parquet"),
        (b"", "ingest.unreadable", "t.parquet"),
        (written({"area": ["x"], "202413": [1]}), "ingest.columns", "202413"),
        (written({"area": ["x"], "000001": [1]}), "ingest.columns", "000001"),
        (written({"area": ["x"]}), "ingest.columns", "0 month columns"),
        (written({"place": ["x"], "202401": [1]}), "ingest.columns", "missing: ['area']"),
        (
            written({"area": ["x"], "202401": [1], "b": [1]}, ["area", "202401", "202401"]),
            "ingest.columns",
            "named twice: ['202401']",
        ),
        (written({"area": ["x"], "202401": ["many"]}), "ingest.column-types", "'202401' is string"),
        (written({"area": [1], "202401": [1]}), "ingest.column-types", "'area' is int64"),
        (written({"area": ["x"], "202401": [1.5]}), "ingest.not-a-count", "column '202401'"),
        (written({"area": ["x", "y"], "202401": [5, -1]}), "ingest.not-a-count", "less than nothing"),
        (written({"area": ["x"], "202401": [2**40]}), "ingest.not-a-count", "rows 1 to 1"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == code
    assert words in str(refused.value)


def test_a_damaged_page_is_refused() -> None:
    content = bytearray(written({"area": ["x"] * 1000, "202401": list(range(1000))}))
    content[4:400] = bytes(396)
    with pytest.raises(Refused) as refused:
        read(bytes(content))
    assert refused.value.code == "ingest.unreadable"


def test_the_original_of_a_row_is_its_values() -> None:
    content = written({"area": ["x", "y"], "202401": [1, 2]})
    assert json.loads(FORMAT.original(io.BytesIO(content), 2)) == {"area": "y", "202401": 2}
