"""Names in other clothes: how one word of a name may be spelt, shortened, transliterated or heard.

What is here says only that two words *may* be one name. Whether two records are one person is for resolution and for
people to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from athena.pole.definition import Definition, read_definition, vocabulary

_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc\u00b4`.")
_VOWELS = frozenset("aeiouyw")
_LATIN_END = 0x250


class _Forms(Definition):
    nicknames: list[str]
    transliterations: list[str]


@dataclass(frozen=True)
class NameForms:
    """Which words stand beside which: short and long forms, and spellings of one name from another script."""

    nicknames: Mapping[str, frozenset[str]]
    transliterations: Mapping[str, frozenset[str]]


@cache
def name_forms() -> NameForms:
    """The packaged sets, by word; a word in several sets has the words of all of them, and never theirs in turn."""
    read = read_definition(vocabulary() / "name_forms.yaml", _Forms)
    return NameForms(_beside(read.nicknames), _beside(read.transliterations))


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """One word as letters and digits of ASCII in lower case: accents off, other scripts by sound, no apostrophes."""
    if word.isascii():
        return re.sub(r"[^a-z0-9]", "", word.lower())
    from anyascii import anyascii  # tables of half a megabyte that most names never need

    return re.sub(r"[^a-z0-9]", "", anyascii(unicodedata.normalize("NFC", word)).lower())


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name in the order they were written, folded; a hyphenated name gives each of its words."""
    parts = re.split(r"[^\w]+", text.translate(_APOSTROPHES))
    return tuple(folded for part in parts if part and (folded := fold_word(part)))


def nicknames(word: str) -> frozenset[str]:
    """The words that `word`, folded, is short for or is shortened to; empty where none is known."""
    return name_forms().nicknames.get(word, frozenset())


def transliterations(word: str) -> frozenset[str]:
    """Other Latin spellings of the name that `word`, folded, spells; empty where none is known."""
    return name_forms().transliterations.get(word, frozenset())


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """How `word`, folded, sounds in English: its Metaphone key (L. Philips, 1990); empty for a word without letters.

    Many strangers share a key: it widens a search, and joins nobody.
    """
    import jellyfish

    # "Sm-" and "Schm-" names (Smith, Schmidt) keep different keys; that is what the algorithm says.
    return jellyfish.metaphone(word).replace(" ", "") if word.isalpha() else ""


def skeleton(word: str) -> str:
    """The consonants of `word`, folded, each run of one letter once: what scripts without vowels leave of a name."""
    bare = [letter for letter in word if letter not in _VOWELS]
    return "".join(letter for at, letter in enumerate(bare) if at == 0 or bare[at - 1] != letter)


def in_other_script(word: str) -> bool:
    """Whether `word` is written in letters that are not Latin."""
    return any(letter.isalpha() and ord(letter) >= _LATIN_END for letter in word)


def _beside(sets: Iterable[str]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in sets:
        words = line.split()
        for word in words:
            found[word].update(other for other in words if other != word)
    return {word: frozenset(others) for word, others in found.items()}
