"""Which records have a key, kept so that records can be added and a key looked up without looking at the others.

Sorted runs of (key, record); a new run is added for each batch, and runs of like size are merged, so that there are
few and an addition costs what it adds (O'Neil and others, The log-structured merge-tree, 1996).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from athena.resolve.keys import Keys

_LIKE = 4


@dataclass
class KeyIndex:
    """Keys of records by position; a record has a key once. Positions are given out in order, from 0."""

    runs: list[Keys] = field(default_factory=list)
    key: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    start: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    filled: int = 0

    def add(self, found: Keys, count: int) -> None:
        """Add the keys of the next `count` records."""
        self._keep(found, count)
        order = np.argsort(found.key, kind="stable")
        self.runs.append(Keys(found.key[order], found.record[order]))
        while len(self.runs) > 1 and len(self.runs[-2].key) < _LIKE * len(self.runs[-1].key):
            last, before = self.runs.pop(), self.runs.pop()
            key = np.concatenate([before.key, last.key])
            order = np.argsort(key, kind="stable")
            self.runs.append(Keys(key[order], np.concatenate([before.record, last.record])[order]))

    def counts(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many records have each key."""
        total = np.zeros(len(keys), np.int64)
        for run in self.runs:
            total += np.searchsorted(run.key, keys, "right") - np.searchsorted(run.key, keys, "left")
        return total

    def of(self, record: int) -> NDArray[np.uint64]:
        """The keys of one record."""
        return self.key[self.start[record] : self.start[record + 1]]

    def _keep(self, found: Keys, count: int) -> None:
        """Keep the keys by record as well, in arrays that are made twice as long when they are full."""
        first, end = self.filled, self.filled + count
        if len(self.start) <= end:
            self.start = np.concatenate([self.start, np.zeros(max(end, 2 * len(self.start)), np.int64)])
        at = self.start[first]
        held = np.bincount(found.record - first, minlength=count)
        self.start[first + 1 : end + 1] = at + np.cumsum(held)
        last = int(self.start[end])
        if len(self.key) < last:
            self.key = np.concatenate([self.key, np.empty(max(last, 2 * len(self.key)) - len(self.key), np.uint64)])
        self.key[at:last] = found.key[np.argsort(found.record, kind="stable")]
        self.filled = end

    def holders(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Which records have each key: two columns, the place of the key in `keys` and a record that has it."""
        places, records = [], []
        for run in self.runs:
            first = np.searchsorted(run.key, keys, "left")
            size = np.searchsorted(run.key, keys, "right") - first
            place = np.repeat(np.arange(len(keys)), size)
            within = np.arange(len(place)) - np.repeat(np.cumsum(size) - size, size)
            places.append(place)
            records.append(run.record[np.repeat(first, size) + within])
        if not places:
            return np.empty(0, np.int64), np.empty(0, np.int32)
        return np.concatenate(places), np.concatenate(records)
