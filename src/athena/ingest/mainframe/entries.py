"""Data description entries: one level number and its clauses, as written."""

from dataclasses import dataclass, field
from typing import Literal

from athena.ingest.mainframe.picture import Picture
from athena.ingest.mainframe.refusal import Place
from athena.ingest.mainframe.usage import Usage

SignPlace = Literal["leading", "trailing"]


@dataclass(frozen=True)
class Sign:
    """SIGN IS LEADING or TRAILING, SEPARATE or overpunched."""

    place: SignPlace
    separate: bool


@dataclass(frozen=True)
class Occurs:
    """OCCURS least TO most TIMES DEPENDING ON a counter."""

    least: int
    most: int
    depending: str | None = None
    keys: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """An 88 level: a name for a set of values; each range is (low, high), equal where a single value stands.

    Values are the literals' contents; `figurative` constants (SPACES, LOW-VALUES) keep their word.
    """

    name: str
    ranges: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True)
class Rename:
    """A 66 level: another name for the storage from `first` to `last`."""

    name: str
    first: str
    last: str | None
    place: Place


@dataclass
class Entry:
    """One entry while it is read; `tree` freezes it into an item."""

    level: int
    name: str
    place: Place
    redefines: str | None = None
    picture: Picture | None = None
    usage: Usage | None = None
    sign: Sign | None = None
    occurs: Occurs | None = None
    synchronised: bool = False
    justified: bool = False
    blank_when_zero: bool = False
    rename: Rename | None = None
    ranges: list[tuple[str, str]] = field(default_factory=list)
