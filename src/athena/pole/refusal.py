"""How the vocabulary says no: what was refused, where, why, and what to do about it."""


class Refused(ValueError):
    """Something was refused, with a stable code and words for the person who can put it right.

    `code` never changes once released, so that a caller may branch on it; every other field is for people.
    `remedy` names what to do and who can do it. A refusal never repeats a value of a record, because it is printed
    and logged where the record itself may not be seen. Fields are set once, at birth. (Not a frozen dataclass:
    Python itself assigns to an exception in flight, and a frozen one breaks inside a context manager.)
    """

    def __init__(self, code: str, what: str, where: str, why: str, remedy: str) -> None:
        """Keep the five parts of a refusal."""
        super().__init__(code, what, where, why, remedy)
        self.code = code
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        """Give the whole refusal in one line."""
        return f"[{self.code}] {self.what} at {self.where}: {self.why}. {self.remedy}"


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
