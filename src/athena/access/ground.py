"""Grounds: why records may be read at all, as data that anyone can read.

A ground file in `policy/grounds/` is a template; opening a case under it makes a ground in force, with an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NewType

from pydantic import Field, field_validator

from athena.access.asking import GroundSeen
from athena.access.operation import STATUTORY, Form
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.pole.definition import Definition, read_definition

GroundName = NewType("GroundName", str)
GroundId = NewType("GroundId", str)


class GroundKind(StrEnum):
    """What sort of purpose a ground is.

    The first six are the law enforcement purposes of DPA 2018 s.31 and alone open Part 3 records. The next two
    open published figures and nothing about a person. The last four are the uses of the log under s.62(4).
    """

    PREVENTION = "prevention"
    INVESTIGATION = "investigation"
    DETECTION = "detection"
    PROSECUTION = "prosecution"
    EXECUTION = "execution"
    PUBLIC_SECURITY = "public-security"
    STATISTICS = "statistics"
    PUBLISHED = "published"
    LOG_LAWFULNESS = "log-lawfulness"
    LOG_SELF_MONITORING = "log-self-monitoring"
    LOG_INTEGRITY = "log-integrity"
    LOG_CRIMINAL_PROCEEDINGS = "log-criminal-proceedings"

    @property
    def law_enforcement(self) -> bool:
        """Whether this is one of the purposes of s.31."""
        return self in _LAW_ENFORCEMENT


_LAW_ENFORCEMENT = frozenset(list(GroundKind)[:6])

SCHEDULE_8 = (
    "statutory-purposes",
    "administration-of-justice",
    "vital-interests",
    "safeguarding",
    "already-public",
    "legal-claims",
    "judicial-acts",
    "preventing-fraud",
    "archiving",
)
"""The conditions of DPA 2018 Schedule 8, paragraphs 1 to 9, by short name in the Schedule's order."""


class GroundFile(Definition):
    """One file of `policy/grounds/`: a purpose in one plain sentence, its law, and exactly what it opens.

    `schedule_8` and `policy_document` go together: sensitive processing needs both (s.35(5), s.42). `lasts_days`
    is how long a ground opened from it is in force. `standing` grounds serve the workspace's own standing cases.
    """

    kind: GroundKind = Field(strict=False)
    plain: str = Field(min_length=10)
    legal_basis: str = Field(min_length=3)
    schedule_8: str | None = None
    policy_document: str | None = None
    kinds: list[str] = Field(min_length=1)
    roles: list[Annotated[Role, Field(strict=False)]] = Field(min_length=1)
    operations: list[str] = Field(min_length=1)
    forms: list[Annotated[Form, Field(strict=False)]] = Field(min_length=1)
    lasts_days: int = Field(ge=1, le=3660)

    @field_validator("schedule_8")
    @classmethod
    def _known_condition(cls, condition: str | None) -> str | None:
        if condition is not None and condition not in SCHEDULE_8:
            raise ValueError(f"{condition!r} is no Schedule 8 condition; known: {', '.join(SCHEDULE_8)}")
        return condition

    @field_validator("operations")
    @classmethod
    def _statutory(cls, operations: list[str]) -> list[str]:
        for operation in operations:
            if operation not in STATUTORY:
                raise ValueError(f"{operation!r} is no operation of s.62(1)")
        return operations

    @field_validator("kinds")
    @classmethod
    def _no_wildcard(cls, kinds: list[str]) -> list[str]:
        if any("*" in kind for kind in kinds):
            raise ValueError("a ground names its kinds; a wildcard opens what nobody has thought of (s.57(3))")
        return kinds


@dataclass(frozen=True)
class Ground:
    """A ground in force: the template it came from, what it opens, and when it ends."""

    id: GroundId
    name: GroundName
    kind: GroundKind
    plain: str
    legal_basis: str
    schedule_8: str | None
    policy_document: str | None
    kinds: frozenset[str]
    roles: frozenset[Role]
    operations: frozenset[str]
    forms: frozenset[Form]
    expires: datetime

    def seen(self, now: datetime) -> GroundSeen:
        """What the policy sees of this ground at `now`."""
        return GroundSeen(
            str(self.kind),
            self.kinds,
            frozenset(str(role) for role in self.roles),
            self.operations,
            frozenset(str(form) for form in self.forms),
            self.schedule_8 is not None,
            self.policy_document is not None,
            now < self.expires,
        )


def read_grounds(folder: Path) -> Mapping[GroundName, GroundFile]:
    """Every ground template under `folder`/grounds by name, in name order.

    Raises the vocabulary's `Refused` (`pole.definition.*`) with file and line for a file that is not one.
    """
    files = sorted((folder / "grounds").glob("*.yaml"))
    return {GroundName(file.stem): read_definition(file, GroundFile) for file in files}


def ground_named(folder: Path, name: str) -> GroundFile:
    """The template called `name`. Refused with `access.ground-unknown`, listing those there are."""
    grounds = read_grounds(folder)
    if name not in grounds:
        raise Refused(
            "ground-unknown",
            what=f"open a case under {name!r}",
            where=str(folder / "grounds"),
            why="there is no ground of that name",
            remedy=f"name one of: {', '.join(grounds)}",
            who="whoever maintains the policy can add a ground",
        )
    return grounds[GroundName(name)]


def in_force(ground_id: GroundId, name: GroundName, template: GroundFile, now: datetime) -> Ground:
    """A ground opened from `template` at `now`, in force for its `lasts_days`."""
    return Ground(
        ground_id,
        name,
        template.kind,
        template.plain,
        template.legal_basis,
        template.schedule_8,
        template.policy_document,
        frozenset(template.kinds),
        frozenset(template.roles),
        frozenset(template.operations),
        frozenset(template.forms),
        now + timedelta(days=template.lasts_days),
    )
