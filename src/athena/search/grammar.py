"""The query language: how a typed question is read. Its grammar, which `docs/search.md` shows to people:

    question  = or
    or        = and { "OR" and }
    and       = not { ["AND"] not }
    not       = ("NOT" | "-") not | "(" or ")" | phrase | field | word
    phrase    = '"' anything but '"' '"'
    field     = NAME ":" (word | phrase)
    word      = anything but space, quotes and brackets; `?` and `*` are wildcards

A field is a shape of identifier (`vrm:`), `name:`, `text:`, or a filter (`kind:`, `source:`, `role:`, `after:`,
`before:`, `on:`, `received:`, `near:`, `within:`, `area:`). A filter narrows the whole answer, so it stands neither
under OR nor under NOT.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from athena.failures import Refused
from athena.search.filtering import FILTERS, filters_of
from athena.search.identifiers import SHAPES, joined, reading_as, readings
from athena.search.question import And, Condition, Identifier, Name, Not, Or, Phrase, Question, Text, Word

_TOKEN = re.compile(r'\s*(?:(-?[a-z_]+:)?"([^"]*)"|([()])|(-(?=\S))|([^\s()"]+))')
_FIELD = re.compile(r"(-?)([a-z_]+):(.*)", re.S)
_LONGEST = 1000
_MOST = 60
_JOINED = (3, 2)


@dataclass(frozen=True)
class _Token:
    text: str
    quoted: bool = False
    field: str = ""

    def keyword(self, word: str) -> bool:
        return not self.quoted and not self.field and self.text == word

    @property
    def plain(self) -> bool:
        """Whether it is a bare word, which may be a part of an identifier written apart."""
        return not (self.quoted or self.field or self.text in ("(", ")", "-", "AND", "OR", "NOT"))


def parse(text: str) -> Question:
    """Read a question.

    Refused with `search.query-empty`, `search.query-too-long`, `search.query-syntax`, `search.field-unknown`,
    `search.filter-not-whole`, and as the filters refuse.
    """
    if not text.strip():
        raise _refused("query-empty", text, "there is nothing to look for", "type a name, an identifier or a word")
    if len(text) > _LONGEST:
        raise _refused("query-too-long", text[:60], f"it has more than {_LONGEST} characters", "ask for less at once")
    tokens = _tokens(text)
    if len(tokens) > _MOST:
        raise _refused("query-too-long", text[:60], f"it has more than {_MOST} words", "ask for less at once")
    reader = _Reader(text, tokens)
    condition = reader.whole()
    return Question(text, condition, filters_of(reader.filters))


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _syntax(text, "a quotation mark has no second one")
        at = match.end()
        prefix, quoted, bracket, minus, bare = match.groups()
        if quoted is not None:
            name = (prefix or "").removesuffix(":")
            if name.startswith("-"):
                found.append(_Token("-"))
            found.append(_Token(quoted, quoted=True, field=name.removeprefix("-")))
        elif bare is not None:
            found.append(_bare(bare))
        else:
            found.append(_Token(bracket or minus))
    return found


def _bare(text: str) -> _Token:
    if (match := _FIELD.fullmatch(text)) and match[2] in _FIELDS:
        return _Token(match[3], field=match[2])
    if match and not match[3].startswith("//"):
        raise Refused(
            "search.field-unknown",
            f"Cannot search by {match[2]}:",
            repr(text),
            "there is no such field or filter",
            f"Name one of {', '.join(sorted(_FIELDS))}; or put the text in quotation marks",
        )
    return _Token(text)


@dataclass
class _Reader:
    """Reads tokens once, from left to right; `deep` is how far below OR or NOT it stands."""

    text: str
    tokens: list[_Token]
    filters: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0
    deep: int = 0

    def whole(self) -> Condition | None:
        found = self.either()
        if self.at < len(self.tokens):
            raise _syntax(self.text, "a bracket is closed that was never opened")
        return found

    def either(self) -> Condition | None:
        under = self._or_here()
        self.deep += under
        parts = [self.both()]
        while self._take("OR"):
            parts.append(self.both())
        self.deep -= under
        if len(parts) > 1 and None in parts:
            raise _syntax(self.text, "OR stands beside nothing")
        return _joined(Or, parts)

    def both(self) -> Condition | None:
        parts: list[Condition | None] = []
        while self.at < len(self.tokens) and not self._ahead("OR") and not self._ahead(")"):
            if not self._take("AND"):
                parts.append(self.negated())
        return _joined(And, parts)

    def negated(self) -> Condition | None:
        if self._take("NOT") or self._take("-"):
            self.deep += 1
            found = self.negated() if self.at < len(self.tokens) else None
            self.deep -= 1
            if found is None:
                raise _syntax(self.text, "NOT stands before nothing")
            return Not(found)
        if self._take("("):
            found = self.either()
            if not self._take(")"):
                raise _syntax(self.text, "a bracket is opened and not closed")
            return found
        return self.atom()

    def atom(self) -> Condition | None:
        token = self.tokens[self.at]
        if token.plain:
            return self.word()
        self.at += 1
        if token.field in FILTERS:
            if self.deep:
                raise _refused(
                    "filter-not-whole",
                    self.text,
                    f"{token.field}: narrows the whole answer, and here it stands under OR or NOT",
                    "put it outside, or ask twice",
                )
            self.filters.append((token.field, token.text))
            return None
        if not token.text.strip():
            raise _syntax(self.text, "quotation marks or a field hold nothing")
        return _FIELDS[token.field](token.text) if token.field else Phrase(token.text)

    def word(self) -> Condition:
        for many in _JOINED:
            ahead = self.tokens[self.at : self.at + many]
            words = tuple(one.text for one in ahead)
            if len(words) == many and all(one.plain for one in ahead) and (found := joined(words)):
                self.at += many
                return Word(" ".join(words), found)
        token = self.tokens[self.at]
        self.at += 1
        return Word(token.text, readings(token.text))

    def _or_here(self) -> bool:
        """Whether an OR stands in this bracket, itself and not in one inside it."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += token.keyword("(") - token.keyword(")")
            if depth < 0:
                return False
            if depth == 0 and token.keyword("OR"):
                return True
        return False

    def _ahead(self, word: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].keyword(word)

    def _take(self, word: str) -> bool:
        found = self._ahead(word)
        self.at += found
        return found


def _identifier(shape: str) -> Callable[[str], Condition]:
    return lambda text: Identifier(reading_as(shape, text))


def _names(text: str) -> Condition:
    words = tuple(Name(word) for word in text.split())
    return words[0] if len(words) == 1 else And(words)


def _texts(text: str) -> Condition:
    words = tuple(Text(word) for word in text.split())
    return words[0] if len(words) == 1 else And(words)


def _no_condition(text: str) -> Condition:
    raise AssertionError(f"a filter is read as one: {text}")


_FIELDS: dict[str, Callable[[str], Condition]] = {
    **dict.fromkeys(FILTERS, _no_condition),
    **{shape: _identifier(shape) for shape in SHAPES},
    "name": _names,
    "text": _texts,
}


def _joined(kind: type[And] | type[Or], parts: list[Condition | None]) -> Condition | None:
    found = tuple(one for one in parts if one is not None)
    return None if not found else found[0] if len(found) == 1 else kind(found)


def _syntax(text: str, why: str) -> Refused:
    return _refused("query-syntax", text, why, "correct the question; docs/search.md shows the language")


def _refused(code: str, text: str, why: str, remedy: str) -> Refused:
    return Refused(f"search.{code}", "The question cannot be read", repr(text), why, remedy[0].upper() + remedy[1:])
