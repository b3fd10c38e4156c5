"""Adding records to a linkage that stands, without looking at the records that they do not touch.

The outcome is exactly what linking all of the records at once gives (property test): the same pairs with the same
weights and the same clusters. Three things make it so. What a pair weighs depends on its two records and the model.
Which pairs are compared depends on keys, and a key that becomes too common takes pairs away again. And clustering
touches only the records that a chain of joining pairs connects with what changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.resolve.candidates import candidates, every_key, friends, split
from athena.resolve.clustering import CERTAIN, cluster
from athena.resolve.key_index import KeyIndex
from athena.resolve.keys import Keys
from athena.resolve.linkage import NONE, Judgements, RecordId
from athena.resolve.linking import possible, score
from athena.resolve.model import Model
from athena.resolve.neighbours import Neighbours, Weighed
from athena.resolve.population import Population
from athena.resolve.segments import Segment, Segments
from athena.resolve.stays import Stays

MOST_FRIENDS = 60
"""A record with more strong pairs than this makes nobody a candidate of anybody, as in `linking`."""

Pair = tuple[int, int]
Numbers = NDArray[np.int32]


@dataclass
class Linked:
    """Records of one kind, linked, to which more can be added. One object is for one thread.

    Made by `linked`. `cluster` gives for each record's position the position of the first record, by id, of its
    cluster.
    """

    model: Model
    segments: Segments
    index: KeyIndex
    pairs: Neighbours
    cluster: dict[int, int]
    judged: dict[Pair, float] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)

    def clusters(self) -> dict[RecordId, RecordId]:
        """For each record the first record of its cluster, by id."""
        ids = self.segments.ids
        return {RecordId(ids[one]): RecordId(ids[first]) for one, first in self.cluster.items()}

    def weights(self) -> dict[tuple[str, str], float]:
        """What every pair weighs, by its two ids in order."""
        ids, found = self.segments.ids, {}
        for one in range(len(ids)):
            for other, weighed in self.pairs.around(one).items():
                if ids[one] < ids[other]:
                    found[ids[one], ids[other]] = weighed.weight
        return found

    def extend(self, records: pa.Table) -> dict[RecordId, RecordId]:
        """Add records, and give the new cluster of every record whose cluster may be another: its first record.

        `records` is as `linking.link` takes it. Raises as `populate`, and `ValueError` for a record that is there.
        """
        fresh = self.segments.add(records)
        twice = [one for one in fresh.population.record_ids.tolist() if one in self.place]
        if twice:
            raise ValueError(f"{twice[0]} is there already")
        self.place |= zip(fresh.population.record_ids.tolist(), fresh.position.tolist(), strict=True)
        found, lost = self._candidates(fresh)
        touched = self._apply(self._weigh(found, candidate=True), lost)
        touched |= set(fresh.position.tolist())
        return self._cluster(touched)

    def _candidates(self, fresh: Segment) -> tuple[set[Pair], set[Pair]]:
        """Pairs that share a key now, and pairs that shared one that has become too common."""
        mine = _keys_of(fresh.population, self.model, fresh.position)
        keys = np.unique(mine.key)
        before = self.index.counts(keys)
        self.index.add(mine, len(fresh.position))
        after = self.index.counts(keys)
        most = self.model.configuration.block
        new = set(fresh.position.tolist())
        found = {pair for pair in self._sharing(keys[(after > 1) & (after <= most)]) if pair[1] in new}
        crowded = keys[(before > 1) & (before <= most) & (after > most)]
        return found, self._no_longer_sharing(crowded, new)

    def _sharing(self, keys: NDArray[np.uint64]) -> set[Pair]:
        """Every pair of records that share one of `keys`, the earlier position first."""
        place, record = self.index.holders(keys)
        order = np.lexsort((record, place))
        place, record = place[order], record[order]
        first = np.searchsorted(place, np.arange(len(keys)))
        groups = np.split(record, first[1:]) if len(keys) else []
        return {pair for group in groups for pair in combinations(group.tolist(), 2)}

    def _no_longer_sharing(self, crowded: NDArray[np.uint64], new: set[int]) -> set[Pair]:
        """Pairs of old records that were weighed as candidates and share no key any more that is rare enough."""
        place, record = self.index.holders(crowded)
        held: dict[int, set[int]] = {}
        for one, number in zip(record.tolist(), place.tolist(), strict=True):
            if one not in new:
                held.setdefault(one, set()).add(number)
        doubtful = {
            (one, other)
            for one, mine in held.items()
            for other, weighed in self.pairs.around(one).items()
            if one < other and weighed.candidate and other in held and not mine.isdisjoint(held[other])
        }
        return {pair for pair in doubtful if not self._shares_a_key(*pair)}

    def _shares_a_key(self, one: int, other: int) -> bool:
        both = np.intersect1d(self.index.of(one), self.index.of(other))
        return bool((self.index.counts(both) <= self.model.configuration.block).any())

    def _weigh(self, pairs: set[Pair], *, candidate: bool) -> dict[Pair, Weighed]:
        """What those of `pairs` weigh that weigh more than the floor."""
        if not pairs:
            return {}
        ordered = sorted(pairs)
        columns = np.array(ordered, np.int32)
        weight = self.model.weights.weigh(self.segments.compare(columns[:, 0], columns[:, 1])).tolist()
        floor = self.model.configuration.floor
        return {pair: Weighed(bits, candidate) for pair, bits in zip(ordered, weight, strict=True) if bits > floor}

    def _apply(self, found: dict[Pair, Weighed], lost: set[Pair]) -> set[int]:
        """Put what was weighed, take away what shares no key, and follow both to friends; give the records touched."""
        strong = self.model.strong
        centres = {
            end
            for pair in (*lost, *(pair for pair, weighed in found.items() if weighed.weight > strong))
            for end in pair
        }
        before = {one: self.pairs.strong(one, strong) for one in centres}
        for pair, weighed in found.items():
            self.pairs.put(*pair, weighed)
        for pair in lost:
            self.pairs.put(*pair, Weighed(self.pairs.around(pair[0])[pair[1]].weight, candidate=False))
        gained: set[Pair] = set()
        parted = set(lost)
        for one in centres:
            was, now = _friends(before[one]), _friends(self.pairs.strong(one, strong))
            gained |= now - was
            parted |= was - now
        fresh = {pair for pair in gained if pair[1] not in self.pairs.around(pair[0])}
        further = self._weigh(fresh, candidate=False)
        for pair, weighed in further.items():
            self.pairs.put(*pair, weighed)
        gone = {pair for pair in parted if self._has_no_ground(pair)}
        for pair in gone:
            self.pairs.drop(*pair)
        return {end for pair in (*found, *lost, *further, *gone) for end in pair}

    def _has_no_ground(self, pair: Pair) -> bool:
        """Whether a pair that was weighed is neither a candidate nor one of friends of a friend."""
        weighed = self.pairs.around(pair[0]).get(pair[1])
        if weighed is None or weighed.candidate:
            return False
        strong = self.model.strong
        between = self.pairs.strong(pair[0], strong) & self.pairs.strong(pair[1], strong)
        return not any(len(self.pairs.strong(one, strong)) <= MOST_FRIENDS for one in between)

    def _cluster(self, touched: set[int]) -> dict[RecordId, RecordId]:
        ids, join = self.segments.ids, self.model.join
        members = sorted(self._connected(touched), key=ids.__getitem__)
        at = {one: number for number, one in enumerate(members)}
        rows = [
            (at[one], at[other], self.judged.get((min(one, other), max(one, other)), weighed.weight))
            for one in members
            for other, weighed in self.pairs.around(one).items()
            if other in at and at[one] < at[other]
        ]
        known = {(a, b) for a, b, _ in rows}
        rows += [
            (*sorted((at[one], at[other])), weight)  # type: ignore[misc]
            for (one, other), weight in self.judged.items()
            if one in at and other in at and tuple(sorted((at[one], at[other]))) not in known
        ]
        rows.sort()
        left = np.array([row[0] for row in rows], np.int32)
        right = np.array([row[1] for row in rows], np.int32)
        weight = np.array([row[2] for row in rows], np.float64)
        pairs, weight = possible(
            (left.astype(np.int64) << 32) | right, weight, self.segments.stays(np.array(members, np.int32)), join
        )
        lowest = cluster(len(members), *split(pairs), weight, join, self.model.configuration.floor).tolist()
        self.cluster |= {one: members[first] for one, first in zip(members, lowest, strict=True)}
        return {RecordId(ids[one]): RecordId(ids[self.cluster[one]]) for one in members}

    def _connected(self, touched: Iterable[int]) -> set[int]:
        """The records whose clusters may depend on those touched; a judged pair connects as a joining one does."""
        found = self.pairs.connected(touched, self.model.join)
        while True:
            ends = {end for pair, weight in self.judged.items() if weight > 0 and found & {*pair} for end in pair}
            if ends <= found:
                return found
            found = self.pairs.connected(found | ends, self.model.join)


def linked(records: pa.Table, model: Model, judgements: Judgements = NONE) -> Linked:
    """Link records so that more can be added; the same clusters as `linking.link`. Raises as it does."""
    segments = Segments(model)
    whole = segments.add(records)
    first = candidates(whole.population, model.configuration)
    scored = score(first, whole.population, model)
    left, right = split(scored.pairs[scored.weight > model.strong])
    more = score(np.setdiff1d(friends(left, right, MOST_FRIENDS), first, assume_unique=True), whole.population, model)
    left, right = split(np.concatenate([scored.pairs, more.pairs]))
    weight = np.concatenate([scored.weight, more.weight])
    candidate = np.arange(len(weight)) < len(scored.weight)
    index = KeyIndex()
    index.add(_keys_of(whole.population, model, whole.position), len(whole.position))
    pairs = Neighbours.of(len(whole.position), left, right, weight, candidate)
    place = dict(zip(whole.population.record_ids.tolist(), whole.position.tolist(), strict=True))
    said = _judged(judgements, place)
    lowest = _clustered(whole.population.stays, left, right, weight, said, model)
    return Linked(model, segments, index, pairs, dict(enumerate(lowest)), said, place)


def _clustered(
    stays: Stays, left: Numbers, right: Numbers, weight: NDArray[np.float64], said: dict[Pair, float], model: Model
) -> list[int]:
    code = (left.astype(np.int64) << 32) | right
    named = np.array([(one << 32) | other for one, other in said], np.int64)
    kept = ~np.isin(code, named)
    code, weight = np.concatenate([code[kept], named]), np.concatenate([weight[kept], np.array([*said.values()])])
    code, weight = possible(code, weight, stays, model.join)
    left, right = split(code)
    found = cluster(len(stays.place), left, right, weight, model.join, model.configuration.floor)
    return [int(one) for one in found]


def _judged(judgements: Judgements, place: dict[str, int]) -> dict[Pair, float]:
    rows = zip(judgements.left, judgements.right, judgements.same, strict=True)
    found = [(place[a], place[b], same) for a, b, same in rows if a in place and b in place and a != b]
    return {(min(a, b), max(a, b)): CERTAIN if same else -CERTAIN for a, b, same in found}


def _keys_of(population: Population, model: Model, position: Numbers) -> Keys:
    found = list(every_key(population, model.configuration))
    if not found:
        return Keys(np.empty(0, np.uint64), np.empty(0, np.int32))
    key, record = np.concatenate([one.key for one in found]), np.concatenate([one.record for one in found])
    return Keys(key, position[record])


def _friends(around: frozenset[int]) -> set[Pair]:
    return set(combinations(sorted(around), 2)) if len(around) <= MOST_FRIENDS else set()
