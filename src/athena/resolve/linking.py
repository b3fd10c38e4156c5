"""Link records of one kind: candidates, comparison, weights, clusters."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.resolve.candidates import PairCodes, candidates, friends, split
from athena.resolve.clustering import CERTAIN, IMPOSSIBLE, cluster, components
from athena.resolve.comparing import Comparisons, compare_pairs
from athena.resolve.linkage import NONE, Edges, Judgements, Linkage, positions
from athena.resolve.model import Model
from athena.resolve.population import Population, populate
from athena.resolve.stays import Stays, overlapping
from athena.resolve.waterfalls import explain_pair
from athena.resolve.weighing import OTHERS

__all__ = ["explain_pair", "link", "score"]

_AT_ONCE = 1_000_000
_MOST_FRIENDS = 60


@dataclass(frozen=True)
class Scored:
    """Pairs that weigh more than the floor, in order, with how they compare and what they weigh."""

    pairs: PairCodes
    compared: Comparisons
    weight: NDArray[np.float64]


def link(records: pa.Table, model: Model, judgements: Judgements = NONE) -> Linkage:
    """Link all of the records, which are of the model's kind; what is judged outranks what is weighed.

    Two records whose stays (`held_at`, `held_from`, `held_to`) overlap are together only where people judged them so.
    """
    population = populate(records, model.configuration, model.frequencies)
    first = candidates(population, model.configuration)
    scored = score(first, population, model)
    left, right = split(scored.pairs[scored.weight > model.strong])
    further = np.setdiff1d(friends(left, right, _MOST_FRIENDS), first, assume_unique=True)
    both = _merged(scored, score(further, population, model))
    return _linkage(population, both, np.concatenate([first, further]), model, judgements)


def score(pairs: PairCodes, population: Population, model: Model) -> Scored:
    """Compare and weigh pairs of one population; those at the floor or below are dropped."""
    parts = [_score(pairs[at : at + _AT_ONCE], population, model) for at in range(0, max(len(pairs), 1), _AT_ONCE)]
    return Scored(
        np.concatenate([part.pairs for part in parts]),
        Comparisons(
            np.concatenate([part.compared.level for part in parts]),
            np.concatenate([part.compared.rarity for part in parts]),
        ),
        np.concatenate([part.weight for part in parts]),
    )


def _score(pairs: PairCodes, population: Population, model: Model) -> Scored:
    compared = compare_pairs(split(pairs), population, population, model.configuration)
    weight = model.weights.weigh(compared)
    kept = weight > model.configuration.floor
    return Scored(pairs[kept], Comparisons(compared.level[kept], compared.rarity[kept]), weight[kept])


def _merged(one: Scored, other: Scored) -> Scored:
    pairs = np.concatenate([one.pairs, other.pairs])
    order = np.argsort(pairs)
    level = np.concatenate([one.compared.level, other.compared.level])[order]
    rarity = np.concatenate([one.compared.rarity, other.compared.rarity])[order]
    weight = np.concatenate([one.weight, other.weight])[order]
    return Scored(pairs[order], Comparisons(level, rarity), weight)


def _linkage(
    population: Population, scored: Scored, compared: PairCodes, model: Model, judgements: Judgements
) -> Linkage:
    left, right = split(scored.pairs)
    features = (*(attribute.name for attribute in model.configuration.attributes), OTHERS)
    edges = Edges(left, right, scored.weight, scored.compared, model.weights, features)
    pairs, weight = outranked(scored.pairs, scored.weight, population.record_ids, judgements)
    pairs, weight = possible(pairs, weight, population.stays, model.join)
    left, right = split(pairs)
    lowest = cluster(len(population), left, right, weight, model.join, model.configuration.floor)
    number = np.unique(lowest, return_inverse=True)[1].astype(np.int32)
    return Linkage(population.record_ids, number, edges, compared)


def outranked(
    pairs: PairCodes, weight: NDArray[np.float64], ids: NDArray[np.str_], judgements: Judgements
) -> tuple[PairCodes, NDArray[np.float64]]:
    """Pairs and weights with judged pairs in the place of weighed ones; judgements of absent records have no effect."""
    if not judgements.left:
        return pairs, weight
    left, here = positions(ids, judgements.left)
    right, there = positions(ids, judgements.right)
    both = here & there & (left != right)
    low, high = np.minimum(left, right)[both], np.maximum(left, right)[both]
    codes, first = np.unique((low.astype(np.int64) << 32) | high, return_index=True)
    words = np.where(np.array(judgements.same)[both][first], CERTAIN, -CERTAIN)
    kept = ~np.isin(pairs, codes)
    return np.concatenate([pairs[kept], codes]), np.concatenate([weight[kept], words])


def possible(
    pairs: PairCodes, weight: NDArray[np.float64], stays: Stays, join: float
) -> tuple[PairCodes, NDArray[np.float64]]:
    """Pairs and weights with those that cannot be one person among them, as weighing `IMPOSSIBLE`.

    Looked for wherever a chain of joining pairs leads, since nothing else can come into one cluster. What people
    judged the same they judged knowing it.
    """
    left, right = split(pairs[weight > join])
    one, other = overlapping(stays, components(len(stays.place), left, right))
    codes = np.setdiff1d((one.astype(np.int64) << 32) | other, pairs[weight >= CERTAIN])
    kept = ~np.isin(pairs, codes)
    return np.concatenate([pairs[kept], codes]), np.concatenate([weight[kept], np.full(len(codes), IMPOSSIBLE)])
