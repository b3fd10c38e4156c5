"""The comma-separated edition of a published table with a column a month."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import Delimited


class WideText:
    """A table read from comma-separated text, whose line ends say how many rows it has; see `wide_months.Table`.

    It is held whole: the first and last months are judged by their sums before a row is given.
    """

    def __init__(self, content: BytesIn, header: Sequence[str], months: Sequence[str]) -> None:
        rows = Delimited(tuple(header)).rows(content, header, content.name)
        self._batches = [(numbers, _counted(numbers, batch, months, content.name)) for numbers, batch in rows]
        self._count = rows.count()
        self.misread = rows.misread

    def total(self, month: str) -> int:
        """The sum of one column."""
        return sum(int(pc.sum(batch.column(month)).as_py() or 0) for _, batch in self._batches)

    def batches(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        """The rows in order, with their numbers from 1."""
        yield from self._batches

    def count(self) -> int:
        """How many lines that are not blank stand below the header."""
        return self._count


def _counted(numbers: pa.Array, batch: pa.RecordBatch, months: Sequence[str], file: str) -> pa.RecordBatch:
    columns = [
        _whole(numbers, batch, name, file) if name in months else batch.column(name) for name in batch.schema.names
    ]
    return pa.record_batch(columns, names=batch.schema.names)


def _whole(numbers: pa.Array, batch: pa.RecordBatch, month: str, file: str) -> pa.Array:
    text = batch.column(month)
    # An empty cell is no zero: the publisher writes a zero where nothing was recorded.
    wrong = pc.index(pc.match_substring_regex(text, "^[0-9]{1,9}$"), False).as_py()
    if wrong >= 0:
        raise Refused(
            "ingest.not-a-count",
            "A table holds something that is not a count",
            f"{file}, row {numbers[wrong].as_py():,}, column {month!r}",
            f"It says {text[wrong].as_py()!r}",
            "Whoever delivered it: send it with whole counts, none below zero",
        )
    return text.cast(pa.int64())
