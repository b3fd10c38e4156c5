"""Records as arrays, to which records are added: a large part that stays, and a few small ones that are merged."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.resolve.comparing import Comparisons, compare_pairs
from athena.resolve.model import Model
from athena.resolve.population import Population, populate
from athena.resolve.stays import Stays, no_stays

_MOST = 12
_LARGER = 8


@dataclass(frozen=True)
class Segment:
    """Some records, and for each the position that it has among all."""

    records: pa.Table
    population: Population
    position: NDArray[np.int32]


@dataclass
class Segments:
    """All records; positions are given in order of arrival and never change."""

    model: Model
    parts: list[Segment] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    segment: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    local: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def add(self, records: pa.Table) -> Segment:
        """Add records; give them as a segment. Raises as `populate`."""
        population = populate(records, self.model.configuration, self.model.frequencies)
        first = len(self.ids)
        self.ids += population.record_ids.tolist()
        position = np.arange(first, len(self.ids), dtype=np.int32)
        fresh = Segment(records, population, position)
        self.parts.append(fresh)
        self._place(fresh, len(self.parts) - 1)
        if len(self.parts) > _MOST:
            self._merge()
        return fresh

    def compare(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> Comparisons:
        """Compare pairs of records by position; of each pair the record with the lower id is taken as the left."""
        ids = self.ids
        turned = np.array([ids[a] > ids[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)], bool)
        left, right = np.where(turned, other, one), np.where(turned, one, other)
        columns = len(self.model.configuration.attributes)
        level = np.zeros((len(left), columns), np.uint8)
        rarity = np.zeros((len(left), columns), np.float32)
        for a, b, which in self._blocks(left, right):
            pair = self.local[left[which]], self.local[right[which]]
            found = compare_pairs(pair, self.parts[a].population, self.parts[b].population, self.model.configuration)
            level[which], rarity[which] = found.level, found.rarity
        return Comparisons(level, rarity)

    def stays(self, positions: NDArray[np.int32]) -> Stays:
        """The stays of some records."""
        found = no_stays(len(positions))
        for number in np.unique(self.segment[positions]).tolist():
            which = np.flatnonzero(self.segment[positions] == number)
            part = self.parts[number].population.stays.take(self.local[positions[which]])
            found.place[which], found.start[which], found.end[which] = part.place, part.start, part.end
        return found

    def _blocks(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
        code = self.segment[left].astype(np.int64) * len(self.parts) + self.segment[right]
        for one in np.unique(code).tolist():
            yield one // len(self.parts), one % len(self.parts), np.flatnonzero(code == one)

    def _place(self, part: Segment, number: int) -> None:
        if len(self.local) < len(self.ids):
            room = max(len(self.ids), 2 * len(self.local)) - len(self.local)
            self.local = np.concatenate([self.local, np.empty(room, np.int32)])
            self.segment = np.concatenate([self.segment, np.empty(room, np.int32)])
        self.segment[part.position] = number
        self.local[part.position] = np.arange(len(part.position), dtype=np.int32)

    def _merge(self) -> None:
        """Make one of the last parts, up to one that is much larger than they are; the first is never merged."""
        going = [self.parts.pop()]
        while len(self.parts) > 1 and len(self.parts[-1].position) < _LARGER * sum(len(one.position) for one in going):
            going.append(self.parts.pop())
        records = pa.concat_tables([one.records for one in going])
        population = populate(records, self.model.configuration, self.model.frequencies)
        known = {one: at for part in going for one, at in _named(part)}
        position = np.array([known[one] for one in population.record_ids.tolist()], np.int32)
        self.parts.append(Segment(records, population, position))
        self._place(self.parts[-1], len(self.parts) - 1)


def _named(part: Segment) -> Iterator[tuple[str, int]]:
    yield from zip(part.population.record_ids.tolist(), part.position.tolist(), strict=True)
