"""NHS numbers: ten digits, the last a modulo-11 check digit."""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_FORM = re.compile(r"[0-9]{10}")
_MODULUS = 11


@dataclass(frozen=True, order=True)
class NhsNumber:
    """An NHS number whose check digit follows from the other nine. It is health data wherever it stands.

    `str` prints it in the NHS's own groups, as `943 476 5919`.
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> "NhsNumber":
        """Read ten digits, spaces and hyphens ignored.

        Raises `Refused` (`pole.value.nhs_number`) for another form, a wrong check digit, and ten equal digits,
        which pass the check and are what forms are filled with.
        """
        digits = normalise_nhs_number(text)
        if not _FORM.fullmatch(digits):
            raise unreadable("nhs_number", "it is not ten digits")
        if _check(digits[:-1]) != int(digits[-1]):
            raise unreadable("nhs_number", "its check digit does not follow from the others")
        if len(set(digits)) == 1:
            raise unreadable("nhs_number", "ten equal digits are a filler")
        return cls(digits)

    def __str__(self) -> str:
        """Print the canonical form."""
        return f"{self.digits[:3]} {self.digits[3:6]} {self.digits[6:]}"


def normalise_nhs_number(text: str) -> str:
    """Remove spaces and hyphens; what `NhsNumber.parse` does first."""
    return re.sub(r"[\s-]", "", text)


def _check(nine: str) -> int:
    # Weights 10 to 2; a result of 10 fits no digit, so such a number is never given and never equals one.
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return (_MODULUS - total % _MODULUS) % _MODULUS
