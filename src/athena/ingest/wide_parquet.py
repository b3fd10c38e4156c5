"""The Parquet edition of a published table with a column a month."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.source import Misread

_BATCH = 20_000


class WideParquet:
    """A table read from Parquet, whose own footer says how many rows it has; see `wide_months.Table`."""

    def __init__(self, content: BytesIn, columns: Sequence[str], months: Sequence[str]) -> None:
        self.misread: list[Misread] = []
        self._name = content.name
        self._file = _open(content)
        _check_types(self._file.schema_arrow, columns, months, content.name)

    def total(self, month: str) -> int:
        """The sum of one column."""
        with _read_as_parquet(self._name):
            return int(pc.sum(self._file.read([month]).column(0)).as_py() or 0)

    def batches(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        """The rows in order, with their numbers from 1."""
        batches, first = self._file.iter_batches(_BATCH), 1
        while True:
            with _read_as_parquet(self._name):
                batch = next(batches, None)
            if batch is None:
                return
            yield pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64)), batch
            first += batch.num_rows

    def count(self) -> int:
        """How many rows the file's own footer claims."""
        return int(self._file.metadata.num_rows)


def header(content: BytesIn) -> Sequence[str]:
    """The names of the columns."""
    return list(_open(content).schema_arrow.names)


def original(content: IO[bytes], row: int) -> bytes:
    """One row as JSON: Parquet keeps columns, so a row has no bytes of its own."""
    table = pq.ParquetFile(io.BytesIO(content.read())).read().slice(row - 1, 1)
    return json.dumps(table.to_pylist()[0]).encode()


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
