"""The pairs that a linkage weighed, by record, changed a few at a time: what stands in arrays, what changed beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Weighed(NamedTuple):
    """What a pair weighs, and whether its two records share a key (else they are friends of a friend)."""

    weight: float
    candidate: bool


@dataclass
class Neighbours:
    """For each record the records that it was weighed with, both ways."""

    start: NDArray[np.int64]
    other: NDArray[np.int32]
    weight: NDArray[np.float64]
    candidate: NDArray[np.bool_]
    changed: dict[int, dict[int, Weighed]]

    @classmethod
    def of(
        cls,
        count: int,
        left: NDArray[np.int32],
        right: NDArray[np.int32],
        weight: NDArray[np.float64],
        candidate: NDArray[np.bool_],
    ) -> "Neighbours":
        """Pairs of records 0 to `count - 1`, each once."""
        one, other = np.concatenate([left, right]), np.concatenate([right, left])
        order = np.argsort(one, kind="stable")
        start = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(one, minlength=count), out=start[1:])
        twice = np.concatenate([weight, weight])[order], np.concatenate([candidate, candidate])[order]
        return cls(start, other[order], *twice, {})

    def around(self, record: int) -> dict[int, Weighed]:
        """What `record` was weighed with; not to be changed but by `put` and `drop`."""
        found = self.changed.get(record)
        if found is not None:
            return found
        if record + 1 >= len(self.start):
            return {}
        part = slice(int(self.start[record]), int(self.start[record + 1]))
        rows = zip(self.other[part].tolist(), self.weight[part].tolist(), self.candidate[part].tolist(), strict=True)
        return {other: Weighed(weight, candidate) for other, weight, candidate in rows}

    def put(self, one: int, other: int, weighed: Weighed) -> None:
        """Say what a pair weighs."""
        self._own(one)[other] = weighed
        self._own(other)[one] = weighed

    def drop(self, one: int, other: int) -> None:
        """Forget a pair."""
        self._own(one).pop(other, None)
        self._own(other).pop(one, None)

    def strong(self, record: int, above: float) -> frozenset[int]:
        """The records that share a key with `record` and weigh more than `above` with it."""
        return frozenset(
            other for other, found in self.around(record).items() if found.candidate and found.weight > above
        )

    def connected(self, records: Iterable[int], above: float) -> set[int]:
        """Every record that a chain of pairs heavier than `above` leads to from any of `records`, these included."""
        found = set(records)
        waiting = list(found)
        while waiting:
            for other, weighed in self.around(waiting.pop()).items():
                if weighed.weight > above and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _own(self, record: int) -> dict[int, Weighed]:
        if record not in self.changed:
            self.changed[record] = self.around(record)
        return self.changed[record]
