"""What every rule must say of itself: an id, one plain sentence, its basis in law, and since when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from athena.access.roles import Role

RuleId = NewType("RuleId", str)

REQUIRED = ("id", "plain", "basis", "since")
"""The annotations without which a rule fails the build."""

OPTIONAL = ("withheld", "ask")
"""What a forbidding rule may add: how its effect is told to the reader, and which role to ask."""

WITHHELD = ("purpose", "restricted")

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LAW = re.compile(
    r"\b(DPA 2018|DUAA 2025|CPIA 1996|PACE 1984|Human Rights Act 1998|Equality Act 2010|PIRM 2023|APP on [a-z]+|"
    r"Government Security Classifications)\b"
)


@dataclass(frozen=True)
class Annotations:
    """The checked annotations of one rule.

    `plain` is one sentence a citizen understands; `basis` cites the law or code it rests on. `withheld` says
    how a refusal by this rule is told (`purpose` or `restricted`) and `ask` names the role to ask.
    """

    id: RuleId
    plain: str
    basis: str
    since: date
    withheld: str = "purpose"
    ask: Role | None = None


def complaints(raw: Mapping[str, str]) -> tuple[str, ...]:
    """Everything wrong with one rule's annotations, in reading order; empty when they are complete."""
    found = [f"@{name} is missing" for name in REQUIRED if not raw.get(name)]
    found += [f"@{name} is not known; known: {', '.join(REQUIRED + OPTIONAL)}" for name in raw if not _known(name)]
    if raw.get("id") and not _ID.fullmatch(raw["id"]):
        found.append("@id is not lower-case words joined by dashes")
    if raw.get("plain"):
        found += _plain_complaints(raw["plain"])
    if raw.get("basis") and not _LAW.search(raw["basis"]):
        found.append("@basis cites no law or code that the validator knows")
    if raw.get("since") and _date(raw["since"]) is None:
        found.append("@since is not a date such as 2026-11-23")
    return (*found, *_withheld_complaints(raw))


def read_annotations(raw: Mapping[str, str]) -> Annotations:
    """The annotations of a rule without complaints. Raises `ValueError` when there are any."""
    wrong = complaints(raw)
    since = _date(raw.get("since", ""))
    if wrong or since is None:
        raise ValueError("; ".join(wrong))
    return Annotations(
        RuleId(raw["id"]),
        raw["plain"],
        raw["basis"],
        since,
        raw.get("withheld", "purpose"),
        Role(raw["ask"]) if "ask" in raw else None,
    )


def _known(name: str) -> bool:
    return name in REQUIRED or name in OPTIONAL


def _plain_complaints(plain: str) -> list[str]:
    found = []
    if not plain.endswith(".") or plain.count(". ") > 0:
        found.append("@plain is not one sentence ending in a full stop")
    if len(plain.split()) > 40:
        found.append("@plain is longer than 40 words")
    if re.search(r"\bcontext\.|\bresource\.|::", plain):
        found.append("@plain speaks Cedar; a citizen must understand it")
    return found


def _withheld_complaints(raw: Mapping[str, str]) -> list[str]:
    found = []
    if "withheld" in raw and raw["withheld"] not in WITHHELD:
        found.append(f"@withheld is {raw['withheld']!r}; it is one of {', '.join(WITHHELD)}")
    if "ask" in raw and raw["ask"] not in set(Role):
        found.append(f"@ask names no role: {raw['ask']!r}")
    if raw.get("withheld") == "restricted" and "ask" not in raw:
        found.append('@withheld("restricted") needs @ask: a reader must know whom to ask')
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
