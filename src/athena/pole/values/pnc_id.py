"""PNC IDs: the Police National Computer's number for a person, with its check letter."""

import datetime as dt
import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable
from athena.pole.values.check_letter import check_letter

# Without a slash only the full-width forms can be told apart: 7912345A might be 79/12345A or 7912/345A.
_FORM = re.compile(r"(?:(\d{4}|\d{2})/(\d{1,7})|(\d{4}|\d{2})(\d{7}))([A-Z])")


@dataclass(frozen=True, order=True)
class PncId:
    """A PNC ID: year, serial number (1 to 7 digits) and the check letter that follows from them.

    `str` prints `YYYY/NNNNNNNC`; `short` prints what officers write, `YY/NC`.
    """

    year: int
    serial: int

    @classmethod
    def parse(cls, text: str, today: dt.date | None = None) -> "PncId":
        """Read any usual form; a two-digit year up to `today`'s is of this century, else of the last.

        Raises `Refused` (`pole.value.pnc_id`) for another form, a year to come, or a wrong check letter.
        """
        now = (today or dt.date.today()).year
        match = _FORM.fullmatch(normalise_pnc_id(text))
        if match is None:
            raise unreadable("pnc_id", "it is not of the form YYYY/NNNNNNNC or YY/NC")
        year = _year(match[1] or match[3], now)
        if year > now:
            raise unreadable("pnc_id", "its year is still to come")
        found = cls(year, int(match[2] or match[4]))
        if found.letter != match[5]:
            raise unreadable("pnc_id", "its check letter does not follow from its digits")
        return found

    @property
    def letter(self) -> str:
        """The check letter, over the two-digit year and the serial padded to seven digits."""
        return check_letter(f"{self.year % 100:02d}{self.serial:07d}")

    @property
    def short(self) -> str:
        """The written form without century and leading zeros."""
        return f"{self.year % 100:02d}/{self.serial}{self.letter}"

    def __str__(self) -> str:
        """Print the canonical form, `YYYY/NNNNNNNC`."""
        return f"{self.year:04d}/{self.serial:07d}{self.letter}"


def normalise_pnc_id(text: str) -> str:
    """Remove spaces and raise letters; what `PncId.parse` does first."""
    return "".join(text.split()).upper()


def _year(digits: str, now: int) -> int:
    if len(digits) == len("1979"):
        return int(digits)
    century = now - now % 100
    return century + int(digits) - (0 if int(digits) <= now % 100 else 100)
