"""Parquet tables with one row a record, strict about the names and types of their columns."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import compared
from athena.ingest.source import Misread

_BATCH = 50_000


@dataclass(frozen=True)
class ParquetRows:
    """A Parquet table with exactly `columns`, each of the type said or one that casts to it without loss.

    Rows arrive typed, and nothing stays nothing. *Rows in* is what the file's footer says.
    """

    columns: Mapping[str, pa.DataType]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the columns from the footer."""
        return list(opened(content).schema_arrow.names)

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a table with a missing, an unknown or a doubled column."""
        compared(tuple(self.columns), header, f"{file} (its schema)")

    def schema(self) -> pa.Schema:
        """The columns with their types."""
        return pa.schema(list(self.columns.items()))

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "ParquetRowsIn":  # noqa: ARG002 - Format's
        """Read the rows in order."""
        return ParquetRowsIn(self, content, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Give one row as JSON: Parquet keeps columns, so a row has no bytes of its own."""
        file = pq.ParquetFile(io.BytesIO(content.read()))
        before = 0
        for group in range(file.num_row_groups):
            here = file.metadata.row_group(group).num_rows
            if row <= before + here:
                found = file.read_row_group(group).slice(row - 1 - before, 1).to_pylist()[0]
                return json.dumps(found, default=str, ensure_ascii=False).encode()
            before += here
        raise IndexError(row)


class ParquetRowsIn:
    """The rows of one table while they are read; see `source.Rows`."""

    def __init__(self, format: ParquetRows, content: BytesIn, file: str) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self._format = format
        self._name = file
        self._file = opened(content)
        self._batches: Iterator[pa.RecordBatch] = self._file.iter_batches(_BATCH)
        self._next_row = 1

    def __iter__(self) -> "ParquetRowsIn":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        with _read(self._name):
            batch = next(self._batches)
            typed = [batch.column(name).cast(kind) for name, kind in self._format.columns.items()]
        numbers = pa.array(np.arange(self._next_row, self._next_row + batch.num_rows, dtype=np.int64))
        self._next_row += batch.num_rows
        return numbers, pa.record_batch(typed, schema=self._format.schema())

    def covered(self) -> tuple[date, date] | None:
        """Say nothing of months: the source has the rows say so, or the file's name does."""
        return None

    def count(self) -> int:
        """The number of rows in the footer."""
        return int(self._file.metadata.num_rows)


def opened(content: BytesIn) -> pq.ParquetFile:
    """Open a table, whose footer stands at its end, so the whole of it is read; refused if it is not Parquet."""
    with _read(content.name):
        return pq.ParquetFile(pa.BufferReader(content.read()))


@contextmanager
def _read(file: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise Refused(
            "ingest.unreadable",
            "A file cannot be read as the Parquet table it should be",
            file,
            str(error).split("\n")[0],
            "Whoever delivered it: copy or export it again, with the types as before",
        ) from error
