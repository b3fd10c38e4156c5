"""Cases: what reading is for, who works on it, and who answers for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from athena.access.asking import CaseSeen
from athena.access.ground import Ground
from athena.access.principal import PrincipalId
from athena.access.refused import Refused

CaseId = NewType("CaseId", str)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LEAST_REASON = 10


@dataclass(frozen=True)
class Case:
    """One case with its ground, its members and its owner, who is always a member."""

    id: CaseId
    title: str
    reason: str
    ground: Ground
    owner: PrincipalId
    members: frozenset[PrincipalId]
    opened_at: datetime
    closed_at: datetime | None = None

    def seen(self, reader: PrincipalId) -> CaseSeen:
        """What the policy sees of this case when `reader` asks."""
        return CaseSeen(self.closed_at is None, reader in self.members, reader == self.owner)


def case_id(text: str) -> CaseId:
    """`text` as a case id: lower-case letters, digits and dashes. Refused with `access.bad-case` otherwise."""
    if not _ID.fullmatch(text):
        raise Refused(
            "bad-case",
            what=f"case {text!r}",
            why="a case id is lower-case letters, digits and dashes, at most 63",
            remedy="name it like burglary-ec1-0412",
            who="whoever opens the case",
        )
    return CaseId(text)


def stated_reason(text: str, for_what: str) -> str:
    """`text` as a reason somebody gives once. Refused with `access.reason-short` under ten characters.

    Beyond the law since 19 August 2025 (DUAA s.82) and asked for by choice: even a false reason is evidence.
    """
    if len(text.strip()) < _LEAST_REASON:
        raise Refused(
            "reason-short",
            what=for_what,
            why=f"a reason of at least {_LEAST_REASON} characters is asked once, and kept",
            remedy="say in a few words what this is for",
            who="whoever asks",
        )
    return text.strip()
