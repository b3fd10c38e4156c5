"""The stock of names: given names and surnames by culture, with nicknames and other spellings.

Faker's lists are read as lists (its own generator is slow and has global state); people are then drawn from them by
number. Names in the lists are the most frequent first where Faker says so; elsewhere the order is Faker's and a
harmonic weight stands in for a frequency, so that there are namesakes, as there are in life.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import yaml

from athena.synth.draws import Ints, Reals, Stream

Part = Literal["male", "female", "surnames"]
_FAKER = {"male": ("first_names_male", "first_names"), "female": ("first_names_female", "first_names")}
_SURNAMES = ("last_names", "unisex_last_names", "last_names_male")
_FLATTEN = 8.0
_PLACEHOLDER = {"Doe", "Smith-Jones"}


@dataclass(frozen=True)
class Slice:
    """Where a culture's names of one part lie in the flat stock, and how frequent each is (cumulative, to 1)."""

    first: int
    cumulative: Reals


@dataclass(frozen=True)
class Stock:
    """All names in one flat tuple; a name is known by its number.

    `nicknames` and `spellings` map a name's number to the numbers of what else may be written for it.
    """

    words: tuple[str, ...]
    cultures: tuple[str, ...]
    slices: Mapping[tuple[str, Part], Slice]
    ethnicities: Mapping[str, Mapping[str, float]]
    nicknames: Mapping[int, tuple[int, ...]]
    spellings: Mapping[int, tuple[int, ...]]

    def draw(self, stream: Stream, at: Ints, culture: Ints, part: Part) -> Ints:
        """Return the numbers of names drawn for each number in `at`, each of its own culture."""
        chance = stream.uniform(at)
        found = np.zeros(len(at), np.int64)
        for number, name in enumerate(self.cultures):
            here = culture == number
            piece = self.slices[(name, part)]
            found[here] = piece.first + np.searchsorted(piece.cumulative, chance[here], side="right")
        return found


@cache
def load_stock() -> Stock:
    """Build the stock from `names.yaml` and Faker's lists; the same on every call."""
    content = yaml.safe_load((resources.files("athena.synth") / "names.yaml").read_text(encoding="utf-8"))
    words: list[str] = []
    slices: dict[tuple[str, Part], Slice] = {}
    parts: tuple[Part, ...] = ("male", "female", "surnames")
    for culture, lists in content["cultures"].items():
        for part in parts:
            names = _names(lists, part)
            slices[(culture, part)] = Slice(len(words), _frequencies(len(names)))
            words.extend(names)
    alternatives = _alternatives(content["nicknames"]), _groups(content["spellings"])
    added = sorted({name for table in alternatives for other in table.values() for name in other} - set(words))
    words.extend(added)
    nicknames, spellings = (_numbered(table, words) for table in alternatives)
    return Stock(tuple(words), tuple(content["cultures"]), slices, content["ethnicities"], nicknames, spellings)


def _names(lists: Mapping[str, Sequence[str]], part: Part) -> tuple[str, ...]:
    if part in lists:
        return tuple(lists[part])
    found = [name for locale in lists["locales"] for name in _faker_list(locale, part)]
    return tuple(dict.fromkeys(name for name in found if name not in _PLACEHOLDER))


def _faker_list(locale: str, part: Part) -> tuple[str, ...]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    attributes = _SURNAMES if part == "surnames" else _FAKER[part]
    lists = [getattr(provider, name) for name in attributes if hasattr(provider, name)]
    names = next(names for names in lists if len(names) > 1)
    if isinstance(names, Mapping):
        return tuple(sorted(names, key=lambda name: (-names[name], name)))
    return tuple(names)


def _frequencies(count: int) -> Reals:
    weight = 1.0 / (np.arange(count) + _FLATTEN)
    cumulative = np.cumsum(weight / weight.sum())
    cumulative[-1] = 1.0
    return cumulative


def _alternatives(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in table.items()}


def _groups(groups: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(other for other in group if other != name) for group in groups for name in group}


def _numbered(table: Mapping[str, Sequence[str]], words: Sequence[str]) -> dict[int, tuple[int, ...]]:
    number: dict[str, int] = {}
    for position, word in enumerate(words):
        number.setdefault(word, position)
    return {
        position: tuple(number[other] for other in table[word]) for position, word in enumerate(words) if word in table
    }
