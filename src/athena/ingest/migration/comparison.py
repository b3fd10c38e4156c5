"""The comparison: one pass over a file's bytes with the slow decoder, beside the columnar one and beside the lake."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pyarrow as pa

from athena.ingest.bytes_in import BytesIn
from athena.ingest.mainframe.blocks import BlockDecoder
from athena.ingest.mainframe.doubt import Mask
from athena.ingest.mainframe.segments import ParentLinks
from athena.ingest.mainframe.stream import Block
from athena.ingest.mainframe.totals import Total, numeric_leaves
from athena.ingest.migration.against import AgainstLake
from athena.ingest.migration.examined import Examined, Findings
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.said import Alike, alike
from athena.ingest.migration.standing import Standing, day_total

_K = TypeVar("_K")


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
        self._rejected = {name: np.array(sorted(rows), np.int64) for name, rows in rejected.items()}
        self._parts: dict[str, list[Part]] = {}
        for part in migration.parts:
            self._parts.setdefault(part.mapped.segment, []).append(part)
            self.found.by_mapping[part.mapped.name] = Findings()
        self._against = {
            part.mapped.name: AgainstLake(
                migration, part, self.found.by_mapping[part.mapped.name], standing[part.mapped.name], rate, seed
            )
            for part in migration.parts
            if part.mapped.name in standing
        }

    def run(self, path: Path) -> Examined:
        """Read the file to its end. Refused as the mainframe reader refuses."""
        size = path.stat().st_size
        decoder = BlockDecoder(self._book.layouts, self._book.options, judge_length=self._book.judged)
        links = ParentLinks(self._book.options.segments.parents if self._book.options.segments else {})
        with BytesIn(path.open("rb"), str(path), size + 1, lambda count: None) as content:
            for block in self._book.blocks(content, self.found.account):
                types = self._book.types_of(block)
                batch, _ = decoder.finish(decoder.decode(block), links)
                self._columns(batch, types)
                self._records(block, types)
            for against in self._against.values():
                against.finish()
            content.drain()
            self.found.sha256, self.found.size = content.sha256, content.size
        return self.found

    def _columns(self, batch: pa.RecordBatch, types: Sequence[str]) -> None:
        """Total every number and date as the columnar decoder reads it."""
        kinds = np.array(types)
        for part in self._migration.mains:
            segment = part.mapped.segment
            rows = batch.filter(pa.array(kinds == segment))
            for leaf in part.format.leaves:
                for path, values in numeric_leaves(leaf.node.path, leaf.of(rows), dates=True):
                    _add(self.found.columnar, (segment, path), day_total(values))

    def _records(self, block: Block, types: Sequence[str]) -> None:
        """Total and compare every record as the slow decoder reads it."""
        self.found.records += len(types)
        self.found.by_type.update(types)
        kinds = np.array(types)
        for segment, parts in self._parts.items():
            for records in alike(self._book, segment, block, np.flatnonzero(kinds == segment)):
                self._totals(segment, records)
                for part in parts if self._against else ():
                    self._against[part.mapped.name].take(records, self._out(part, records))

    def _totals(self, segment: str, records: Alike) -> None:
        main = next(part for part in self._parts[segment] if not part.mapped.derived)
        out = self._out(main, records)
        for path, said in records.totalled():
            _add(self.found.exact, (segment, path), said.total())
            if out.any():
                _add(self.found.rejected, (segment, path), said.some(out).total())

    def _out(self, part: Part, records: Alike) -> Mask:
        """The records that are rejected under a mapping."""
        return np.isin(records.numbers, self._rejected.get(part.mapped.name, np.zeros(0, np.int64)))


def _add(totals: dict[_K, Total], key: _K, total: Total) -> None:
    totals[key] = totals.get(key, Total()).plus(total)
