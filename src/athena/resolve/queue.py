"""The review queue: which question to ask a person next, by the harm of being wrong and by how much an answer settles.

A question is about two entities and is asked by their heaviest open pair. Its worth is `harm x settles`:

- *harm* is how likely what stands is wrong, times how many pairs of records would then be wrongly apart: the two
  entities' sizes multiplied. As things stand they are apart, so what stands is wrong with the probability that the
  model gives to their being one.
- *settles* is the uncertainty, in bits of entropy, of every open pair between the same two entities: one answer
  settles them all. A score near 1 or 0 settles little however heavy it is, so a saturated score cannot fill the queue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2

from athena.resolve.entity import EntityId
from athena.resolve.judgements import Standing, pair_of
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Pair


@dataclass(frozen=True)
class Question:
    """One question: are these two records of one person or thing? And why it is worth asking."""

    pair: Pair
    one: EntityId
    other: EntityId
    harm: float
    settles: float
    open_pairs: int

    @property
    def worth(self) -> float:
        """What the queue is ordered by."""
        return self.harm * self.settles


def questions(
    open_pairs: Iterable[Pair],
    entity_of: Mapping[RecordId, EntityId],
    sizes: Mapping[EntityId, int],
    standing: Standing,
    answered: Iterable[tuple[RecordId, RecordId]] = (),
) -> tuple[Question, ...]:
    """The questions still worth asking, the worthiest first.

    Left out are pairs already in one entity, pairs that follow from what people judged, and those `answered`: what
    somebody was unsure of, for that somebody. Equal questions are in the order of their records.
    """
    done = {pair_of(*one) for one in answered}
    between: dict[tuple[EntityId, EntityId], list[Pair]] = {}
    for pair in open_pairs:
        one, other = entity_of.get(pair.left), entity_of.get(pair.right)
        if one is None or other is None or one == other or pair_of(pair.left, pair.right) in done:
            continue
        between.setdefault((one, other) if one < other else (other, one), []).append(pair)
    found = [
        _question(one, other, asked, sizes)
        for (one, other), asked in between.items()
        if standing.settles(asked[0].left, asked[0].right) is None
    ]
    return tuple(sorted(found, key=lambda question: (-question.worth, question.pair.left, question.pair.right)))


def entropy(probability: float) -> float:
    """How uncertain a yes or no of this probability is, in bits: 1 at even odds, 0 where it is sure."""
    if not 0 < probability < 1:
        return 0.0
    return -probability * log2(probability) - (1 - probability) * log2(1 - probability)


def _question(one: EntityId, other: EntityId, asked: list[Pair], sizes: Mapping[EntityId, int]) -> Question:
    heaviest = max(asked, key=lambda pair: (pair.weight, pair.left, pair.right))
    harm = heaviest.probability * sizes.get(one, 1) * sizes.get(other, 1)
    return Question(heaviest, one, other, harm, sum(entropy(pair.probability) for pair in asked), len(asked))
