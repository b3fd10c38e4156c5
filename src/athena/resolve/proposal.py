"""What a model or rule proposes for the records of one kind: which are one, and why, pair by pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from athena.resolve.entity import EntityKind
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Outcome

PRIOR = "prior"
"""The name, among a pair's evidence, of what is held before anything is compared."""

Bits = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Why:
    """One pair that was compared: positions of two records, left below right, and what its weight is the sum of."""

    left: int
    right: int
    evidence: Bits
    outcome: Outcome

    @property
    def weight(self) -> float:
        """The match weight, in bits."""
        return sum(bits for _, bits in self.evidence)


@dataclass(frozen=True)
class Proposal:
    """Which records are one, as far as a model or rule goes.

    `record_ids` are sorted, `cluster` lies beside them and is numbered by the first record of each cluster. `pairs`
    are sorted by position; they hold what joined records and what nearly did, and need not hold every pair.
    """

    kind: EntityKind
    record_ids: NDArray[np.str_]
    cluster: NDArray[np.int32]
    pairs: Sequence[Why]

    @property
    def clusters(self) -> dict[RecordId, int]:
        """The cluster of each record."""
        numbers = self.cluster.tolist()
        return {RecordId(str(one)): number for one, number in zip(self.record_ids, numbers, strict=True)}
