"""Offence codes: the Home Office class and subclass, and the CJS code. They are not translations of each other.

Codes change every year, so whatever looks one up says as at which offence date. No list is carried here.
"""

import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_HOME_OFFICE = re.compile(r"(\d{1,3})([A-Z]?)/(\d{2})")
_CJS = re.compile(r"([A-Z]{2})(\d{2})(\d{3})([A-Z]?)|(COML)(\d{3})")


@dataclass(frozen=True, order=True)
class HomeOfficeOffence:
    """A Home Office class (a number, sometimes with a letter) and its two-digit subclass.

    `str` prints three digits of class, as `008/01`; `short` drops the leading zeros.
    """

    offence_class: int
    letter: str
    subclass: str

    @classmethod
    def parse(cls, text: str) -> "HomeOfficeOffence":
        """Read `8/01` or `008/01`.

        Raises `Refused` (`pole.value.home_office_offence`) for another form. Digits without a stroke are refused:
        `10501` can be 105/01, and in other systems is a sequence number.
        """
        match = _HOME_OFFICE.fullmatch(normalise_offence(text))
        if match is None:
            raise unreadable("home_office_offence", "it is not a class and subclass such as 008/01")
        return cls(int(match[1]), match[2], match[3])

    @property
    def short(self) -> str:
        """The form without leading zeros, as `8/01`."""
        return f"{self.offence_class}{self.letter}/{self.subclass}"

    def __str__(self) -> str:
        """Print the canonical form."""
        return f"{self.offence_class:03d}{self.letter}/{self.subclass}"


@dataclass(frozen=True, order=True)
class CjsOffence:
    """A criminal justice system offence code: the Act's letters, two digits of its year, and a number.

    `TH68026` is of the Theft Act 1968. Common-law offences are `COML` and a number, without a year.
    """

    code: str

    @classmethod
    def parse(cls, text: str) -> "CjsOffence":
        """Read a CJS code.

        Raises `Refused` (`pole.value.cjs_offence`) for another form; local codes of one force are among those.
        """
        code = normalise_offence(text)
        if not _CJS.fullmatch(code):
            raise unreadable("cjs_offence", "it is not two letters and five digits such as TH68026")
        return cls(code)

    def __str__(self) -> str:
        """Print the code."""
        return self.code


def normalise_offence(text: str) -> str:
    """Remove spaces and raise letters; what both `parse` methods do first."""
    return "".join(text.split()).upper()
