"""What somebody asked: conditions on a record, and filters on the whole answer; and how it is said back in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from athena.search.identifiers import Reading


@dataclass(frozen=True)
class Word:
    """One word, wherever it stands; `readings` are the identifiers that it may be."""

    text: str
    readings: tuple[Reading, ...] = ()

    def __str__(self) -> str:
        """Say it."""
        also = "".join(f" or the {one.said}" for one in self.readings)
        return f"the word “{self.text}”{also}"


@dataclass(frozen=True)
class Phrase:
    """Words that stand side by side, in this order."""

    text: str

    def __str__(self) -> str:
        """Say it."""
        return f"the words “{self.text}” side by side"


@dataclass(frozen=True)
class Name:
    """One word of somebody's name and nothing else."""

    text: str

    def __str__(self) -> str:
        """Say it."""
        return f"the name “{self.text}”"


@dataclass(frozen=True)
class Identifier:
    """An identifier and nothing else; `readings` are what it may be, at least one."""

    readings: tuple[Reading, ...]

    def __str__(self) -> str:
        """Say it."""
        return " or ".join(f"the {one.said}" for one in self.readings)


@dataclass(frozen=True)
class Text:
    """A word of free text and nothing else."""

    text: str

    def __str__(self) -> str:
        """Say it."""
        return f"the word “{self.text}” in free text"


@dataclass(frozen=True)
class Not:
    """A record of which `what` does not hold."""

    what: Condition

    def __str__(self) -> str:
        """Say it."""
        return f"not {_bracketed(self.what)}"


@dataclass(frozen=True)
class And:
    """A record of which all of `parts` hold."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        """Say it."""
        return " and ".join(_bracketed(one) for one in self.parts)


@dataclass(frozen=True)
class Or:
    """A record of which one of `parts` holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        """Say it."""
        return " or ".join(_bracketed(one) for one in self.parts)


Condition = Word | Phrase | Name | Identifier | Text | Not | And | Or


@dataclass(frozen=True)
class Circle:
    """Every point within `metres` of a point, in degrees of WGS84, over the surface of the Earth."""

    latitude: float
    longitude: float
    metres: float

    def __str__(self) -> str:
        """Say it."""
        return f"within {self.metres:,.0f} m of {self.latitude:.5f}, {self.longitude:.5f}"


@dataclass(frozen=True)
class Polygon:
    """Every point inside a ring of (latitude, longitude) corners in degrees of WGS84; the last joins the first."""

    corners: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        """Say it."""
        return f"inside the area of {len(self.corners)} corners"


@dataclass(frozen=True)
class Area:
    """Every record that its source placed in the area of this code."""

    code: str

    def __str__(self) -> str:
        """Say it."""
        return f"in the area {self.code}"


Place = Circle | Polygon | Area


@dataclass(frozen=True)
class Filters:
    """What narrows the whole answer. Empty tuples and None narrow nothing; `before` is exclusive, `after` and
    `received` (when the record itself came in) inclusive."""

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    received: date | None = None
    place: Place | None = None

    def said(self) -> tuple[str, ...]:
        """Each filter in words."""
        found = [f"among {_list(f'{one} records' for one in self.kinds)}"] if self.kinds else []
        found += [f"from {_list(self.sources)}"] if self.sources else []
        found += [f"of people who were {_list(self.roles)} in some event"] if self.roles else []
        found += [f"since {self.after:%-d %B %Y}"] if self.after else []
        found += [f"before {self.before:%-d %B %Y}"] if self.before else []
        found += [f"received since {self.received:%-d %B %Y}"] if self.received else []
        return (*found, *([str(self.place)] if self.place else []))


@dataclass(frozen=True)
class Question:
    """One question: a condition (None where only filters were given) and filters. `typed` is what was typed."""

    typed: str
    condition: Condition | None
    filters: Filters = Filters()

    def __str__(self) -> str:
        """The question in words, as the answer echoes it."""
        asked = "any record" if self.condition is None else f"records with {self.condition}"
        return ", ".join((asked, *self.filters.said()))


def _bracketed(one: Condition) -> str:
    return f"({one})" if isinstance(one, And | Or) else str(one)


def _list(words: Iterable[str]) -> str:
    return " or ".join(words)
