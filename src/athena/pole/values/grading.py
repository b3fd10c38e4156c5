"""Intelligence gradings: 3x5x2, and the 5x5x5 before it, which stays as it was graded.

The two look alike and mean different things: `B` is a source in 5x5x5 and a piece of information in 3x5x2. There
is no conversion here, on purpose: nobody today can say what the officer of 2009 would have graded.
"""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_NEW = re.compile(r"([123])([A-E])([PC])((?:[AS]\d)*)")
_OLD = re.compile(r"([A-E])([1-5])([1-5])")
_CONDITIONS = ("A1", "A2", "A3", "S1", "S2")


@dataclass(frozen=True)
class Grading3x5x2:
    """A grading since about 2016: source 1 to 3, information A to E, handling P or C with its conditions.

    Meanings are in the code lists `source_grade`, `information_grade` and `handling_condition`. `str` prints
    `1AP` or `2BC A1 S2`.
    """

    source: str
    information: str
    handling: str
    conditions: tuple[str, ...] = ()

    @property
    def supports_identity(self) -> bool:
        """False when the source is not reliable (3) or the information suspected false (E).

        Such a report must not by itself create or confirm that two records are one person (fact sheet 4.5).
        """
        return self.source != "3" and self.information != "E"

    def __str__(self) -> str:
        """Print the grading."""
        return " ".join((self.source + self.information + self.handling, *self.conditions))


@dataclass(frozen=True)
class Grading5x5x5:
    """A grading before about 2016: source A to E, information 1 to 5, handling 1 to 5. `str` prints `B24`."""

    source: str
    information: str
    handling: str

    @property
    def supports_identity(self) -> bool:
        """False when the source is unreliable (D) or the information suspected false (5)."""
        return self.source != "D" and self.information != "5"

    def __str__(self) -> str:
        """Print the grading."""
        return self.source + self.information + self.handling


def parse_grading(text: str) -> Grading3x5x2 | Grading5x5x5:
    """Read a grading of either scheme; `1/A/P`, `1 A P` and `1AP` are one.

    Raises `Refused` (`pole.value.grading`) for another form, and for conditions that do not exist, stand twice,
    or stand on handling P, which has none.
    """
    plain = normalise_grading(text)
    if match := _OLD.fullmatch(plain):
        return Grading5x5x5(match[1], match[2], match[3])
    match = _NEW.fullmatch(plain)
    if match is None:
        raise unreadable("grading", "it is neither a 3x5x2 grading such as 1AP nor a 5x5x5 one such as B24")
    conditions = tuple(re.findall(r"[AS]\d", match[4]))
    if any(condition not in _CONDITIONS for condition in conditions) or len(set(conditions)) < len(conditions):
        raise unreadable("grading", f"its conditions are not each once of {', '.join(_CONDITIONS)}")
    if conditions and match[3] == "P":
        raise unreadable("grading", "handling P has no conditions")
    return Grading3x5x2(match[1], match[2], match[3], conditions)


def normalise_grading(text: str) -> str:
    """Remove spaces, strokes, commas and hyphens and raise letters; what `parse_grading` does first."""
    return re.sub(r"[\s/,\-]", "", text).upper()
