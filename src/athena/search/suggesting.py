"""Did you mean: spellings of a name that would find something, among names that the view shows and no others."""

from __future__ import annotations

from collections.abc import Iterator

import jellyfish
import tantivy

from athena.pole.values.name_forms import name_words
from athena.search import schema as at
from athena.search.plan import near_spelling
from athena.search.question import And, Condition, Name, Or, Word
from athena.search.sight import Sight

_SLIPS = 2
_MOST = 3
_LEAST = 4
_WORDS = 2_000


def did_you_mean(searcher: tantivy.Searcher, sight: Sight, condition: Condition | None) -> tuple[str, ...]:
    """At most three names near to the words of `condition`, the nearest first, and of those the most frequent.

    Counted among the records whose names the view shows: a withheld name is never suggested, nor moves another.
    """
    found = [one for word in _words(condition) for one in _near(searcher, sight, word)]
    return tuple(dict.fromkeys(name for _, _, name in sorted(found)))[:_MOST]


def _near(searcher: tantivy.Searcher, sight: Sight, word: str) -> list[tuple[int, int, str]]:
    query = sight.within(near_spelling(word, _SLIPS), sight.groups["identity"] & sight.rows)
    asked = {"names": {"terms": {"field": at.NAME, "size": _WORDS}}}
    buckets = searcher.aggregate(query, asked)["names"]["buckets"]
    each = [(jellyfish.damerau_levenshtein_distance(word, str(one["key"])), one) for one in buckets]
    return [(slips, -int(one["doc_count"]), str(one["key"])) for slips, one in each if 0 < slips <= _SLIPS]


def _words(condition: Condition | None) -> Iterator[str]:
    match condition:
        case And(parts=parts) | Or(parts=parts):
            for one in parts:
                yield from _words(one)
        case Word(text=text) | Name(text=text):
            yield from (word for word in name_words(text) if len(word) >= _LEAST and word.isalpha())
        case _:
            return
