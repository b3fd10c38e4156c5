"""Why an entity holds together, and which of its links is the weakest.

Records hold together along the strongest tree of pairs that spans them (Kruskal, heaviest first): every other pair is
weaker than each step of the tree between its two ends. So the lightest pair of that tree is the weakest link: without
it, and all that is lighter still, the entity would come apart into the two sides that are named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from athena.resolve.judgements import Judgement, Verdict
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Pair


@dataclass(frozen=True)
class Link:
    """One step that holds an entity together: what the model made of the pair, or who judged it."""

    left: RecordId
    right: RecordId
    weight: float
    because: Pair | Judgement

    @property
    def judged(self) -> bool:
        """Whether a person said so."""
        return isinstance(self.because, Judgement)


@dataclass(frozen=True)
class Holding:
    """Why records hold together: the links of the strongest tree, the heaviest first.

    `weakest` is the link that would give way first, and `sides` the records on either side of it; None and empty for
    a single record. `loose` are groups of records that nothing shown here connects: what connects them is withheld, or
    a judgement or the average over many weak pairs holds them.
    """

    links: tuple[Link, ...]
    weakest: Link | None
    sides: tuple[tuple[RecordId, ...], ...]
    loose: tuple[tuple[RecordId, ...], ...]


def holding(records: Sequence[RecordId], pairs: Iterable[Pair], judgements: Iterable[Judgement]) -> Holding:
    """Why `records` hold together. Pairs and judgements that lead out of them are left aside."""
    inside = set(records)
    judged = [Link(one.left, one.right, inf, one) for one in judgements if one.verdict is Verdict.SAME]
    links = [*judged, *(Link(one.left, one.right, one.weight, one) for one in pairs)]
    usable = [one for one in links if one.left in inside and one.right in inside]
    tree = _tree(records, usable)
    weakest = tree[-1] if tree else None
    groups = _groups(records, tree)
    sides = _groups(next(one for one in groups if weakest.left in one), tree[:-1]) if weakest else ()
    return Holding(tuple(tree), weakest, sides, groups if len(groups) > 1 else ())


def _tree(records: Sequence[RecordId], links: Iterable[Link]) -> list[Link]:
    leader = {one: one for one in records}
    kept = []
    for link in sorted(links, key=lambda one: (-one.weight, one.left, one.right)):
        left, right = _lead(leader, link.left), _lead(leader, link.right)
        if left != right:
            leader[right] = left
            kept.append(link)
    return kept


def _groups(records: Sequence[RecordId], links: Iterable[Link]) -> tuple[tuple[RecordId, ...], ...]:
    leader = {one: one for one in records}
    for link in links:
        if link.left in leader and link.right in leader:
            leader[_lead(leader, link.right)] = _lead(leader, link.left)
    found: dict[RecordId, list[RecordId]] = {}
    for one in records:
        found.setdefault(_lead(leader, one), []).append(one)
    return tuple(tuple(group) for group in found.values())


def _lead(leader: dict[RecordId, RecordId], record: RecordId) -> RecordId:
    while leader[record] != record:
        record = leader[record]
    return record
