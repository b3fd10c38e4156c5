"""Compare pairs of records attribute by attribute, each by its best pair of values."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.compare import dates, identifiers, names, postcodes, texts
from athena.resolve.configuration import Attribute, Configuration
from athena.resolve.population import Population, Values
from athena.resolve.value_tables import Dates, Letters, Words

Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]


@dataclass(frozen=True)
class Comparisons:
    """A row a pair, a column an attribute of the configuration: the level, and the rarity of what agrees in bits."""

    level: NDArray[np.uint8]
    rarity: NDArray[np.float32]


def compare_pairs(pairs: Pairs, left: Population, right: Population, by: Configuration) -> Comparisons:
    """Compare records `pairs[0]` of `left` with records `pairs[1]` of `right`."""
    level = np.zeros((len(pairs[0]), len(by.attributes)), np.uint8)
    rarity = np.zeros((len(pairs[0]), len(by.attributes)), np.float32)
    for column, attribute in enumerate(by.attributes):
        if attribute.name in left.attributes and attribute.name in right.attributes:
            one, other = left.attributes[attribute.name], right.attributes[attribute.name]
            level[:, column], rarity[:, column] = _best(pairs, one, other, attribute)
    return Comparisons(level, rarity)


def _best(pairs: Pairs, a: Values, b: Values, attribute: Attribute) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    owner, left, right = _value_pairs(pairs[0], pairs[1], a.start, b.start)
    level, rarity = compare_values(a.value[left], b.value[right], a, b, attribute)
    return _best_of_each(owner, level, rarity, len(pairs[0]))


def compare_values(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Values, b: Values, attribute: Attribute
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare rows of two value tables, pair by pair."""
    if attribute.comparison == "name":
        return names.compare(left, right, cast(Words, a.table), cast(Words, b.table))
    if attribute.comparison == "text":
        level, rarity = texts.compare(left, right, cast(Words, a.table), cast(Words, b.table))
        equal = level == texts.EQUAL
    elif attribute.comparison == "date":
        level, rarity = dates.compare(left, right, cast(Dates, a.table), cast(Dates, b.table))
        equal = level >= dates.YEARS_EQUAL
    elif attribute.comparison == "postcode":
        level, rarity = postcodes.compare(left, right, cast(Letters, a.table), cast(Letters, b.table))
        equal = level == postcodes.EQUAL
    else:
        one, other = cast(Letters, a.table), cast(Letters, b.table)
        level, rarity = identifiers.compare(left, right, one, other, attribute.edits)
        equal = level == identifiers.EQUAL
    return level, np.where(equal, np.minimum(a.rarity[left], b.rarity[right]), rarity)


@compiled
def _value_pairs(
    left: NDArray[np.int32], right: NDArray[np.int32], a: NDArray[np.int32], b: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Every pair of values of every pair of records: whose it is, and where the two stand."""
    count = 0
    for pair in range(len(left)):
        count += (a[left[pair] + 1] - a[left[pair]]) * (b[right[pair] + 1] - b[right[pair]])
    owner = np.empty(count, np.int32)
    one = np.empty(count, np.int32)
    other = np.empty(count, np.int32)
    at = 0
    for pair in range(len(left)):
        for i in range(a[left[pair]], a[left[pair] + 1]):
            for j in range(b[right[pair]], b[right[pair] + 1]):
                owner[at], one[at], other[at] = pair, i, j
                at += 1
    return owner, one, other


@compiled
def _best_of_each(
    owner: NDArray[np.int32], level: NDArray[np.uint8], rarity: NDArray[np.float32], count: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    best = np.zeros(count, np.uint8)
    rarest = np.zeros(count, np.float32)
    for k in range(len(owner)):
        pair = owner[k]
        if level[k] > best[pair] or (level[k] == best[pair] and rarity[k] > rarest[pair]):
            best[pair] = level[k]
            rarest[pair] = rarity[k]
    return best, rarest
