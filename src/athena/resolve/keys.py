"""The keys by which records find one another: parts of attributes, one or several together.

A part is `attribute` (a whole value), `name.word` (each word, equivalent names as one), `name.sound`, `attribute.word`,
`date.year`, `postcode.district`. Only a full date is a date here, and a year alone is a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.folding import hashes
from athena.resolve.population import Population, Values
from athena.resolve.value_tables import Dates, Letters, Words

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Keys:
    """Keys and the records that have them: two parallel columns, in order of record; a record has a key once."""

    key: Hashes
    record: NDArray[np.int32]


@dataclass(frozen=True)
class _Part:
    """A part of every record: those of record `r` are `hash[start[r]:start[r + 1]]`."""

    start: NDArray[np.int32]
    hash: Hashes


def keys(population: Population, recipe: tuple[str, ...], number: int) -> Keys | None:
    """The keys of one recipe; None when the records have not what it takes. `number` keeps recipes apart."""
    parts = {name: _part(population, name) for name in set(recipe)}
    if any(part is None for part in parts.values()):
        return None
    salt = np.uint64(0x9E3779B97F4A7C15 * (number + 1) & 0xFFFFFFFFFFFFFFFF)
    first = parts[recipe[0]]
    assert first is not None
    if len(recipe) > 1:
        return _combined(recipe, parts, salt)
    return Keys(first.hash ^ salt, np.repeat(np.arange(len(population), dtype=np.int32), np.diff(first.start)))


def _combined(recipe: tuple[str, ...], parts: Mapping[str, _Part | None], salt: np.uint64) -> Keys:
    first, second = parts[recipe[0]], parts[recipe[1]]
    assert first is not None
    assert second is not None
    record, key = _cross(first.start, first.hash, second.start, second.hash, recipe[0] == recipe[1], salt)
    for name in recipe[2:]:
        third = parts[name]
        assert third is not None
        start = np.searchsorted(record, np.arange(len(first.start))).astype(np.int32)
        record, key = _cross(start, key, third.start, third.hash, False, salt)
    return Keys(key, record)


def _part(population: Population, name: str) -> _Part | None:
    attribute, _, what = name.partition(".")
    values = population.attributes.get(attribute)
    if values is None:
        return None
    if isinstance(values.table, Words) and what:
        return _of_words(values, values.table, what)
    per_value = values.hash
    if isinstance(values.table, Dates):
        per_value = _years(values.table) if what == "year" else np.where(values.table.full, values.hash, np.uint64(0))
    elif what == "district" and isinstance(values.table, Letters):
        per_value = values.table.district
    return _Part(*_of_values(values.start, values.value, per_value))


def _years(table: Dates) -> Hashes:
    years = table.digits[:, :4].astype(np.uint64) @ np.array([1000, 100, 10, 1], np.uint64)
    return years * np.uint64(0xD6E8FEB86659FD93)


def _of_words(values: Values, table: Words, what: str) -> _Part:
    group = hashes(
        pa.array([f"group {number}" for number in range(int(table.groups.max(initial=-1)) + 1)], pa.string())
    )
    named = what == "word"
    return _Part(*_words(values.start, values.value, table.start, table.word, table.hash if named else table.sound,
                         table.groups if named else np.full_like(table.groups, -1), group))  # fmt: skip


@compiled
def _of_values(start: NDArray[np.int32], value: NDArray[np.int32], of: Hashes) -> tuple[NDArray[np.int32], Hashes]:
    out = np.zeros(len(start), np.int32)
    found = np.empty(len(value), np.uint64)
    at = 0
    for record in range(len(start) - 1):
        for k in range(start[record], start[record + 1]):
            at = _add(found, out[record], at, of[value[k]])
        out[record + 1] = at
    return out, found[:at]


@compiled
def _words(
    start: NDArray[np.int32],
    value: NDArray[np.int32],
    words: NDArray[np.int32],
    word: NDArray[np.int32],
    of: Hashes,
    groups: NDArray[np.int32],
    group: Hashes,
) -> tuple[NDArray[np.int32], Hashes]:
    most = 0
    for k in range(len(value)):
        most += (words[value[k] + 1] - words[value[k]]) * 3
    out = np.zeros(len(start), np.int32)
    found = np.empty(most, np.uint64)
    at = 0
    for record in range(len(start) - 1):
        for k in range(start[record], start[record + 1]):
            for w in range(words[value[k]], words[value[k] + 1]):
                one = word[w]
                if groups[one, 0] < 0:
                    at = _add(found, out[record], at, of[one])
                for g in range(3):
                    if groups[one, g] >= 0:
                        at = _add(found, out[record], at, group[groups[one, g]])
        out[record + 1] = at
    return out, found[:at]


@compiled
def _add(found: Hashes, start: int, at: int, hashed: np.uint64) -> int:
    """Add a hash to a record's unless it has it; 0 stands for nothing and is never added."""
    if hashed == 0:
        return at
    for k in range(start, at):
        if found[k] == hashed:
            return at
    found[at] = hashed
    return at + 1


@compiled
def _cross(
    a: NDArray[np.int32], one: Hashes, b: NDArray[np.int32], other: Hashes, itself: bool, salt: np.uint64
) -> tuple[NDArray[np.int32], Hashes]:
    """Every pair of parts of every record, mixed into one key; of a part with itself each pair once."""
    count = 0
    for record in range(len(a) - 1):
        size = a[record + 1] - a[record]
        count += size * (size - 1) // 2 if itself else size * (b[record + 1] - b[record])
    owner = np.empty(count, np.int32)
    key = np.empty(count, np.uint64)
    at = 0
    for record in range(len(a) - 1):
        for i in range(a[record], a[record + 1]):
            for j in range(i + 1 if itself else b[record], a[record + 1] if itself else b[record + 1]):
                x, y = one[i], other[j]
                if itself and x > y:
                    x, y = y, x
                mixed = (x ^ salt) * np.uint64(0x9E3779B97F4A7C15)
                mixed = (mixed ^ (mixed >> np.uint64(29)) ^ y) * np.uint64(0xBF58476D1CE4E5B9)
                owner[at] = record
                key[at] = mixed ^ (mixed >> np.uint64(32))
                at += 1
    return owner, key
