"""Tables of counts as Parquet: numbered rows in batches, counted by the footer."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.ingest import wide_parquet
from athena.ingest.bytes_in import BytesIn
from athena.ingest.wide_parquet import WideParquet


@pytest.fixture
def content() -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({"area": [str(row) for row in range(25_000)], "202401": range(25_000)}), target)
    return target.getvalue()


def test_rows_keep_their_numbers_from_batch_to_batch(content: bytes) -> None:
    table = WideParquet(BytesIn(io.BytesIO(content), "t", 1 << 30, lambda count: None), ["area"], ["202401"])
    batches = list(table.batches())
    assert len(batches) > 1
    assert [number for numbers, _ in batches for number in numbers.to_pylist()] == list(range(1, 25_001))
    assert table.count() == 25_000
    assert table.total("202401") == sum(range(25_000))


def test_one_row_and_the_names_of_the_columns_are_found_without_the_rest(content: bytes) -> None:
    assert json.loads(wide_parquet.original(io.BytesIO(content), 24_000)) == {"area": "23999", "202401": 23_999}
    opened = BytesIn(io.BytesIO(content), "t", 1 << 30, lambda count: None)
    assert wide_parquet.header(opened) == ["area", "202401"]
