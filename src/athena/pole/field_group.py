"""Field groups: the handfuls of properties that access rules speak of together."""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from athena.pole.definition import Definition, read_definition, vocabulary


class FieldGroup(Definition):
    """What a group of properties holds, and whether reading it is sensitive processing.

    `sensitive` marks properties that reveal what DPA 2018 s.35(8) lists (race or ethnic origin, health,
    religion and the like): their purpose must name a Schedule 8 condition and a policy document.
    """

    label: str = Field(min_length=1)
    description: str = Field(min_length=1)
    sensitive: bool = False
    why_not: str | None = None


class _FieldGroups(Definition):
    groups: dict[str, FieldGroup]


@cache
def field_groups() -> Mapping[str, FieldGroup]:
    """Return every field group by name, in the order of `field_groups.yaml`."""
    return read_definition(vocabulary() / "field_groups.yaml", _FieldGroups).groups
