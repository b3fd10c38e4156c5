"""Parquet with a row a record: typed, numbered across row groups, counted by the footer, strict about its columns."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.parquet_rows import ParquetRows

FORMAT = ParquetRows({"plate": pa.string(), "seen": pa.timestamp("us", "UTC"), "lane": pa.int32()})
SEEN = pa.array([1_700_000_000_000_000 + n for n in range(7)], pa.timestamp("us", "UTC"))


def written(rows_a_group: int = 3, **changed: object) -> bytes:
    columns = {"plate": [f"AB{n}" for n in range(6)] + [None], "seen": SEEN, "lane": list(range(7))} | changed
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, row_group_size=rows_a_group)
    return target.getvalue()


def read(content: bytes) -> tuple[list[int], list[dict[str, object]], int]:
    def opened() -> BytesIn:
        return BytesIn(io.BytesIO(content), "reads.parquet", 1 << 30, lambda count: None)

    header = FORMAT.header(opened())
    FORMAT.check(header, "reads.parquet")
    rows = FORMAT.rows(opened(), header, "reads.parquet")
    numbers: list[int] = []
    given: list[dict[str, object]] = []
    for batch_numbers, batch in rows:
        numbers += batch_numbers.to_pylist()
        given += batch.to_pylist()
    return numbers, given, rows.count()


def test_rows_are_typed_numbered_and_counted_and_nothing_stays_nothing() -> None:
    numbers, given, count = read(written())
    assert numbers == list(range(1, 8))
    assert count == 7
    assert [row["lane"] for row in given] == list(range(7))
    assert given[6]["plate"] is None


def test_a_type_that_casts_without_loss_is_taken_and_one_that_does_not_is_refused() -> None:
    assert read(written(lane=pa.array(range(7), pa.int64())))[1][3]["lane"] == 3
    for lost in pa.array([2**40] * 7), pa.array([1.5] * 7), pa.array(["left"] * 7):
        with pytest.raises(Refused) as refused:
            read(written(lane=lost))
        assert refused.value.code == "ingest.unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ingest.unreadable"),
        (b"plate,seen,lane\n", "ingest.unreadable"),
        (written()[:-9], "ingest.unreadable"),
        (written(camera=[1] * 7), "ingest.columns"),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_file_and_a_remedy(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == code
    assert "reads.parquet" in refused.value.where
    assert refused.value.remedy


@pytest.mark.parametrize("row", [1, 3, 4, 7])
def test_one_row_is_found_in_whichever_row_group_it_stands(row: int) -> None:
    assert json.loads(FORMAT.original(io.BytesIO(written()), row))["lane"] == row - 1
