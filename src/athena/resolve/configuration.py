"""What is compared for each kind of thing, as data: `kinds/*.yaml`. One engine reads them all.

An attribute takes its values from columns of the records and says how two values are compared. A key is a set of parts
of attributes; records that share a key are compared. Sex, ethnicity and nationality are no attribute of any kind: they
are read when errors are counted by group, and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Comparison = Literal["name", "date", "postcode", "identifier", "text"]
Kind = Literal["person"]

PROTECTED = frozenset(
    {"sex", "gender", "gender_original", "self_defined_ethnicity", "officer_defined_ethnicity", "nationality"}
)
"""Columns that no configuration may name (Equality Act 2010 s.149; DPA 2018 s.35): an attribute that did is refused."""


@dataclass(frozen=True)
class Attribute:
    """Something about a record: where its values come from and how two of them are compared.

    `columns` feed it, each a string or list of strings; for names `given` and `family` may take the place of a whole
    name. `ignore` are folded values that mean nothing was known. A value that more than `common` unlike names share
    is evidence of nothing (a hostel, a switchboard); 0 is no such limit. `edits` is how many slips count as near.
    """

    name: str
    comparison: Comparison
    columns: tuple[str, ...]
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    common: int = 0
    edits: int = 1


@dataclass(frozen=True)
class Configuration:
    """What one kind of thing is compared by. `keys` are sets of parts, as `name.word` or `date_of_birth`.

    A key that more than `block` records share is left out. `floor` is the weight, in bits, below which a pair counts
    as never compared, and which a pair that was never compared counts as. `frequency` is how much of a value's rarity
    is believed, 0 to 1: below 1 because attributes depend on one another. `household` names the attributes that
    relatives share.
    """

    kind: Kind
    attributes: tuple[Attribute, ...]
    keys: tuple[tuple[str, ...], ...]
    block: int = 60
    floor: float = -4.0
    frequency: float = 0.6
    household: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for attribute in self.attributes:
            named = PROTECTED & {*attribute.columns, *attribute.given, *attribute.family}
            if named:
                raise ValueError(f"{self.kind}.{attribute.name} reads {sorted(named)[0]}, which is protected")

    def attribute(self, name: str) -> Attribute:
        """The attribute of that name; raises `KeyError`."""
        return next(found for found in self.attributes if found.name == name)

    def with_more(self, texts: tuple[str, ...], identifiers: tuple[str, ...]) -> "Configuration":
        """The same with further columns compared, for data that has what no configuration foresaw."""
        more = tuple(Attribute(column, "text", (column,)) for column in texts)
        numbers = tuple(Attribute(column, "identifier", (column,), common=15) for column in identifiers)
        keys = tuple((column,) for column in identifiers)
        return replace(self, attributes=self.attributes + more + numbers, keys=self.keys + keys)


@cache
def configuration(kind: Kind) -> Configuration:
    """Read the configuration of a kind of thing."""
    text = (files("athena.resolve") / "kinds" / f"{kind}.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    attributes = tuple(_attribute(name, given) for name, given in raw["attributes"].items())
    keys = tuple(tuple(key) for key in raw["keys"])
    numbers = {name: raw[name] for name in ("block", "floor", "frequency") if name in raw}
    return Configuration(kind, attributes, keys, household=tuple(raw.get("household", ())), **numbers)


def _attribute(name: str, given: Mapping[str, object]) -> Attribute:
    def texts(key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        found = given.get(key, default)
        return (found,) if isinstance(found, str) else tuple(found)  # type: ignore[arg-type]

    return Attribute(
        name=name,
        comparison=given["comparison"],  # type: ignore[arg-type]
        columns=texts("columns", (name,)),
        given=texts("given"),
        family=texts("family"),
        ignore=frozenset(texts("ignore")),
        common=int(given.get("common", 0)),  # type: ignore[call-overload]
        edits=int(given.get("edits", 1)),  # type: ignore[call-overload]
    )
