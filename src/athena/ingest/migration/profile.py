"""The quality profile: of every field, how much of it is filled, between which bounds, and what is doubtful in it."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.bytes_in import BytesIn
from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.blocks import BlockDecoder
from athena.ingest.mainframe.segments import ParentLinks
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.leaves import Leaf

Bound: TypeAlias = Any
"""A number, a date or a length; values of one field are always of one sort."""


@dataclass
class FieldProfile:
    """One field of one record type. `least` and `greatest` are values of numbers and dates, and lengths of text.

    `doubts` counts each reason for which the reader doubts a value.
    """

    segment: str
    field: str
    records: int = 0
    filled: int = 0
    least: Bound | None = None
    greatest: Bound | None = None
    doubts: dict[str, int] = dataclasses.field(default_factory=dict)

    def add(self, values: pa.Array) -> None:
        """Count the values of one batch."""
        self.records += len(values)
        if pa.types.is_list(values.type):
            self.filled += int(pc.sum(pc.fill_null(pc.greater(pc.list_value_length(values), 0), False)).as_py() or 0)
            return
        if pa.types.is_string(values.type):
            lengths = pc.utf8_length(pc.utf8_trim_whitespace(values))
            values = lengths.filter(pc.fill_null(pc.greater(lengths, 0), False))
        values = values.drop_null()
        self.filled += len(values)
        if len(values) and not (pa.types.is_binary(values.type) or pa.types.is_nested(values.type)):
            found = pc.min_max(values)
            self.least = _of(min, self.least, found["min"].as_py())
            self.greatest = _of(max, self.greatest, found["max"].as_py())


@dataclass(frozen=True)
class Profile:
    """What a file holds: records by type (types that the settings do not know among them), and every field."""

    file: str
    records: int
    by_type: Mapping[str, int]
    record_doubts: Mapping[str, int]
    fields: Sequence[FieldProfile]


def profile(migration: Migration, path: Path) -> Profile:
    """Read a file once, columnar, and profile it. Refused as the mainframe reader refuses."""
    book = migration.book
    decoder = BlockDecoder(book.layouts, book.options, judge_length=book.judged)
    links = ParentLinks(book.options.segments.parents if book.options.segments else {})
    fields = {
        (part.mapped.segment, leaf.column): FieldProfile(part.mapped.segment, leaf.column)
        for part in migration.mains
        for leaf in part.format.leaves
    }
    by_type: Counter[str] = Counter()
    of_records: Counter[str] = Counter()
    with BytesIn(path.open("rb"), str(path), path.stat().st_size + 1, lambda count: None) as content:
        for block in book.blocks(content, Account()):
            kinds = book.types_of(block)
            by_type.update(kinds)
            batch, _ = decoder.finish(decoder.decode(block), links)
            for part in migration.mains:
                rows = batch.filter(pa.array(np.array(kinds) == part.mapped.segment))
                for leaf in part.format.leaves:
                    fields[part.mapped.segment, leaf.column].add(leaf.of(rows))
                _doubts(rows, part.format.leaves, part.mapped.segment, fields, of_records)
    return Profile(path.name, by_type.total(), dict(by_type), dict(of_records), list(fields.values()))


def _doubts(
    rows: pa.RecordBatch,
    known: Sequence[Leaf],
    segment: str,
    fields: dict[tuple[str, str], FieldProfile],
    of_records: Counter[str],
) -> None:
    columns = {leaf.node.path: leaf.column for leaf in known}
    doubts = pc.list_flatten(rows.column(rows.schema.get_field_index("_doubt")))
    for path, reason in zip(*(part.cast(pa.string()).to_pylist() for part in doubts.flatten()), strict=True):
        if path in columns:
            doubted = fields[segment, columns[path]].doubts
            doubted[reason] = doubted.get(reason, 0) + 1
        else:
            of_records[f"{reason} in {path}"] += 1


def _of(choose: Callable[[Bound, Bound], Bound], one: Bound | None, other: Bound) -> Bound:
    return other if one is None else choose(one, other)
