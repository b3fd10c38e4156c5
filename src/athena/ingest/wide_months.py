"""Published tables with one column a month, as Parquet: read so that a row carries a list of its months."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.source import Misread, month_named

_MONTH = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])")
_BATCH = 20_000
MONTHS = "months"
MONTH_TYPE = pa.struct([("month", pa.date32()), ("count", pa.int32())])
# A first or last month with less than this share of the median month is a table cut off in the middle of it.
PARTIAL = 0.05


@dataclass(frozen=True)
class WideMonths:
    """A Parquet table of whole counts: text columns `columns`, and a column `YYYYMM` for each month.

    A row arrives with its text and one list `months` of month and count, in the order of the months. A first or
    last month that is all but empty over the whole table is left out of the lists and noted: the table was cut in
    the middle of it, and it would read as a fall in crime.
    """

    columns: tuple[str, ...]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the columns."""
        return list(_open(content).schema_arrow.names)

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a table that lacks a text column, has one that is not known, or has no months."""
        others = [name for name in header if not _MONTH.fullmatch(name)]
        missing = sorted(set(self.columns) - set(others))
        unknown = sorted(set(others) - set(self.columns))
        doubled = sorted({name for name in header if header.count(name) > 1})
        if missing or unknown or doubled or len(others) == len(header):
            raise Refused(
                "ingest.columns",
                "A table does not have the columns of its source",
                f"{file} (its schema)",
                f"missing: {missing or 'none'}; not known here: {unknown or 'none'}; named twice: "
                f"{doubled or 'none'}; {len(header) - len(others)} month columns",
                "Whoever delivered it: send it with the columns named as before. If the publisher has changed them "
                "for good, a data engineer can extend the source (docs/ingest.md)",
            )

    def schema(self) -> pa.Schema:
        """The text columns, and the list of months."""
        return pa.schema([*((name, pa.string()) for name in self.columns), (MONTHS, pa.list_(MONTH_TYPE))])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "WideRows":
        """Read the rows in order."""
        return WideRows(self, content, header, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Give one row as JSON: Parquet keeps columns, so a row has no bytes of its own."""
        table = pq.ParquetFile(io.BytesIO(content.read())).read().slice(row - 1, 1)
        return json.dumps(table.to_pylist()[0]).encode()


class WideRows:
    """The rows of one wide table while they are read; see `source.Rows`."""

    def __init__(self, format: WideMonths, content: BytesIn, header: Sequence[str], file: str) -> None:
        self.misread: list[Misread] = []
        self._format = format
        self._name = file
        self._file = _open(content)
        months = sorted(name for name in header if _MONTH.fullmatch(name))
        _check_types(self._file.schema_arrow, format.columns, months, file)
        with _read_as_parquet(file):
            totals = {name: _total(self._file, name) for name in months}
        partial = [name for name in (months[0], months[-1]) if totals[name] < PARTIAL * median(totals.values())]
        self._months = [name for name in months if name not in partial]
        self.notes = [_note(name, totals[name]) for name in partial]
        self._batches: Iterator[pa.RecordBatch] = self._file.iter_batches(_BATCH)
        self._next_row = 1

    def __iter__(self) -> "WideRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        with _read_as_parquet(self._name):
            batch = next(self._batches)
        numbers = pa.array(np.arange(self._next_row, self._next_row + batch.num_rows, dtype=np.int64))
        self._next_row += batch.num_rows
        text = [batch.column(name).cast(pa.string()).fill_null("") for name in self._format.columns]
        return numbers, pa.record_batch([*text, self._listed(batch)], schema=self._format.schema())

    def covered(self) -> tuple[date, date]:
        """Say the first and the last month of the lists."""
        return month_named(self._months[0]), month_named(self._months[-1])

    def count(self) -> int:
        """Say how many rows the file's own footer claims."""
        return int(self._file.metadata.num_rows)

    def _listed(self, batch: pa.RecordBatch) -> pa.Array:
        width = len(self._months)
        counts = pa.concat_arrays([self._counts(batch, name) for name in self._months])
        # Months stand column by column; a list wants them row by row.
        order = np.arange(batch.num_rows * width, dtype=np.int64).reshape(width, batch.num_rows).T.ravel()
        days = np.array([month_named(name) for name in self._months], dtype="datetime64[D]")
        pairs = pa.StructArray.from_arrays(
            [pa.array(np.tile(days, batch.num_rows)), counts.take(pa.array(order))], fields=list(MONTH_TYPE)
        )
        offsets = np.arange(0, batch.num_rows * width + 1, width, dtype=np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), pairs)

    def _counts(self, batch: pa.RecordBatch, month: str) -> pa.Array:
        column = batch.column(month)
        lowest = pc.min(column).as_py()
        try:
            if lowest is not None and lowest < 0:
                raise pa.ArrowInvalid(f"{lowest} is less than nothing")
            return column.cast(pa.int32())
        except pa.ArrowInvalid as error:
            raise Refused(
                "ingest.not-a-count",
                "A table holds something that is not a count",
                f"{self._name}, column {month!r}, rows {self._next_row - batch.num_rows:,} to {self._next_row - 1:,}",
                str(error),
                "Whoever delivered it: send it with whole counts, none below zero",
            ) from error


def _check_types(schema: pa.Schema, columns: Sequence[str], months: Sequence[str], file: str) -> None:
    wrong = [name for name in months if not _is_number(schema.field(name).type)]
    wrong += [name for name in columns if not _is_text(schema.field(name).type)]
    if wrong:
        raise Refused(
            "ingest.column-types",
            "A table's columns are not of the types of its source",
            f"{file} (its schema)",
            ", ".join(f"{name!r} is {schema.field(name).type}" for name in wrong[:5]),
            "Whoever delivered it: send text columns as text and month columns as whole numbers",
        )


def _is_number(type: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type) or pa.types.is_floating(type))


def _is_text(type: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(type)
        or pa.types.is_large_string(type)
        or pa.types.is_string_view(type)
        or (pa.types.is_dictionary(type) and _is_text(type.value_type))
        or pa.types.is_null(type)
    )


def _total(file: pq.ParquetFile, column: str) -> int:
    return int(pc.sum(file.read([column]).column(0)).as_py() or 0)


def _note(month: str, total: int) -> str:
    return f"{month} is left out: {total:,} counts in the whole table, so it was cut in the middle of that month"


def _open(content: BytesIn) -> pq.ParquetFile:
    # Parquet is read from its end, so it is held whole; published tables are megabytes.
    with _read_as_parquet(content.name):
        return pq.ParquetFile(io.BytesIO(content.read()))


@contextmanager
def _read_as_parquet(file: str) -> Iterator[None]:
    # A damaged page or footer reaches us as an OSError, which here can have no other cause: the bytes are in memory.
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise Refused(
            "ingest.unreadable",
            "A file cannot be read as Parquet",
            file,
            str(error),
            "Whoever delivered it: send it again, whole",
        ) from error
