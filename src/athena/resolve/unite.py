"""Uniting clusters as people judged: the model proposes clusters, `same` unites them whole, and nothing else does.

A person who says that two entities are one has seen both whole, so their clusters become one whole; and when it is
taken back each is again exactly what the model makes of it. A union that would hold two records judged not the same,
or that cannot be one (in custody twice at once), is left undone and reported, at every run afresh: it heals by itself
when what stood in its way is gone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from athena.resolve.judgements import Judgement
from athena.resolve.linkage import RecordId


@dataclass(frozen=True)
class Conflict:
    """A judgement that is not followed for now, and the two records of its union that must stay apart."""

    judgement: Judgement
    left: RecordId
    right: RecordId


def unite(
    record_ids: NDArray[np.str_],
    cluster: NDArray[np.int32],
    same: Sequence[Judgement],
    apart: Iterable[tuple[RecordId, RecordId]],
) -> tuple[NDArray[np.int32], tuple[Conflict, ...]]:
    """Unite the clusters of each judged pair, unless two records of `apart` would come together.

    `same` is followed in the order given; `Standing.same` gives one that does not depend on time. Pairs with a record
    that is not there are without effect. Clusters are numbered by the first of their records, as linking does.
    """
    there = {str(one): int(number) for one, number in zip(record_ids, cluster, strict=True)}
    wall: dict[int, dict[int, tuple[RecordId, RecordId]]] = defaultdict(dict)
    for left, right in apart:
        if left in there and right in there and there[left] != there[right]:
            wall[there[left]].setdefault(there[right], (left, right))
            wall[there[right]].setdefault(there[left], (left, right))
    parent: dict[int, int] = {}
    conflicts = []
    for judgement in same:
        if judgement.left not in there or judgement.right not in there:
            continue
        one, other = _root(parent, there[judgement.left]), _root(parent, there[judgement.right])
        if one == other:
            continue
        if other in wall[one]:
            conflicts.append(Conflict(judgement, *wall[one][other]))
            continue
        parent[other] = one
        _take_over(wall, one, other)
    return _renumbered(cluster, parent), tuple(conflicts)


def _root(parent: dict[int, int], number: int) -> int:
    while number in parent:
        number = parent[number]
    return number


def _take_over(wall: dict[int, dict[int, tuple[RecordId, RecordId]]], one: int, other: int) -> None:
    for neighbour, pair in wall.pop(other, {}).items():
        wall[neighbour].pop(other, None)
        wall[neighbour].setdefault(one, pair)
        wall[one].setdefault(neighbour, pair)


def _renumbered(cluster: NDArray[np.int32], parent: dict[int, int]) -> NDArray[np.int32]:
    if not parent:
        return cluster
    roots = np.arange(int(cluster.max()) + 1, dtype=np.int32)
    for number in parent:
        roots[number] = _root(parent, number)
    united = roots[cluster]
    kept, first = np.unique(united, return_index=True)
    place = np.empty(len(kept), dtype=np.int32)
    place[np.argsort(first)] = np.arange(len(kept), dtype=np.int32)
    found: NDArray[np.int32] = place[np.searchsorted(kept, united)]
    return found
