"""The three ways the ledger says no: refused, try again, stop the line.

An audit write that fails stops the line: the caller must not hand out what it was about to record.
"""

from dataclasses import dataclass


@dataclass(eq=False)
class Failure(Exception):
    """Why something did not happen, in the same five parts every time.

    `code` is stable and machine-readable; `what` happened, `where`, `why`, and the `remedy` with who can apply it.
    """

    code: str
    what: str
    where: str
    why: str
    remedy: str

    def __str__(self) -> str:
        """One clear block for a person at a terminal."""
        return f"{self.what} [{self.code}]\n  where: {self.where}\n  why: {self.why}\n  what to do: {self.remedy}"


class Refused(Failure):
    """The request cannot be granted as asked; nothing was changed."""


class TryAgain(Failure):
    """Nothing was changed and the same request may succeed later."""


class StopTheLine(Failure):
    """The ledger could not be written or does not agree with itself: release nothing until a person has looked."""


class Malformed(Refused):
    """Bytes that are not in the one accepted form."""


def malformed(code: str, where: str, why: str) -> Malformed:
    """Build the refusal every strict parser raises: `where` names the format, `why` the rule that was broken."""
    return Malformed(
        code, "Not in the one accepted form", where, why, "Fetch or write it again; do not repair by hand."
    )
