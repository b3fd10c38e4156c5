"""How often each value and each word occurs: two John Smiths say less than two Zebedee Quills.

Counted once, when a model is trained, and frozen in it, so that a record weighs tomorrow what it weighs today. Kept by
hash: a model file holds no names. (Whoever has a list of names can test which of them occur; it is guarded as data.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from athena.resolve.value_tables import Words

if TYPE_CHECKING:
    from athena.resolve.configuration import Configuration
    from athena.resolve.population import Population, Values


@dataclass(frozen=True)
class Counts:
    """Hashes that occur more than once, sorted, and how often; of all that were counted. Others count as once."""

    hash: NDArray[np.uint64]
    count: NDArray[np.int32]
    total: int

    def rarity(self, hashes: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Bits of surprise at meeting each hash: log2 of one over its share."""
        return np.log2(max(self.total, 1) / np.maximum(self.of(hashes), 1)).astype(np.float32)

    def of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """How often each was met; 1 for what was met once or never."""
        if not len(self.hash):
            return np.ones(len(hashes), np.int32)
        place = np.minimum(np.searchsorted(self.hash, hashes), len(self.hash) - 1)
        return np.where(self.hash[place] == hashes, self.count[place], 1).astype(np.int32)


@dataclass(frozen=True)
class Frequencies:
    """Counts of values and, where values are words, of words (`name.word`); and hashes of values known to be common."""

    counts: Mapping[str, Counts]
    common: Mapping[str, NDArray[np.uint64]]

    def applied(self, population: "Population") -> "Population":
        """The population with rarities filled in and values known to be common taken out."""
        filled = {name: self._filled(name, values) for name, values in population.attributes.items()}
        return replace(population, attributes=filled)

    def _filled(self, name: str, values: "Values") -> "Values":
        rarity = self.counts[name].rarity(values.hash) if name in self.counts else values.rarity
        table = values.table
        if isinstance(table, Words) and f"{name}.word" in self.counts:
            table = table._replace(rarity=self.counts[f"{name}.word"].rarity(table.hash))
        kept = replace(values, rarity=rarity, table=table)
        generic = self.common.get(name)
        return _without(kept, np.isin(values.hash, generic)) if generic is not None and len(generic) else kept


def counted(population: "Population", by: "Configuration") -> Frequencies:
    """Count every value and word of a population, and find the values that too many unlike people share."""
    counts: dict[str, Counts] = {}
    common: dict[str, NDArray[np.uint64]] = {}
    for name, values in population.attributes.items():
        held = np.bincount(values.value, minlength=len(values.hash))
        counts[name] = _counts(values.hash, held, len(population))
        if isinstance(values.table, Words):
            counts[f"{name}.word"] = _words(values.table, held, len(population))
        limit = by.attribute(name).common
        if limit and "name" in population.attributes:
            common[name] = np.sort(values.hash[_shared(values, population.attributes["name"], held) > limit])
    return Frequencies(counts, common)


def _counts(hashes: NDArray[np.uint64], held: NDArray[np.int64], total: int) -> Counts:
    several = held > 1
    order = np.argsort(hashes[several])
    return Counts(hashes[several][order], held[several][order].astype(np.int32), total)


def _words(table: Words, held: NDArray[np.int64], total: int) -> Counts:
    weights = np.repeat(held, np.diff(table.start))
    return _counts(table.hash, np.bincount(table.word, weights, len(table.hash)).astype(np.int64), total)


def _shared(values: "Values", names: "Values", held: NDArray[np.int64]) -> NDArray[np.int64]:
    """By how many different given names each value is held: one person with many records does not make it common."""
    table = names.table
    assert isinstance(table, Words)
    often = np.repeat(held[values.value] > 5, 1)
    record = np.repeat(np.arange(len(values.start) - 1), np.diff(values.start))[often]
    value = values.value[often]
    one = np.diff(names.start)[record] > 0
    record, value = record[one], value[one]
    name = names.value[names.start[record]]
    has = np.diff(table.start)[name] > 0
    first = table.word[table.start[name[has]]]
    pairs = np.unique((value[has].astype(np.int64) << 32) | first)
    return np.bincount((pairs >> 32).astype(np.int64), minlength=len(values.hash))


def _without(values: "Values", dropped: NDArray[np.bool_]) -> "Values":
    kept = ~dropped[values.value]
    record = np.repeat(np.arange(len(values.start) - 1), np.diff(values.start))[kept]
    start = np.zeros_like(values.start)
    np.cumsum(np.bincount(record, minlength=len(values.start) - 1), out=start[1:])
    return replace(values, start=start, value=values.value[kept])
