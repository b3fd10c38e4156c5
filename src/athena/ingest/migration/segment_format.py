"""A record type of a mainframe file as one of ingest's formats: its rows, what is rejected of them and why."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.blocks import BlockDecoder
from athena.ingest.mainframe.segments import ParentLinks
from athena.ingest.migration.book import ONLY, RecordBook, bytes_of
from athena.ingest.migration.leaves import Leaf, leaf_schema, leaves
from athena.ingest.source import Misread

HARMLESS = frozenset(
    {
        "LOW_VALUES",
        "HIGH_VALUES",
        "SPACES",
        "UNSIGNED_SIGN",
        "NON_PREFERRED_SIGN",
        "NUL_PADDING",
        "ZERO_DATE",
        "NINES_DATE",
        "PARTIAL_DATE",
        "NEGATIVE_ZERO",
    }
)
"""Doubts that say that a field was never filled, or was written by another compiler: no reason to reject a record."""


@dataclass(frozen=True)
class SegmentFormat:
    """The records of one type, in a file of several.

    `key` names the fields that tell them apart. `accept` lists the doubts that reject nothing, beside `HARMLESS`.
    With `strays`, records of no known type are this format's to reject: somebody must answer for them.
    """

    book: RecordBook
    segment: str
    key: tuple[str, ...]
    accept: frozenset[str]
    strays: bool

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The fields of this record type."""
        return leaves(self.book, self.segment)

    @cached_property
    def decoder(self) -> BlockDecoder:
        """A columnar decoder that leaves out record types which neither this one nor its parents need."""
        options = self.book.options
        if options.segments is not None and not self.strays:
            keep = self.book.ancestors(self.segment)
            options = replace(options, segments=replace(options.segments, keep=keep))
        return BlockDecoder(self.book.layouts, options, judge_length=self.book.judged)

    def leaf(self, name: str) -> Leaf:
        """The field called `name`; none, or several, is refused."""
        found = [leaf for leaf in self.leaves if leaf.called(name)]
        if len(found) != 1:
            raise Refused(
                "migration.no-such-field",
                f"Record type {self.segment or '(the only one)'} has no single field of this name",
                name,
                f"Its fields are {', '.join(leaf.column for leaf in self.leaves)}",
                "A data engineer: use a name of the copybook, or its dotted path",
            )
        return found[0]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Name the columns; the bytes say nothing of them, the copybook does."""
        content.read(1)
        return [leaf.column for leaf in self.leaves]

    def check(self, header: Sequence[str], file: str) -> None:
        """Accept: the header is the copybook's own."""

    def schema(self) -> pa.Schema:
        """The fields of the record type, one column each."""
        return leaf_schema(self.decoder.schema, self.leaves)

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "SegmentRows":  # noqa: ARG002 - Format's
        """Read the records of this type in order; a record is numbered from 1 among all records of the file."""
        return SegmentRows(self, content)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """The bytes of one record, without its descriptor word."""
        for block in self.book.blocks(content, Account()):
            at = row - 1 - block.first
            if at < len(block.starts):
                return bytes_of(block, at)
        raise IndexError(row)


