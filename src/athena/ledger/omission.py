"""What a verification did not check, said by name: silence must never be taken for soundness."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Omission:
    """One thing that was not checked: its name, why not here, and who can check it. It is no alarm."""

    what: str
    why: str
    who: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.what}: {self.why}; {self.who} can"
