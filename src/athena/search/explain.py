"""Why a record answers a question: read off what the reader is shown of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from athena.pole import kind
from athena.pole.values.name_forms import name_words, nicknames, skeleton, sound, transliterations
from athena.search import schema as at
from athena.search.documents import born_tokens, identifier_tokens
from athena.search.identifiers import Reading
from athena.search.placing import Placing, placing
from athena.search.question import And, Condition, Identifier, Name, Not, Or, Phrase, Text, Word

_OWN_NAMES = (None, "birth", "legal", "main", "primary")


@dataclass(frozen=True)
class Match:
    """One reason: the column, its label as people read it, and how it answers."""

    column: str
    label: str
    how: str

    def __str__(self) -> str:
        """Say it."""
        return f"{self.label}: {self.how}"


def matches(condition: Condition | None, name: str, says: Mapping[str, str]) -> tuple[Match, ...]:
    """The reasons, in the order of the columns, why a record of kind `name` that `says` this answers `condition`.

    Empty where it answers by a filter alone.
    """
    if condition is None:
        return ()
    where = placing(name)
    found = [match for one in asked(condition) for match in _of(one, where, says)]
    return tuple(dict.fromkeys(found))


def asked(condition: Condition) -> Iterator[Condition]:
    """What a record must meet: the parts of `condition` that stand under no NOT."""
    match condition:
        case And(parts=parts) | Or(parts=parts):
            for one in parts:
                yield from asked(one)
        case Not():
            return
        case _:
            yield condition


def _of(condition: Condition, where: Placing, says: Mapping[str, str]) -> Iterator[Match]:
    match condition:
        case Word(text=text, readings=readings):
            yield from _by_identifier(readings, where, says)
            yield from _by_name(text, where, says)
            yield from _by_words(text, where, says)
        case Name(text=text):
            yield from _by_name(text, where, says)
        case Identifier(readings=readings):
            yield from _by_identifier(readings, where, says)
        case Phrase(text=text) | Text(text=text):
            yield from _by_name(text, where, says)
            yield from _by_words(text, where, says)


def _by_identifier(readings: tuple[Reading, ...], where: Placing, says: Mapping[str, str]) -> Iterator[Match]:
    wanted = {token: one.said for one in readings for token in one.tokens}
    for column, value in says.items():
        tokens = born_tokens(value) if column in where.born else ()
        if column in where.identifiers:
            tokens = identifier_tokens(where.identifiers[column], value)
        for token in tokens:
            if token in wanted:
                yield _match(where, column, f"the {wanted[token]}")
                break


def _by_name(text: str, where: Placing, says: Mapping[str, str]) -> Iterator[Match]:
    alias = says.get("name_role") not in _OWN_NAMES
    for word in name_words(text):
        for column in where.names:
            held = name_words(says.get(column, ""))
            how = next((said for one in held if (said := _alike(word, one))), None)
            if how is not None:
                yield _match(where, column, f"{how}{', recorded as another name' if alias else ''}")


def _alike(asked: str, held: str) -> str | None:
    if asked == held:
        return f"“{held}” as spelt"
    if held in nicknames(asked):
        return f"“{held}”, a short or long form of “{asked}”"
    if held in transliterations(asked) or (skeleton(asked) == asked and skeleton(held) == asked):
        return f"“{held}”, another spelling of “{asked}”"
    if _slips(asked, held) <= (2 if len(asked) >= 8 else 1):  # as the plan allows
        return f"“{held}”, nearly “{asked}”"
    if sound(asked) and sound(asked) == sound(held):
        return f"“{held}” sounds like “{asked}”"
    return None


def _slips(one: str, other: str) -> int:
    import jellyfish

    return jellyfish.damerau_levenshtein_distance(one, other)


def _by_words(text: str, where: Placing, says: Mapping[str, str]) -> Iterator[Match]:
    wanted = at.prose().analyze(text)
    for column in where.words:
        held = at.prose().analyze(says.get(column, "").replace("_", " "))
        size = len(wanted)
        if size and any(held[start : start + size] == wanted for start in range(len(held) - size + 1)):
            yield _match(where, column, f"“{text}” is written in it")


def _match(where: Placing, column: str, how: str) -> Match:
    return Match(column, _labels(where.kind)[column], how)


@cache
def _labels(name: str) -> Mapping[str, str]:
    return {column: prop.label for column, prop in kind(name).properties.items()}
