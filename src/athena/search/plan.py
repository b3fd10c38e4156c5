"""A condition as a query of the index, at a given breadth, asked only where the view's decisions open each field.

No score is used. A score such as BM25 weighs a word by how rare it is among all records, the withheld ones too, so the
order of an answer would tell of what may not be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import tantivy

from athena.pole.values.name_forms import (
    in_other_script,
    name_words,
    nicknames,
    skeleton,
    sound,
    transliterations,
)
from athena.search import schema as at
from athena.search.documents import arrival_rank, day_of
from athena.search.identifiers import Reading
from athena.search.placing import GROUPS
from athena.search.question import And, Condition, Identifier, Name, Not, Or, Phrase, Text, Word
from athena.search.sight import Sight, all_of, any_of
from athena.search.ways import Way
from athena.search.wild import wild, word_pattern_of

_TEXT_GROUPS = ("narrative", "description", "classification", "outcome", "account")
_ONE_SLIP, _TWO_SLIPS = 4, 8
_LEAST_SKELETON = 3

ByGroup = dict[str, tantivy.Query]


def query_of(condition: Condition, sight: Sight, way: Way) -> tantivy.Query:
    """The query of `condition` that finds by `way` and every surer one."""
    match condition:
        case And(parts=parts):
            return all_of(query_of(one, sight, way) for one in parts)
        case Or(parts=parts):
            return any_of(query_of(one, sight, way) for one in parts)
        case Not(what=what):
            # Never widened: who leaves Smith out does not mean to lose Smythe.
            return without(tantivy.Query.all_query(), query_of(what, sight, Way.WRITTEN))
        case Word(text=text, readings=readings):
            met = sight.in_groups(_merged([_names(text, way), _identifiers(readings, sight), _words(text, way)]))
            return any_of([met, *_by_id(readings, sight)])
        case Name(text=text):
            return sight.in_groups(_names(text, way))
        case Identifier(readings=readings):
            return any_of([sight.in_groups(_identifiers(readings, sight)), *_by_id(readings, sight)])
        case Phrase(text=text):
            return sight.in_groups(_merged([_names(text, Way.SPELT), _written(text, GROUPS)]))
        case Text(text=text):
            return sight.in_groups(_written(text, _TEXT_GROUPS))


def widens(condition: Condition | None) -> bool:
    """Whether looser ways can find more: only names can be met loosely."""
    match condition:
        case And(parts=parts) | Or(parts=parts):
            return any(widens(one) for one in parts)
        case Word(text=text) | Name(text=text):
            return bool(name_words(text)) and not wild(text)
        case _:
            return False


def without(query: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """What `query` finds and `other` does not."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, other)])


def days(sight: Sight, after: date | None, before: date | None) -> tantivy.Query:
    """Events since `after` and before `before`, where the time of an event is open."""
    low, high = day_of(after), day_of(before)
    found = tantivy.Query.range_query(
        at.schema(), at.DAY, tantivy.FieldType.Integer, low, high, include_upper=high is None
    )
    return sight.within(found, sight.groups["time"])


def arrived(since: date) -> tantivy.Query:
    """Records received since a day: their origin, which whoever is shown a record is shown."""
    return tantivy.Query.range_query(
        at.schema(), at.BY_ARRIVAL, tantivy.FieldType.Unsigned, arrival_rank(since), None, include_upper=True
    )


def box(sight: Sight, west: float, south: float, east: float, north: float) -> tantivy.Query:
    """Points between these degrees, where the place of an event is open."""
    ranges = [
        tantivy.Query.range_query(at.schema(), name, tantivy.FieldType.Float, low, high)
        for name, low, high in ((at.LONGITUDE, west, east), (at.LATITUDE, south, north))
    ]
    return sight.within(all_of(ranges), sight.groups["place"])


def near_spelling(word: str, slips: int | None = None) -> tantivy.Query:
    """Names that `word` becomes by one slip of a finger, two in a long word; `slips` says how many instead."""
    allowed = slips if slips is not None else 2 if len(word) >= _TWO_SLIPS else 1
    return tantivy.Query.fuzzy_term_query(at.schema(), at.NAME, word, allowed)


def _names(text: str, way: Way) -> ByGroup:
    if wild(text):
        pattern = word_pattern_of(text)
        solid = pattern.strip(".*[]")
        return {"identity": tantivy.Query.regex_query(at.schema(), at.NAME, pattern)} if solid else {}
    words = name_words(text)
    return {"identity": all_of(_name(text, word, way) for word in words)} if words else {}


def _name(text: str, word: str, way: Way) -> tantivy.Query:
    ways = [_term(at.NAME, word)]
    if way >= Way.ALIKE:
        ways += [_term(at.NAME, other) for other in sorted(nicknames(word) | transliterations(word))]
        if in_other_script(text) and len(skeleton(word)) >= _LEAST_SKELETON:
            ways.append(tantivy.Query.regex_query(at.schema(), at.NAME, _voiced(skeleton(word))))
    if way >= Way.NEAR and len(word) >= _ONE_SLIP:
        ways.append(near_spelling(word))
    if way >= Way.SOUNDS and (key := sound(word)):
        ways.append(_term(at.SOUND, key))
    return any_of(ways)


def _voiced(consonants: str) -> str:
    """Any word that has these consonants, with whatever vowels."""
    vowels = "[aeiouyw]*"
    return vowels + vowels.join(f"{letter}+" for letter in consonants) + vowels


def _identifiers(readings: Iterable[Reading], sight: Sight) -> ByGroup:
    found: dict[str, list[tantivy.Query]] = {}
    for reading in readings:
        for group in GROUPS:
            found.setdefault(group, []).extend(_lookup(reading, group))
        if reading.day is not None:
            next_day = date.fromordinal(reading.day.toordinal() + 1)
            found.setdefault("time", []).append(days(sight, reading.day, next_day))
        if reading.box is not None:
            found.setdefault("place", []).append(box(sight, *reading.box))
    return {group: any_of(queries) for group, queries in found.items() if queries}


def _by_id(readings: Iterable[Reading], sight: Sight) -> list[tantivy.Query]:
    # An id is of no field group: whoever is shown a record at all is shown its id.
    return [sight.seen(any_of(_term(at.ID, one) for one in reading.records)) for reading in readings if reading.records]


def _lookup(reading: Reading, group: str) -> list[tantivy.Query]:
    field = at.identifiers_of(group)
    found = [_term(field, token) for token in reading.tokens]
    if reading.pattern is not None:
        found.append(tantivy.Query.regex_query(at.schema(), field, reading.pattern))
    return found


def _words(text: str, way: Way) -> ByGroup:
    return _written(text, GROUPS) if way >= Way.WRITTEN and not wild(text) else {}


def _written(text: str, groups: Iterable[str]) -> ByGroup:
    terms = at.prose().analyze(text)
    if not terms:
        return {}
    return {group: _side_by_side(at.words_of(group), terms) for group in groups}


def _side_by_side(field: str, terms: list[str]) -> tantivy.Query:
    if len(terms) == 1:
        return _term(field, terms[0])
    return tantivy.Query.phrase_query(at.schema(), field, list(terms))


def _term(field: str, token: str) -> tantivy.Query:
    return tantivy.Query.term_query(at.schema(), field, token, "basic")


def _merged(each: Iterable[Mapping[str, tantivy.Query]]) -> ByGroup:
    found: dict[str, list[tantivy.Query]] = {}
    for one in each:
        for group, query in one.items():
            found.setdefault(group, []).append(query)
    return {group: any_of(queries) for group, queries in found.items()}
