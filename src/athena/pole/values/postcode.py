"""UK postcodes: outward and inward parts, area, district and sector."""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

# The letters each position admits (British Standard 7666 and the Royal Mail's programmers' guide).
_OUTWARD = re.compile(r"[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY])")
_INWARD = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")
_GIROBANK = ("GIR", "0AA")
_INWARD_LENGTH = 3


@dataclass(frozen=True, order=True)
class Postcode:
    """A UK postcode, well formed; whether it is in use today only a postcode list can say.

    `str` prints outward and inward parts with one space, as `SW1A 1AA`.
    """

    outward: str
    inward: str

    @classmethod
    def parse(cls, text: str) -> "Postcode":
        """Read a full postcode with or without its space, in any case.

        Raises `Refused` (`pole.value.postcode`) for anything else, an outward part alone included.
        """
        packed = normalise_postcode(text)
        outward, inward = packed[:-_INWARD_LENGTH], packed[-_INWARD_LENGTH:]
        if (outward, inward) != _GIROBANK and not (_OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward)):
            raise unreadable("postcode", "it is not an outward and an inward part such as SW1A 1AA")
        return cls(outward, inward)

    @property
    def area(self) -> str:
        """The leading letters: `SW`."""
        return re.split(r"\d", self.outward)[0]

    @property
    def sector(self) -> str:
        """The outward part and the inward digit: `SW1A 1`."""
        return f"{self.outward} {self.inward[0]}"

    def __str__(self) -> str:
        """Print the canonical form."""
        return f"{self.outward} {self.inward}"


def normalise_postcode(text: str) -> str:
    """Remove spaces and raise letters; what `Postcode.parse` does first."""
    return "".join(text.split()).upper()
