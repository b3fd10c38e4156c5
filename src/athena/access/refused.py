"""How the door says no: a refusal that also names the rules that decided, who can change it, and its log entry."""

from __future__ import annotations

from athena import failures


class Refused(failures.Refused):
    """Raised when the door does not open; nothing has been released.

    Besides the five parts of every refusal (`code` is `access.<slug>`): `who` can change it; `rules` are the ids
    of the policy rules that decided, empty where none did; `entry` is the ledger entry that records the refusal,
    None where none does.
    """

    def __init__(
        self,
        code: str,
        *,
        what: str,
        why: str,
        remedy: str,
        who: str,
        where: str = "the door",
        rules: tuple[str, ...] = (),
        entry: int | None = None,
    ) -> None:
        """Keep the parts of the refusal; `code` is given without its `access.` prefix."""
        super().__init__(f"access.{code}", what, where, why, remedy)
        self.who = who
        self.rules = rules
        self.entry = entry

    def __str__(self) -> str:
        """The refusal as the block of text a person reads."""
        lines = [super().__str__(), f"  who can change it: {self.who}"]
        lines += [f"  rules: {', '.join(self.rules)}"] if self.rules else []
        lines += [f"  ledger entry: {self.entry}"] if self.entry is not None else []
        return "\n".join(lines)
