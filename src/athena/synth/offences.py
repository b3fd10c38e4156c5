"""The offences of each crime type, the usual methods and the things taken, read from `offences.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from athena.synth.offending import METHODS
from athena.synth.process import CRIME_TYPES


@dataclass(frozen=True)
class Offence:
    """One offence: Home Office class and subclass, the words that the crime system prints, and how frequent it is."""

    crime_type: int
    code: str
    text: str
    weight: float


@dataclass(frozen=True)
class Goods:
    """A sort of property with the range of its value in pounds."""

    text: str
    low: int
    high: int


@dataclass(frozen=True)
class OffenceBook:
    """All offences in one list; `of_type` gives the positions of each crime type's offences."""

    offences: tuple[Offence, ...]
    of_type: Mapping[int, tuple[int, ...]]
    methods: Mapping[int, tuple[str, ...]]
    goods: tuple[Goods, ...]
    goods_of: Mapping[int, tuple[int, ...]]

    def method(self, crime_type: int, number: int) -> str:
        """Return the words for a usual method, which are of one length of list for every type."""
        return self.methods[crime_type][number % METHODS]


@cache
def load_offences() -> OffenceBook:
    """Read the packaged list."""
    content = yaml.safe_load((resources.files("athena.synth") / "offences.yaml").read_text(encoding="utf-8"))
    offences = tuple(
        Offence(CRIME_TYPES.index(kind), str(one["code"]), str(one["text"]), float(one["weight"]))
        for kind, entries in content["offences"].items()
        for one in entries
    )
    of_type = {
        number: tuple(place for place, offence in enumerate(offences) if offence.crime_type == number)
        for number in range(len(CRIME_TYPES))
    }
    methods = {
        number: tuple(content["methods"].get(name, content["methods"]["other"]))
        for number, name in enumerate(CRIME_TYPES)
    }
    goods = tuple(Goods(str(one["text"]), int(one["low"]), int(one["high"])) for one in content["property"])
    goods_of = {CRIME_TYPES.index(name): tuple(numbers) for name, numbers in content["property_of"].items()}
    return OffenceBook(offences, of_type, methods, goods, goods_of)
