"""What an entry says was done: the six operations of DPA 2018 s.62(1), or a named other."""

from enum import StrEnum


class Operation(StrEnum):
    """One word per entry. The first six are the statute's; the rest are Athena's own and never stand in for them."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"

    REFUSAL = "refusal"
    POLICY_CHANGE = "policy-change"
    REGISTER_CHANGE = "register-change"
    GRANT = "grant"
    BREAK_GLASS = "break-glass"
    REVIEW = "review"
    NOTICE = "notice"
    OPENING = "opening"
    CLOSING = "closing"

    @property
    def statutory(self) -> bool:
        """Whether this is one of the six operations that s.62(1) obliges a competent authority to log."""
        return self in _STATUTORY


_STATUTORY = frozenset(list(Operation)[:6])
