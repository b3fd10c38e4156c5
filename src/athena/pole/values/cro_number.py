"""CRO numbers: the Criminal Records Office's number, given with fingerprints, in its two forms."""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable
from athena.pole.values.check_letter import check_letter

_FULL = re.compile(r"(\d{1,6})/(\d{2})([A-Z])")
_NO_PRINTS = re.compile(r"SF(\d{2})/(\d{1,6})([A-Z])")


@dataclass(frozen=True, order=True)
class CroNumber:
    """A CRO number: two-digit year, serial number, and whether it is the `SF` form, given without prints.

    The year has no century on it, and none is invented. `str` prints `NNNNNN/YYC` or `SFYY/NC`.
    """

    year: int
    serial: int
    without_prints: bool = False

    @classmethod
    def parse(cls, text: str) -> "CroNumber":
        """Read either form.

        Raises `Refused` (`pole.value.cro_number`) for another form, a wrong check letter, and the dummy
        `000000/00Z`, which systems write for "none" and which many people share. The CJS definition gives `SF`
        numbers to 1939-95 only; that is not enforced, because the Ministry of Justice's own vectors hold SF05.
        """
        found, letter = _read(normalise_cro_number(text))
        if found.letter != letter:
            raise unreadable("cro_number", "its check letter does not follow from its digits")
        if found.serial == 0:
            raise unreadable("cro_number", "a serial of zeros is the dummy that systems write for none")
        return found

    @property
    def letter(self) -> str:
        """The check letter; the serial is padded to six digits, except in the `SF` form, where it is not."""
        serial = str(self.serial) if self.without_prints else f"{self.serial:06d}"
        return check_letter(f"{self.year:02d}{serial}")

    def __str__(self) -> str:
        """Print the canonical form."""
        if self.without_prints:
            return f"SF{self.year:02d}/{self.serial}{self.letter}"
        return f"{self.serial:06d}/{self.year:02d}{self.letter}"


def normalise_cro_number(text: str) -> str:
    """Remove spaces and raise letters; what `CroNumber.parse` does first."""
    return "".join(text.split()).upper()


def _read(text: str) -> tuple[CroNumber, str]:
    if match := _NO_PRINTS.fullmatch(text):
        return CroNumber(int(match[1]), int(match[2]), without_prints=True), match[3]
    if match := _FULL.fullmatch(text):
        return CroNumber(int(match[2]), int(match[1])), match[3]
    raise unreadable("cro_number", "it is not of the form NNNNNN/YYC or SFYY/NC")
