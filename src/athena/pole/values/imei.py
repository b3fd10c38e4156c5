"""IMEI: the number of a mobile handset, fifteen digits with a Luhn check digit (3GPP TS 23.003)."""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_FORM = re.compile(r"[0-9]{15}")


@dataclass(frozen=True, order=True)
class Imei:
    """An IMEI whose check digit follows from the other fourteen. It can be altered, and clones share one.

    `str` prints the fifteen digits.
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> "Imei":
        """Read fifteen digits, spaces, hyphens and strokes ignored.

        Raises `Refused` (`pole.value.imei`) for another form, fourteen digits or the sixteen of an IMEISV among
        them, for a wrong check digit (networks often send 0 in its place), and for equal digits throughout.
        """
        digits = normalise_imei(text)
        if not _FORM.fullmatch(digits):
            raise unreadable("imei", "it is not fifteen digits")
        if _check(digits[:-1]) != int(digits[-1]):
            raise unreadable("imei", "its check digit does not follow from the others")
        if len(set(digits)) == 1:
            raise unreadable("imei", "equal digits throughout are a filler")
        return cls(digits)

    @property
    def type_allocation_code(self) -> str:
        """The first eight digits, which name the make and model."""
        return self.digits[:8]

    def __str__(self) -> str:
        """Print the digits."""
        return self.digits


def normalise_imei(text: str) -> str:
    """Remove spaces, hyphens and strokes; what `Imei.parse` does first."""
    return re.sub(r"[\s/-]", "", text)


def _check(fourteen: str) -> int:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(fourteen))
    return -sum(value // 10 + value % 10 for value in doubled) % 10
