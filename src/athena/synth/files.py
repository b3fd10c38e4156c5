"""Files written so that the bytes depend on the rows alone, however many rows are given at a time."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from athena.synth.draws import Ints

ROWS_PER_GROUP = 100_000
"""Rows of one row group of a Parquet file: a constant, so that the block size does not show in the bytes."""

_READ = 1 << 20


class CsvFile:
    """A CSV file in UTF-8 with a header, CRLF line ends and quotes only where they are needed (RFC 4180)."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream: TextIO = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(columns)
        self._width = len(columns)

    def add(self, columns: Sequence[Sequence[object]]) -> None:
        """Append rows, given as columns of equal length in the order of the header."""
        if len(columns) != self._width:
            raise ValueError(f"{len(columns)} columns for a header of {self._width}")
        self._writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


class ParquetFile:
    """A Parquet file with row groups of `ROWS_PER_GROUP` rows whatever was added at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", store_schema=False)
        self._waiting = schema.empty_table()

    def add(self, columns: Sequence[object]) -> None:
        """Append rows, given as columns in the schema's order."""
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._waiting = pa.concat_tables([self._waiting, pa.Table.from_arrays(arrays, schema=self._schema)])
        while self._waiting.num_rows >= ROWS_PER_GROUP:
            self._write(self._waiting.slice(0, ROWS_PER_GROUP))
            self._waiting = self._waiting.slice(ROWS_PER_GROUP)

    def close(self) -> None:
        """Write the rest and finish the file."""
        if self._waiting.num_rows:
            self._write(self._waiting)
        self._writer.close()

    def _write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows.combine_chunks(), row_group_size=ROWS_PER_GROUP)


def blocks(count: int, size: int) -> Iterator[Ints]:
    """Cut the numbers 0 to count - 1 into runs of at most `size`."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def write_json(path: Path, content: object) -> None:
    """Write JSON with sorted keys, indented, in UTF-8, with a line end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class FileDigest:
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


def digest(path: Path) -> FileDigest:
    """Read a file and return its size and digest."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in _pieces(stream):
            found.update(piece)
    return FileDigest(path.stat().st_size, found.hexdigest())


def folder_digests(folder: Path) -> Mapping[str, FileDigest]:
    """Return the digest of every file below a folder by its relative path, in order of path."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_READ):
        yield piece
