"""How the vocabulary says no: what was refused, where, why, and what to do about it."""

from athena import failures


class Refused(failures.Refused, ValueError):
    """Something was refused, with a stable code and words for the person who can put it right.

    `code` never changes once released, so that a caller may branch on it; every other field is for people.
    `remedy` names what to do and who can do it. It is a `ValueError` too, so that a value type may be a pydantic
    validator.
    """
