"""Control totals: count, sum, least and greatest of every numeric column, exact to the last digit.

They are computed here from columns and by `exact` from bytes; where the two differ, one decoder is wrong and
nothing may be loaded.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.mainframe.doubt import Ints
from athena.ingest.mainframe.exact import EXACT, exact_numbers
from athena.ingest.mainframe.layout import Layout
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.wide import wide_of

_HALF = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True)
class Total:
    """The control total of one numeric field. `nulls` counts values that could not be read."""

    count: int = 0
    nulls: int = 0
    sum: Decimal = Decimal(0)
    least: Decimal | None = None
    greatest: Decimal | None = None

    def plus(self, other: "Total") -> "Total":
        """The total of both."""
        leasts = [value for value in (self.least, other.least) if value is not None]
        greatests = [value for value in (self.greatest, other.greatest) if value is not None]
        return Total(
            self.count + other.count,
            self.nulls + other.nulls,
            EXACT.add(self.sum, other.sum),
            min(leasts, default=None),
            max(greatests, default=None),
        )


def column_totals(batch: pa.RecordBatch, root: str = "") -> dict[str, Total]:
    """Totals of every integer and decimal column of a batch by dotted path below `root`."""
    found: dict[str, Total] = {}
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if not field.name.startswith("_"):
            for path, array in numeric_leaves(field.name, column):
                found[f"{root}.{path}" if root else path] = total_of(array)
    return found


def numeric_leaves(path: str, array: pa.Array, *, dates: bool = False) -> Iterator[tuple[str, pa.Array]]:
    """Numeric columns within a column, with their paths; dates too if wanted; values of absent parents are left out."""
    if pa.types.is_struct(array.type):
        present = array.drop_null() if array.null_count else array
        for field, inner in zip(array.type, present.flatten(), strict=True):
            yield from numeric_leaves(f"{path}.{field.name}", inner, dates=dates)
    elif pa.types.is_list(array.type):
        yield from numeric_leaves(path, array.flatten(), dates=dates)
    elif _is_numeric(array.type) or (dates and pa.types.is_date32(array.type)):
        yield path, array


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_decimal(kind))


def total_of(array: pa.Array) -> Total:
    """The exact total of one integer or decimal column."""
    values = array.drop_null()
    if len(values) == 0:
        return Total(0, array.null_count)
    scale = array.type.scale if pa.types.is_decimal(array.type) else 0
    bounds = pc.min_max(values)
    return Total(
        len(values),
        array.null_count,
        EXACT.scaleb(Decimal(_sum(values)), -scale),
        Decimal(bounds["min"].as_py()),
        Decimal(bounds["max"].as_py()),
    )


def _sum(values: pa.Array) -> int:
    """Sum without overflow: the halves of each word are added on their own."""
    if pa.types.is_decimal(values.type):
        wide = wide_of(values)
        return (_sum_signed(wide.high.view(np.int64)) << 64) + _sum_unsigned(wide.low)
    plain = values.to_numpy(zero_copy_only=False)
    return _sum_unsigned(plain) if plain.dtype == np.uint64 else _sum_signed(plain.astype(np.int64))


def _sum_unsigned(words: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> int:
    return (int((words >> np.uint64(32)).sum()) << 32) + int((words & _HALF).sum())


def _sum_signed(values: Ints) -> int:
    return (int((values >> np.int64(32)).sum()) << 32) + int((values & np.int64(0xFFFFFFFF)).sum())


def exact_totals(
    layout: Layout, reading: Reading, records: Iterable[bytes], actives: Sequence[frozenset[str]] | None = None
) -> dict[str, Total]:
    """Totals of the same fields from the raw bytes, by the independent decoder. Paths include the record's name."""
    found: dict[str, Total] = {}
    for number, record in enumerate(records):
        for one in exact_numbers(layout, reading, record, active=actives[number] if actives else None):
            single = Total(nulls=1) if one.value is None else Total(1, 0, one.value, one.value, one.value)
            found[one.path] = found.get(one.path, Total()).plus(single)
    return found


def text_hash_total(array: pa.Array) -> int:
    """An order-free hash total of a text column: the sum of 64-bit BLAKE2b digests of its values, modulo 2**64."""
    counts = pc.value_counts(array.drop_null())
    total = 0
    for entry in counts:
        digest = hashlib.blake2b(str(entry["values"]).encode(), digest_size=8).digest()
        total += int.from_bytes(digest, "big") * int(entry["counts"].as_py())
    return total % 2**64
