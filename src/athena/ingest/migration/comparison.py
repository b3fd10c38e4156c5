"""The comparison: one pass over a file's bytes with the slow decoder, beside the columnar one and beside the lake."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.blocks import BlockDecoder
from athena.ingest.mainframe.exact import exact_numbers
from athena.ingest.mainframe.segments import ParentLinks
from athena.ingest.mainframe.stream import Block
from athena.ingest.mainframe.totals import Total, numeric_leaves, total_of
from athena.ingest.migration.book import bytes_of
from athena.ingest.migration.exact_fields import ExactField, exact_field, weight
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.mapped import Carried, Value, key_hash
from athena.ingest.migration.standing import EPOCH, Standing, same

_CHUNK = 4096
_NAMED = 20
_K = TypeVar("_K")


@dataclass
class Findings:
    """What the pass found for one mapping; names are kept for the first few of each sort."""

    accepted: int = 0
    lost: int = 0
    lost_named: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    differing_named: dict[str, list[str]] = field(default_factory=dict)
    expected: dict[str, Total] = field(default_factory=dict)
    rejected_keys: set[str] = field(default_factory=set)
    accepted_keys: "array[int]" = field(default_factory=lambda: array("Q"))

    def stale_keys(self) -> set[str]:
        """Keys of rejected rows that no accepted row has: what stands under them is of an earlier delivery."""
        taken = np.frombuffer(self.accepted_keys, np.uint64) if self.accepted_keys else np.zeros(0, np.uint64)
        keys = sorted(self.rejected_keys)
        there = np.isin(np.array([int(key, 16) for key in keys], np.uint64), taken)
        return {key for key, found in zip(keys, there.tolist(), strict=True) if not found}


@dataclass
class Examined:
    """What one pass over a file's bytes found.

    `exact` and `columnar` are totals of every numeric and date field by record type and path; `rejected` the exact
    totals of rejected rows among them; `by_mapping` what the comparison with the lake found.
    """

    file: str
    slot: str
    sha256: str = ""
    size: int = 0
    account: Account = field(default_factory=Account)
    records: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    exact: dict[tuple[str, str], Total] = field(default_factory=dict)
    columnar: dict[tuple[str, str], Total] = field(default_factory=dict)
    rejected: dict[tuple[str, str], Total] = field(default_factory=dict)
    by_mapping: dict[str, Findings] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """One carried field, ready to be compared: `always` says that every record is, else a sample."""

    carried: Carried
    exact: ExactField

    @property
    def always(self) -> bool:
        """Whether every record is compared in it: numbers and dates are, text in the sample."""
        return self.exact.totalled


def compared(migration: Migration, part: Part) -> list[Compared]:
    """The carried fields of a mapping that stand at one place and can be compared record by record."""
    found = []
    for carried in part.mapped.carries:
        exact = exact_field(migration.book, part.mapped.segment, part.format.leaf(carried.field))
        if exact is not None:
            found.append(Compared(carried, exact))
    return found


@dataclass(frozen=True)
class _Row:
    number: int
    offset: int
    key: str
    says: Mapping[str, Value]


class Comparison:
    """One pass over one file.

    `rejected` gives the rejected rows by mapping; `standing` what the others are compared with, by mapping; without
    it the file is totalled only. One record in `rate` is compared whole, drawn by `seed`.
    """

    def __init__(
        self,
        migration: Migration,
        file: str,
        rejected: Mapping[str, frozenset[int]] = MappingProxyType({}),
        standing: Mapping[str, Standing] = MappingProxyType({}),
        rate: int = 1,
        seed: str = "",
    ) -> None:
        self.found = Examined(file, migration.slot(file).name)
        self._migration = migration
        self._book = migration.book
        self._rejected = rejected
        self._standing = standing
        self._rate = rate
        self._seed = seed
        self._parts: dict[str, list[Part]] = {}
        for part in migration.parts:
            self._parts.setdefault(part.mapped.segment, []).append(part)
            self.found.by_mapping[part.mapped.name] = Findings()
        self._compared = {part.mapped.name: compared(migration, part) for part in migration.parts}
        self._keys = {part.mapped.name: _key_fields(migration, part) for part in migration.parts}
        self._dates = {
            part.mapped.segment: [
                one
                for leaf in part.format.leaves
                if (one := exact_field(self._book, part.mapped.segment, leaf)) is not None and one.rule is not None
            ]
            for part in migration.mains
        }

    def run(self, path: Path) -> Examined:
        """Read the file to its end. Refused as the mainframe reader refuses."""
        size = path.stat().st_size
        decoder = BlockDecoder(self._book.layouts, self._book.options, judge_length=self._book.judged)
        parents = self._book.options.segments.parents if self._book.options.segments else {}
        links = ParentLinks(parents)
        with BytesIn(path.open("rb"), str(path), size + 1, lambda count: None) as content:
            for block in self._book.blocks(content, self.found.account):
                types = self._book.types_of(block)
                batch, _ = decoder.finish(decoder.decode(block), links)
                self._columns(batch, types)
                self._block(block, types)
            content.drain()
            self.found.sha256, self.found.size = content.sha256, content.size
        return self.found

    # -- totals by columns -----------------------------------------------------------------------------------

    def _columns(self, batch: pa.RecordBatch, types: Sequence[str]) -> None:
        kinds = np.array(types)
        for part in self._migration.mains:
            segment = part.mapped.segment
            rows = batch.filter(pa.array(kinds == segment))
            for leaf in part.format.leaves:
                column = leaf.of(rows)
                if pa.types.is_date32(column.type):
                    column = pc.add(column.cast(pa.int32()).cast(pa.int64()), EPOCH)
                for path, values in numeric_leaves(leaf.node.path, column):
                    _add(self.found.columnar, (segment, path), total_of(values))

    # -- record by record ------------------------------------------------------------------------------------

    def _block(self, block: Block, types: Sequence[str]) -> None:
        waiting: dict[str, list[_Row]] = {part.mapped.name: [] for part in self._migration.parts}
        for at, segment in enumerate(types):
            number = block.first + at + 1
            self.found.records += 1
            self.found.by_type[segment] += 1
            if segment not in self._parts:
                continue
            record = bytes_of(block, at)
            self._totals(segment, number, record)
            for part in self._parts[segment] if self._standing else ():
                if (row := self._row(part, number, int(block.offsets[at]), record)) is not None:
                    waiting[part.mapped.name].append(row)
        for part in self._migration.parts:
            rows = waiting[part.mapped.name]
            for start in range(0, len(rows), _CHUNK):
                self._compare(part, rows[start : start + _CHUNK])

    def _totals(self, segment: str, number: int, record: bytes) -> None:
        main = next(part for part in self._parts[segment] if not part.mapped.derived)
        out = number in self._rejected.get(main.mapped.name, ())
        for path, value in self._values(segment, record):
            single = Total(nulls=1) if value is None else Total(1, 0, value, value, value)
            _add(self.found.exact, (segment, path), single)
            if out:
                _add(self.found.rejected, (segment, path), single)

    def _values(self, segment: str, record: bytes) -> Iterator[tuple[str, Decimal | None]]:
        layout, reading = self._book.layout(segment), self._book.options.reading
        for one in exact_numbers(layout, reading, record, active=self._book.active(segment)):
            yield one.path, one.value
        for date in self._dates[segment]:
            yield date.node.path, weight(date.value(record))

    def _row(self, part: Part, number: int, offset: int, record: bytes) -> _Row | None:
        found = self.found.by_mapping[part.mapped.name]
        key = key_hash([one.key_part(record) for one in self._keys[part.mapped.name]])
        if number in self._rejected[part.mapped.name]:
            if key is not None:
                found.rejected_keys.add(key)
            return None
        found.accepted += 1
        whole = self._sampled(number)
        says: dict[str, Value] = {}
        for one in self._compared[part.mapped.name]:
            if one.always or whole:
                says[one.carried.property] = value = _spelt(part, one, number, record)
                if (weighed := weight(value)) is not None or one.always:
                    total = Total(nulls=1) if weighed is None else Total(1, 0, weighed, weighed, weighed)
                    _add(found.expected, one.carried.property, total)
        if key is None:
            return _Row(number, offset, "", says)
        found.accepted_keys.append(int(key, 16))
        return _Row(number, offset, key, says)

    def _sampled(self, number: int) -> bool:
        """Whether a record is in the sample: drawn by a hash of the file and its number: nobody chooses it."""
        drawn = hashlib.sha256(f"{self._seed}:{number}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") % self._rate == 0

    def _compare(self, part: Part, rows: Sequence[_Row]) -> None:
        found = self.found.by_mapping[part.mapped.name]
        properties = sorted({one.carried.property for one in self._compared[part.mapped.name]})
        held = self._standing[part.mapped.name].of([row.key for row in rows], properties)
        for row in rows:
            place = f"record {row.number} at byte {row.offset:,}"
            if not held.get(row.key):
                found.lost += 1
                if len(found.lost_named) < _NAMED:
                    found.lost_named.append(place)
                continue
            stands = held[row.key].pop()
            for name, value in row.says.items():
                found.compared[name] += 1
                if not same(value, stands[name]):
                    found.differing[name] += 1
                    named = found.differing_named.setdefault(name, [])
                    if len(named) < _NAMED:
                        named.append(f"{place}: the bytes say {_word(value)}, the lake {_word(stands[name])}")


def _key_fields(migration: Migration, part: Part) -> list[ExactField]:
    found = []
    for name in part.mapped.key:
        exact = exact_field(migration.book, part.mapped.segment, part.format.leaf(name))
        if exact is None:
            raise Refused(
                "migration.moving-key",
                "A key field does not stand at one place in every record",
                f"{part.mapped.name}: {name}",
                "It is a table, or stands after one of variable length, so it cannot be checked from the bytes",
                "A data engineer: take a key from the fixed part of the record",
            )
        found.append(exact)
    return found


def _spelt(part: Part, one: Compared, number: int, record: bytes) -> Value:
    value = one.exact.value(record)
    if one.carried.spelt is None:
        return value
    try:
        return one.carried.spelt(value)
    except Exception as error:
        raise Refused(
            "migration.spelt-fails",
            "The second statement of a carried field does not know a value that was loaded",
            f"{part.mapped.name}: {one.carried.field} into {one.carried.property}, record {number}",
            f"{type(error).__name__}: {error}",
            "A data engineer: let `spelt` say what the property should hold for it, or let a rule reject the row",
        ) from error


def _add(totals: dict[_K, Total], key: _K, total: Total) -> None:
    totals[key] = totals.get(key, Total()).plus(total)


def _word(value: object) -> str:
    return "nothing" if value is None else repr(str(value))
