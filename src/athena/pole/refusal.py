"""How the vocabulary says no: what was refused, where, why, and what to do about it."""

from athena import failures


class Refused(failures.Refused, ValueError):
    """Something was refused, with a stable code and words for the person who can put it right.

    `code` never changes once released, so that a caller may branch on it; every other field is for people.
    `remedy` names what to do and who can do it. It is a `ValueError` too, so that a value type may be a pydantic
    validator.
    """


def unreadable(value_type: str, why: str) -> Refused:
    """Build the refusal of a text that is not a well-formed value, code `pole.value.<value_type>`.

    The text is not repeated: it may be somebody's name or number, and the caller knows which row it read.
    """
    return Refused(
        f"pole.value.{value_type}",
        f"a text given as {value_type.replace('_', ' ')}",
        "the value",
        why,
        "Keep the text as written and quarantine the row, or correct it at the source.",
    )
