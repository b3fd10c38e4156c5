"""Labels: the small tuple that access rules decide over.

Rows are many and labels are few, so a row carries a label's id and a rule decides once per label. The allowed
values, their meanings and the law behind each are in `labels.yaml`.
"""

import hashlib
import re
from dataclasses import astuple, dataclass, fields
from functools import cache, cached_property
from typing import NewType

from pydantic import Field

from athena.pole.definition import Definition, read_definition, vocabulary
from athena.pole.refusal import Refused

LabelId = NewType("LabelId", int)
"""A positive 63-bit number that stands for one label in a row's `label_id`."""


class LabelPart(Definition):
    """One part of a label: its allowed values with their meanings, and the law it rests on."""

    label: str = Field(min_length=1)
    description: str = Field(min_length=1)
    law: str = Field(min_length=1)
    why_not: str | None = None
    values: dict[str, str]


class Compartment(Definition):
    """The one free part of a label: what it is, and the pattern that a code name fits."""

    label: str = Field(min_length=1)
    description: str = Field(min_length=1)
    pattern: str = Field(min_length=1)


class LabelParts(Definition):
    """Everything that `labels.yaml` says."""

    parts: dict[str, LabelPart]
    compartment: Compartment


@cache
def label_parts() -> LabelParts:
    """Return the allowed parts of a label, with meanings and law."""
    return read_definition(vocabulary() / "labels.yaml", LabelParts)


@dataclass(frozen=True)
class Label:
    """What a rule needs to know of a record; every value is one that `labels.yaml` allows.

    `data_subject` is the category of DPA 2018 s.38(3) that the person has in this record and no other;
    `handling` the 3x5x2 handling code; `compartment` an operation's code name, or empty.
    Raises `Refused` (`pole.label.value`) for a value that is not allowed.
    """

    sensitivity: str
    data_subject: str
    handling: str
    lawful_basis: str
    review_group: str
    compartment: str = ""

    def __post_init__(self) -> None:
        """Refuse a value that is not allowed, so that no rule ever meets a word it does not know."""
        for name, part in label_parts().parts.items():
            if getattr(self, name) not in part.values:
                raise _refused(name, getattr(self, name), f"allowed are {', '.join(part.values)}")
        if self.compartment and not re.fullmatch(label_parts().compartment.pattern, self.compartment):
            raise _refused("compartment", self.compartment, "a code name is lower-case letters, digits and hyphens")

    def __str__(self) -> str:
        """Print the canonical text: `name=value` of every part in order, which `parse_label` reads."""
        return ";".join(f"{field.name}={value}" for field, value in zip(fields(self), astuple(self), strict=True))

    @cached_property
    def id(self) -> LabelId:
        """The label's stable number: the first 63 bits of the SHA-256 of its canonical text, never 0."""
        digest = hashlib.sha256(str(self).encode()).digest()
        # 63 bits, because the column is a signed BIGINT and a negative id would read as a mistake.
        return LabelId((int.from_bytes(digest[:8], "big") >> 1) or 1)


def parse_label(text: str) -> Label:
    """Read a label as `str` prints it.

    Raises `Refused`: `pole.label.form` when the text is not canonical, `pole.label.value` for a value that is
    not allowed.
    """
    names = [field.name for field in fields(Label)]
    pairs = [part.partition("=") for part in text.split(";")]
    if [name for name, _, _ in pairs] != names:
        raise Refused(
            "pole.label.form",
            "a label",
            repr(text),
            f"its parts must be {', '.join(names)}, in this order",
            "Print a label with str(); whoever wrote the text can correct it.",
        )
    return Label(**{name: value for name, _, value in pairs})


def _refused(name: str, value: object, why: str) -> Refused:
    return Refused(
        "pole.label.value",
        "a label",
        f"{name}={value!r}",
        why,
        "Run `athena schema --labels`; whoever sets the source's label can correct it.",
    )
