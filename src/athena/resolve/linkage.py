"""What linking says: pairs with their evidence, clusters, and the words of people that outrank both.

These are the types that the rest of the room speaks in. `linking` makes them; judgements, ids, queue and explanation
read them and need to know nothing of how a pair was compared.

`linking` offers, for the records of one kind:

    link(records, model, judgements=NONE) -> Linkage
    extend(standing, new, model, judgements=NONE) -> Linkage
    explain_pair(records, left, right, model) -> Waterfall

`records` is an Arrow table with `record_id`, `source` and the columns that the kind's configuration names (for people:
`name_text` or `given_names`, `middle_names`, `family_name`; `date_of_birth`, `phone`, `email`, `address_text`,
`postcode`, `pnc_id`, `cro_number`, `vrm`). Each may be a string or a list of strings, since people have several over
time; a column that is absent is evidence of nothing. `held_at`, `held_from` and `held_to` say of a detention where and
when: two at two places that overlap are not of one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from athena.resolve.comparing import Comparisons
from athena.resolve.weighing import Weights

RecordId = NewType("RecordId", str)
"""The `record_id` of a record: stable, of its source and source key."""


@dataclass(frozen=True)
class Judgements:
    """What people decided about pairs: three parallel columns, `same[i]` saying what `left[i]` and `right[i]` are.

    Order and direction carry no meaning. Pairs that name records which are not there are without effect. Whoever
    makes this has settled contradictions already: a pair that follows from others as the same one and is also judged
    not the same is refused (`resolve.judgements.contradict`).
    """

    left: tuple[RecordId, ...] = ()
    right: tuple[RecordId, ...] = ()
    same: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.left) == len(self.right) == len(self.same):
            raise ValueError("the three columns of judgements differ in length")

    @classmethod
    def of(cls, pairs: Iterable[tuple[RecordId, RecordId, bool]]) -> "Judgements":
        """Gather judgements from (left, right, same) triples."""
        rows = tuple(pairs)
        return cls(tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


NONE = Judgements()
"""Nobody has judged anything."""


def positions(ids: NDArray[np.str_], wanted: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each wanted id stands in sorted `ids`, and whether it is there."""
    names = np.asarray(wanted, dtype=np.str_)
    if not len(ids):
        return np.zeros(len(names), np.int64), np.zeros(len(names), bool)
    at = np.minimum(np.searchsorted(ids, names), len(ids) - 1)
    return at, np.asarray(ids[at] == names)


@dataclass(frozen=True)
class Edges:
    """Every pair that was compared and may be the same, with the evidence for it.

    `left` and `right` are positions in `Linkage.record_ids`, `left < right`, ordered by (left, right). `weight` is
    the match weight: log2 of the odds that the two are one, the model's prior included; 0 is even odds.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    weight: NDArray[np.float64]
    compared: Comparisons
    weights: Weights
    features: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.left)

    def evidence(self, which: slice | NDArray[np.intp] = slice(None)) -> NDArray[np.float64]:
        """The bits of each of `features` for some edges or all: a row an edge, a column a feature.

        A row and the prior (`weights.prior`) sum to `weight` within 1e-9.
        """
        return self.weights.evidence(Comparisons(self.compared.level[which], self.compared.rarity[which]))


@dataclass(frozen=True)
class Linkage:
    """Which records are one, and why.

    `record_ids` are sorted; `cluster[i]` is the number of the cluster of `record_ids[i]`: clusters are numbered by
    the first of their records in that order, so the numbers do not depend on the order in which records came. They
    are of one linkage only and are never an identity: stable ids are made from the members. `candidates` counts the
    pairs that were compared; those so unlike that no decision could turn on them are not kept in `edges`.
    """

    record_ids: NDArray[np.str_]
    cluster: NDArray[np.int32]
    edges: Edges
    compared: NDArray[np.int64]

    @property
    def candidates(self) -> int:
        """How many pairs were compared."""
        return len(self.compared)

    def clusters(self) -> dict[RecordId, int]:
        """The cluster number of each record; for a million records use `record_ids` and `cluster` as they are."""
        return {
            RecordId(str(record)): int(number) for record, number in zip(self.record_ids, self.cluster, strict=True)
        }

    def position(self, record: RecordId) -> int:
        """Where a record stands in `record_ids`; raises `KeyError` when it is not there."""
        found = int(np.searchsorted(self.record_ids, record))
        if found == len(self.record_ids) or self.record_ids[found] != record:
            raise KeyError(record)
        return found


@dataclass(frozen=True)
class Evidence:
    """One line of a waterfall: what was compared, in words; the two values as written; its weight in bits.

    A positive weight speaks for one person and a negative one against; 0 says nothing, as when a value is missing.
    """

    feature: str
    words: str
    left: str
    right: str
    weight: float


@dataclass(frozen=True)
class Waterfall:
    """Why a pair has its match weight: the prior, then each piece of evidence, contradictions included.

    `prior + sum(item.weight for item in items)` is `weight` within 1e-9. `threshold` is where the model joins.
    """

    left: RecordId
    right: RecordId
    prior: float
    items: tuple[Evidence, ...]
    weight: float
    threshold: float = field(default=0.0)

    @property
    def decisive(self) -> Evidence | None:
        """The piece of evidence without which the pair would fall on the other side of the threshold, if one is.

        Of several, the heaviest.
        """
        joined = self.weight >= self.threshold
        turning = [item for item in self.items if (self.weight - item.weight >= self.threshold) != joined]
        return max(turning, key=lambda item: abs(item.weight), default=None)