class SegmentRows:
    """The records of one type while they are read."""

    def __init__(self, format: SegmentFormat, content: BytesIn) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self.account = Account()
        self._format = format
        self._content = content
        self._framed = 0
        self._schema = format.schema()
        self._seen: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._batches = self._read()

    def __iter__(self) -> "SegmentRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the numbers of the next records and their fields; raise `Refused` where bytes stop being records."""
        return next(self._batches)

    def covered(self) -> tuple[date, date] | None:
        """Say nothing: the migration's settings say what the files cover."""
        return None

    def count(self) -> int:
        """How many records of this type the framing found, by their bytes and not by the columns."""
        return self._framed

    def _read(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        book, decoder = self._format.book, self._format.decoder
        links = ParentLinks(book.options.segments.parents if book.options.segments else {})
        for block in book.blocks(self._content, self.account):
            self._framed += sum(self._is_mine(kind) for kind in book.types_of(block))
            batch, _ = decoder.finish(decoder.decode(block), links)
            yield self._sound(self._mine(batch))
        self._content.drain()

    def _is_mine(self, kind: str) -> bool:
        return kind == self._format.segment or (self._format.strays and kind not in self._format.book.targets)

    def _mine(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self._format.segment == ONLY and self._format.book.options.segments is None:
            return batch
        kinds = batch.column(batch.schema.get_field_index("_segment"))
        mine = pc.fill_null(pc.equal(kinds, self._format.segment), False)
        if self._format.strays:
            known = pc.is_in(kinds, value_set=pa.array(list(self._format.book.targets), pa.string()))
            mine = pc.or_(mine, pc.invert(known))
        return batch.filter(mine)

    def _sound(self, batch: pa.RecordBatch) -> tuple[pa.Array, pa.RecordBatch]:
        numbers = pc.add(batch.column(0), 1)
        reasons = self._doubtful(batch)
        columns = {leaf.column: leaf.of(batch) for leaf in self._format.leaves}
        keys = [columns[self._format.leaf(name).column] for name in self._format.key]
        self._add_doubled(keys, reasons)
        for at, reason in sorted(reasons.items()):
            offset, length = batch.column(1)[at].as_py(), batch.column(2)[at].as_py()
            self.misread.append(Misread(numbers[at].as_py(), f"{reason}; {length} bytes at byte {offset:,}"))
        sound = np.ones(batch.num_rows, bool)
        sound[list(reasons)] = False
        keep = pa.array(sound)
        rows = pa.record_batch([columns[field.name].filter(keep) for field in self._schema], schema=self._schema)
        return numbers.filter(keep), rows

    def _doubtful(self, batch: pa.RecordBatch) -> dict[int, str]:
        """The records, by their place in the batch, that a doubt rejects, and every such doubt in words."""
        doubts = batch.column(batch.schema.get_field_index("_doubt"))
        found: dict[int, str] = {}
        places = pc.list_parent_indices(doubts)
        if len(places) == 0:
            return found
        fields, reasons = (column.cast(pa.string()) for column in pc.list_flatten(doubts).flatten())
        grave = pc.invert(pc.is_in(reasons, value_set=pa.array(sorted(HARMLESS | self._format.accept))))
        for at, field, reason in zip(
            *(column.filter(grave).to_pylist() for column in (places, fields, reasons)), strict=True
        ):
            if not _accepted(self._format.accept, field, reason):
                found[at] = f"{found[at]}, {reason} in {field}" if at in found else f"{reason} in {field}"
        return found

    def _add_doubled(self, keys: Sequence[pa.Array], reasons: dict[int, str]) -> None:
        """Reject what repeats the key of an earlier record: which of the two is right, no machine knows."""
        texts = [pc.fill_null(pc.utf8_trim_whitespace(key.cast(pa.string())), "") for key in keys]
        spelt = pc.binary_join_element_wise(*texts, "/").to_pylist()
        for at in np.flatnonzero(_any_empty(texts, len(spelt))).tolist():
            reasons.setdefault(at, f"NO_KEY: one of {', '.join(self._format.key)} is empty")
        hashes = np.fromiter((_hash(text) for text in spelt), np.uint64, len(spelt))
        fresh = np.ones(len(hashes), bool)
        fresh[list(reasons)] = False
        first = np.zeros(len(hashes), bool)
        candidates = np.flatnonzero(fresh)
        first[candidates[np.unique(hashes[candidates], return_index=True)[1]]] = True
        doubled = fresh & (~first | np.isin(hashes, self._seen))
        for at in np.flatnonzero(doubled).tolist():
            reasons[at] = f"DUPLICATE_KEY: an earlier record has the key {spelt[at]} ({', '.join(self._format.key)})"
        self._seen = np.union1d(self._seen, hashes[fresh & ~doubled])


def _accepted(accept: Collection[str], field: str, reason: str) -> bool:
    name = field.rsplit(".", 1)[-1]
    return any(f"{one}:{reason}" in accept for one in (field, name, name.replace("_", "-")))


def _any_empty(texts: Sequence[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(count, bool)
    for text in texts:
        found |= np.asarray(pc.equal(text, ""))
    return found


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
