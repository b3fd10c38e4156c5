"""What checking a workspace against its ledger found: what is not as recorded, and what could not be checked."""

from __future__ import annotations

from dataclasses import dataclass

from athena.ledger.alarms import Alarm
from athena.ledger.omission import Omission


@dataclass(frozen=True)
class Findings:
    """Alarms in order of name, and what was left unchecked, each with who can check it."""

    alarms: tuple[Alarm, ...] = ()
    omissions: tuple[Omission, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        """Both together, in order."""
        return Findings(self.alarms + other.alarms, self.omissions + other.omissions)


def unchecked(what: str, why: str, who: str) -> Findings:
    """Nothing found, because `what` was not checked."""
    return Findings(omissions=(Omission(what, why, who),))
