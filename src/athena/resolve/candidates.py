"""Which pairs are compared: those that share a key that few others share, and then friends of friends."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.configuration import Configuration
from athena.resolve.keys import Keys, keys
from athena.resolve.population import Population

PairCodes = NDArray[np.int64]
"""Pairs as one number each: the lower position in the upper 32 bits, the higher in the lower; sorted, each once."""


def split(pairs: PairCodes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The two columns of pairs."""
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def every_key(population: Population, by: Configuration) -> Iterator[Keys]:
    """The keys of each recipe that the records can follow."""
    for number, recipe in enumerate(by.keys):
        found = keys(population, recipe, number)
        if found is not None:
            yield found


def candidates(population: Population, by: Configuration) -> PairCodes:
    """Every pair that shares a key of at most `by.block` records."""
    parts = [blocks(found, by.block) for found in every_key(population, by)]
    return _distinct(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def _distinct(pairs: PairCodes) -> PairCodes:
    """Sorted, each once; sorting in place is several times cheaper than `numpy.unique`, which hashes."""
    pairs.sort()
    return pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs


def blocks(found: Keys, most: int) -> PairCodes:
    """The pairs of records that share a key, but for keys that more than `most` share."""
    several = _not_alone(found.key)
    key, record = found.key[several], found.record[several]
    order = np.argsort(key)
    key, record = key[order], record[order]
    pairs = np.empty(_pairs(key, record, most, np.empty(0, np.int64)), np.int64)
    _pairs(key, record, most, pairs)
    return _distinct(pairs)


def friends(left: NDArray[np.int32], right: NDArray[np.int32], most: int) -> PairCodes:
    """Pairs of records that are both probably the same as a third one, but for a third one that has too many such."""
    around = np.concatenate([right, left]).astype(np.uint64)
    return blocks(Keys(around, np.concatenate([left, right])), most)


def _not_alone(key: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """False for most keys that only one record has, found by counting, which is cheaper than sorting them."""
    bits = max(10, min(24, int(np.ceil(np.log2(len(key) + 1))) + 2))
    bucket = (key >> np.uint64(64 - bits)).astype(np.int64) if bits else key.astype(np.int64)
    return np.asarray(np.bincount(bucket, minlength=1 << bits)[bucket] > 1)


@compiled
def _pairs(key: NDArray[np.uint64], record: NDArray[np.int32], most: int, out: PairCodes) -> int:
    at = 0
    first = 0
    while first < len(key):
        end = first + 1
        while end < len(key) and key[end] == key[first]:
            end += 1
        if 1 < end - first <= most:
            for i in range(first, end):
                for j in range(i + 1, end):
                    x, y = min(record[i], record[j]), max(record[i], record[j])
                    if at < len(out):
                        out[at] = (np.int64(x) << 32) | np.int64(y)
                    at += 1
        first = end
    return at
