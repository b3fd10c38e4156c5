"""Published tables with one column a month, read so that a row carries a list of its months."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import IO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.failures import Refused
from athena.ingest import wide_parquet
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import Delimited
from athena.ingest.source import Misread, month_named
from athena.ingest.wide_parquet import WideParquet
from athena.ingest.wide_text import WideText

_MONTH = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])")
MONTHS = "months"
MONTH_TYPE = pa.struct([("month", pa.date32()), ("count", pa.int32())])
# A first or last month with less than this share of the median month is a table cut off in the middle of it.
PARTIAL = 0.05
_PARQUET = b"PAR1"


class Table(Protocol):
    """A table whose columns are known to be right, of either format, before its months become lists."""

    misread: list[Misread]

    def total(self, month: str) -> int:
        """The sum of one column."""

    def batches(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        """The rows in order, each batch with the rows' numbers from 1."""

    def count(self) -> int:
        """How many rows the file has, counted apart from the parsing."""


@dataclass(frozen=True)
class WideMonths:
    """A table of whole counts: text columns `columns`, and a column `YYYYMM` for each month.

    A file whose name ends in `.csv` is comma-separated text, any other is Parquet. Column names compare without
    case, a space in them as an underscore, because the publisher's two editions differ in nothing else. A row
    arrives with its text and one list `months` of month and count, in the order of the months. A first or last
    month that is all but empty over the whole table is left out of the lists and noted: the table was cut in the
    middle of it, and it would read as a fall in crime.
    """

    columns: tuple[str, ...]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the columns."""
        return Delimited(()).header(content) if _is_text(content.name) else wide_parquet.header(content)

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a table that lacks a text column, has one that is not known, or has no months."""
        names = [_plain(name) for name in header]
        others = [name for name in names if not _MONTH.fullmatch(name)]
        missing = sorted(set(self.columns) - set(others))
        unknown = sorted(set(others) - set(self.columns))
        doubled = sorted({name for name in names if names.count(name) > 1})
        if missing or unknown or doubled or len(others) == len(names):
            raise Refused(
                "ingest.columns",
                "A table does not have the columns of its source",
                f"{file} (its {'header' if _is_text(file) else 'schema'})",
                f"missing: {missing or 'none'}; not known here: {unknown or 'none'}; named twice: "
                f"{doubled or 'none'}; {len(names) - len(others)} month columns",
                "Whoever delivered it: send it with the columns named as before. If the publisher has changed them "
                "for good, a data engineer can extend the source (docs/ingest.md)",
            )

    def schema(self) -> pa.Schema:
        """The text columns, and the list of months."""
        return pa.schema([*((name, pa.string()) for name in self.columns), (MONTHS, pa.list_(MONTH_TYPE))])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "WideRows":
        """Read the rows in order."""
        named = {_plain(name): name for name in header}
        months = sorted(name for name in named if _MONTH.fullmatch(name))
        texts = [named[name] for name in self.columns]
        table: Table = (
            WideText(content, header, months) if _is_text(content.name) else WideParquet(content, texts, months)
        )
        return WideRows(self, table, texts, months, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Give one row: its bytes where it is text, JSON where it is Parquet, which keeps columns and not rows."""
        parquet = content.read(len(_PARQUET)) == _PARQUET
        content.seek(0)
        return wide_parquet.original(content, row) if parquet else Delimited(()).original(content, row)


class WideRows:
    """The rows of one wide table while they are read; see `source.Rows`."""

    def __init__(
        self, format: WideMonths, table: Table, texts: Sequence[str], months: Sequence[str], file: str
    ) -> None:
        self.misread = table.misread
        self._format = format
        self._table = table
        self._texts = texts
        self._name = file
        totals = {name: table.total(name) for name in months}
        partial = [name for name in (months[0], months[-1]) if totals[name] < PARTIAL * median(totals.values())]
        self._months = [name for name in months if name not in partial]
        self.notes = [_note(name, totals[name]) for name in partial]
        self._batches = table.batches()

    def __iter__(self) -> "WideRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        numbers, batch = next(self._batches)
        text = [batch.column(name).cast(pa.string()).fill_null("") for name in self._texts]
        return numbers, pa.record_batch([*text, self._listed(numbers, batch)], schema=self._format.schema())

    def covered(self) -> tuple[date, date]:
        """Say the first and the last month of the lists."""
        return month_named(self._months[0]), month_named(self._months[-1])

    def count(self) -> int:
        """Say how many rows the file has, by its footer or its line ends."""
        return self._table.count()

    def _listed(self, numbers: pa.Array, batch: pa.RecordBatch) -> pa.Array:
        width = len(self._months)
        counts = pa.concat_arrays([self._counts(numbers, batch, name) for name in self._months])
        # Months stand column by column; a list wants them row by row.
        order = np.arange(batch.num_rows * width, dtype=np.int64).reshape(width, batch.num_rows).T.ravel()
        days = np.array([month_named(name) for name in self._months], dtype="datetime64[D]")
        pairs = pa.StructArray.from_arrays(
            [pa.array(np.tile(days, batch.num_rows)), counts.take(pa.array(order))], fields=list(MONTH_TYPE)
        )
        offsets = np.arange(0, batch.num_rows * width + 1, width, dtype=np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), pairs)

    def _counts(self, numbers: pa.Array, batch: pa.RecordBatch, month: str) -> pa.Array:
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
                f"{self._name}, column {month!r}, rows {numbers[0].as_py():,} to {numbers[-1].as_py():,}",
                str(error),
                "Whoever delivered it: send it with whole counts, none below zero",
            ) from error


def _is_text(file: str) -> bool:
    return file.lower().endswith(".csv")


def _plain(name: str) -> str:
    return name.lower().replace(" ", "_")


def _note(month: str, total: int) -> str:
    return f"{month} is left out: {total:,} counts in the whole table, so it was cut in the middle of that month"
