"""Stated rules: which records of a vehicle, telephone, place or organisation are one. Data: `rules/*.yaml`.

Things have keys of their own, so nothing need be learnt: a rule says which attribute is the thing's identity, which one
resembles it, and what tells apart two that resemble each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from athena.resolve.entity import EntityKind
from athena.resolve.written import READERS

THINGS = (EntityKind.VEHICLE, EntityKind.DEVICE, EntityKind.PLACE, EntityKind.ORGANISATION)
"""The kinds that are resolved by a stated rule; people are resolved by a learnt model."""


@dataclass(frozen=True)
class ReadAs:
    """How one attribute is read: the name of a reader of `written`, and what, once read, says that nothing is known."""

    name: str
    read: str
    ignore: frozenset[str]

    def value(self, text: str | None) -> str | None:
        """What is compared; None where nothing is known."""
        if text is None:
            return None
        found = READERS[self.read](text)
        return None if not found or found in self.ignore else found


@dataclass(frozen=True)
class Rule:
    """The rule of one kind.

    Two records with one `identity` are one. Two with one `resemblance` are one unless an attribute of `told_apart_by`
    is known of both and differs. `also` is told as evidence and decides nothing. A record with a value of `never` is
    compared with nothing.
    """

    kind: EntityKind
    identity: str
    resemblance: str
    told_apart_by: tuple[str, ...]
    also: tuple[str, ...]
    attributes: tuple[ReadAs, ...]
    never: Mapping[str, frozenset[str]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return tuple(dict.fromkeys((*(one.name for one in self.attributes), *self.never)))


@cache
def rule(kind: EntityKind) -> Rule:
    """The rule of a kind of `THINGS`."""
    raw = yaml.safe_load((files("athena.resolve") / "rules" / f"{kind}.yaml").read_text("utf-8"))
    attributes = tuple(
        ReadAs(name, given["read"], frozenset(given.get("ignore", ()))) for name, given in raw["attributes"].items()
    )
    never = {name: frozenset(values) for name, values in raw.get("never", {}).items()}
    return Rule(
        kind, raw["identity"], raw["resemblance"], tuple(raw["told_apart_by"]), tuple(raw["also"]), attributes, never
    )
