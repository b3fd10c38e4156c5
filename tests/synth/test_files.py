import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.synth.files import ROWS_PER_GROUP, CsvFile, ParquetFile, blocks, digest, folder_digests, write_json


def test_csv_is_read_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "deep/a.csv"
    file = CsvFile(path, ("name", "note"))
    file.add([['O\'Neill, "Jo"', ""], ["two\nlines", "é"]])
    file.close()
    assert path.read_bytes().startswith(b"name,note\r\n")
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream))[1:] == [['O\'Neill, "Jo"', "two\nlines"], ["", "é"]]


def test_columns_that_do_not_fit_the_header_stop(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "a.csv", ("one",))
    with pytest.raises(ValueError, match="2 columns"):
        file.add([["a"], ["b"]])
    file.close()


def test_parquet_does_not_show_how_many_rows_were_added_at_a_time(tmp_path: Path) -> None:
    schema = pa.schema([("n", pa.int64())])
    rows = np.arange(ROWS_PER_GROUP * 2 + 7)
    for name, size in (("a", 999), ("b", len(rows))):
        file = ParquetFile(tmp_path / name, schema)
        for part in blocks(len(rows), size):
            file.add([rows[part]])
        file.close()
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert pq.ParquetFile(tmp_path / "a").metadata.num_row_groups == 3
    assert pq.read_table(tmp_path / "a")["n"].to_pylist() == rows.tolist()


def test_blocks_cover_every_number_once() -> None:
    assert np.concatenate(list(blocks(10, 3))).tolist() == list(range(10))
    assert list(blocks(0, 3)) == []


def test_digests_are_by_relative_path(tmp_path: Path) -> None:
    write_json(tmp_path / "b/x.json", {"b": 1, "a": "é"})
    assert list(folder_digests(tmp_path)) == ["b/x.json"]
    assert (tmp_path / "b/x.json").read_text(encoding="utf-8") == '{\n "a": "é",\n "b": 1\n}\n'
