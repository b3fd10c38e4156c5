"""The distinct values of an attribute as arrays that compiled comparisons can read, one form for each comparison.

A row is one distinct value. Everything is found by hash and never by position in a table, so that values of two tables
can be compared: those that stand, and those of a record that came a second ago.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from athena.resolve.folding import GIVEN_FAMILY, hashes, letters
from athena.resolve.name_words import NOT_NAMES, groups_of
from athena.resolve.sounds import sound

WORD_LETTERS = 16
TEXT_LETTERS = 32


class Words(NamedTuple):
    """Values as sets of words: names, addresses, towns.

    The words of value `v` are `word[start[v]:start[v + 1]]`, each once, in written order; `family` says of each whether
    it stands where a family name does. Of each distinct word: its letters, their number, its hash, the groups of names
    it is equivalent to (-1 for none), its sound's hash and its rarity in bits.
    """

    start: NDArray[np.int32]
    word: NDArray[np.int32]
    family: NDArray[np.bool_]
    letters: NDArray[np.uint8]
    length: NDArray[np.int32]
    hash: NDArray[np.uint64]
    groups: NDArray[np.int32]
    sound: NDArray[np.uint64]
    rarity: NDArray[np.float32]


class Letters(NamedTuple):
    """Values as letters: identifiers, postcodes (whose `district` is a hash of all but the last three letters)."""

    letters: NDArray[np.uint8]
    length: NDArray[np.int32]
    district: NDArray[np.uint64]


class Dates(NamedTuple):
    """Dates as eight digits, `0` standing for what is unknown; `full` where the day is stated and is not 1 January."""

    digits: NDArray[np.uint8]
    full: NDArray[np.bool_]


def words_of(values: pa.StringArray, names: bool) -> Words:
    """Cut folded values into their distinct words; of names, titles and the like are left out."""
    parts = pc.split_pattern(pc.replace_substring(values, GIVEN_FAMILY, f" {GIVEN_FAMILY} "), " ")
    flat = parts.flatten().dictionary_encode()
    known = flat.dictionary.to_pylist()
    dropped = {"", GIVEN_FAMILY} | (NOT_NAMES if names else frozenset())
    code = flat.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    value = np.repeat(np.arange(len(values), dtype=np.int32), np.diff(parts.offsets.to_numpy()))
    family = _family(value, code, known.index(GIVEN_FAMILY) if GIVEN_FAMILY in known else -1)
    kept = ~np.array([word in dropped for word in known], bool)[code] if known else np.zeros(0, bool)
    value, code, family = value[kept], code[kept], family[kept]
    value, code, family = _each_once(value, code, family)
    if names:
        family |= _last_of_its_value(value) & ~_has_any(value, family, len(values))
    start = np.zeros(len(values) + 1, np.int32)
    np.cumsum(np.bincount(value, minlength=len(values)), out=start[1:])
    table = pa.array(known, pa.string())
    shapes, length = letters(table, WORD_LETTERS)
    groups = groups_of(known if names else [""] * len(known))
    sounds = hashes(pa.array([sound(word) for word in known], pa.string())) if names else hashes(table)
    rarity = np.zeros(len(known), np.float32)
    return Words(start, code, family, shapes, length, hashes(table), groups, sounds, rarity)


def letters_of(values: pa.StringArray) -> Letters:
    """Values that were compacted, by letter."""
    size = pc.utf8_length(values).to_numpy(zero_copy_only=False)
    outward = pc.if_else(pa.array(size >= 5), pc.utf8_slice_codeunits(values, 0, stop=-3), values)
    shapes, length = letters(values, TEXT_LETTERS)
    return Letters(shapes, length, hashes(outward))


def dates_of(values: pa.StringArray) -> Dates:
    """Dates as up to eight digits, year first; fewer say that the rest is not known."""
    digits, length = letters(values, 8)
    blank = digits == 0
    digits[blank] = ord("0")
    stated = (length == 8) & ~((digits[:, 4:] == np.frombuffer(b"0101", np.uint8)).all(axis=1))
    return Dates(digits, stated & ~((digits[:, 6:] == ord("0")).all(axis=1)))


def _family(value: NDArray[np.int32], code: NDArray[np.int32], bar: int) -> NDArray[np.bool_]:
    """True for words behind the bar of their value."""
    behind = np.cumsum(code == bar)
    first = np.searchsorted(value, value)
    before = np.where(first > 0, behind[first - 1], 0)
    return np.asarray(behind - before > 0)


def _each_once(
    value: NDArray[np.int32], code: NDArray[np.int32], family: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    both = (value.astype(np.int64) << 32) | code
    _, first = np.unique(both, return_index=True)
    first.sort()
    return value[first], code[first], family[first]


def _last_of_its_value(value: NDArray[np.int32]) -> NDArray[np.bool_]:
    return np.append(value[1:] != value[:-1], True) if len(value) else np.zeros(0, bool)


def _has_any(value: NDArray[np.int32], flag: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(value[flag], minlength=count)[value] > 0)
