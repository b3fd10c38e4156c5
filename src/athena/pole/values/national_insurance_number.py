"""National Insurance numbers, by HMRC's rules for prefix and suffix; there is no check digit."""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_FORM = re.compile(r"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(\d{6})([A-D])")
_NEVER_GIVEN = frozenset(("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))


@dataclass(frozen=True, order=True)
class NationalInsuranceNumber:
    """A National Insurance number, well formed; nothing in it shows that it was copied well.

    `str` prints it in pairs, as `AB 12 34 56 C`.
    """

    prefix: str
    digits: str
    suffix: str

    @classmethod
    def parse(cls, text: str) -> "NationalInsuranceNumber":
        """Read a number with its suffix, spaces ignored.

        Raises `Refused` (`pole.value.national_insurance_number`) for another form, letters that prefixes never
        hold (D F I Q U V, O second), prefixes that are never given, and temporary numbers (`TN`).
        """
        match = _FORM.fullmatch(normalise_national_insurance_number(text))
        if match is None or match[1] in _NEVER_GIVEN:
            raise unreadable("national_insurance_number", "it is not a prefix in use, six digits and a suffix A to D")
        return cls(match[1], match[2], match[3])

    def __str__(self) -> str:
        """Print the canonical form."""
        pairs = (self.digits[:2], self.digits[2:4], self.digits[4:])
        return " ".join((self.prefix, *pairs, self.suffix))


def normalise_national_insurance_number(text: str) -> str:
    """Remove spaces and raise letters; what `NationalInsuranceNumber.parse` does first."""
    return "".join(text.split()).upper()
