"""Tables of counts as comma-separated text: the same rows as in Parquet, and nothing that is no count."""

import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.wide_months import WideMonths, WideRows

FORMAT = WideMonths(("ward_name",))


def read(content: bytes, name: str = "t.csv") -> tuple[list[object], WideRows]:
    def opened() -> BytesIn:
        return BytesIn(io.BytesIO(content), name, 1 << 30, lambda count: None)

    header = FORMAT.header(opened())
    FORMAT.check(header, name)
    rows = FORMAT.rows(opened(), header, name)
    return [row for _, batch in rows for row in batch.to_pylist()], rows


def test_a_table_as_text_reads_as_the_same_table_in_parquet() -> None:
    parquet = io.BytesIO()
    pq.write_table(pa.table({"ward_name": ["Bow", ""], "202401": [1, 2], "202402": [3, 4]}), parquet)
    as_text, rows = read(b"202402,Ward Name,202401\r\n3,Bow,1\r\n4,,2\r\n")
    as_parquet, _ = read(parquet.getvalue(), "t.parquet")
    assert as_text == as_parquet
    assert rows.covered() == (date(2024, 1, 1), date(2024, 2, 1))
    assert rows.count() == 2


def test_a_row_with_too_few_fields_is_held_back_and_the_others_keep_their_numbers() -> None:
    header = FORMAT.header(BytesIn(io.BytesIO(b"WARD NAME,202401\n"), "t.csv", 99, lambda count: None))
    content = BytesIn(io.BytesIO(b"WARD NAME,202401\na,1\nb\nc,3\n"), "t.csv", 99, lambda count: None)
    rows = FORMAT.rows(content, header, "t.csv")
    assert [number for numbers, _ in rows for number in numbers.to_pylist()] == [1, 3]
    assert [misread.row for misread in rows.misread] == [2]
    assert rows.count() == 3


@pytest.mark.parametrize("cell", [b"", b"-1", b"1.5", b"many", b"1,000", b"12345678901"])
def test_a_cell_that_is_no_count_is_refused_with_its_row_and_column(cell: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(b'ward_name,202401,202402\na,1,2\nb,"' + cell + b'",2\n')
    assert refused.value.code == "ingest.not-a-count"
    assert "t.csv, row 2, column '202401'" in refused.value.where


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ingest.empty-file"),
        (b"ward_name\na\n", "ingest.columns"),
        (b"Ward Name,ward_name,202401\na,a,1\n", "ingest.columns"),
        (b"ward_name,202401\n\xff,1\n", "ingest.encoding"),
    ],
)
def test_what_is_no_such_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == code


def test_the_original_of_a_row_is_its_line() -> None:
    assert FORMAT.original(io.BytesIO(b"ward_name,202401\na,1\nb,2\n"), 2) == b"b,2"
