"""Telephone numbers, read by Google's metadata through `phonenumbers` and kept in E.164."""

import re
from dataclasses import dataclass

import phonenumbers

from athena.pole.refusal import unreadable

# Ofcom's ranges for drama: they will never be given to anybody, and test data is full of them.
_DRAMA = re.compile(
    r"\+44(?:11[3-8]4960|1[2-6]14960|2079460|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)\d{3}"
)
# Service numbers: true of everybody's call record, so they connect nobody to anybody.
_SERVICE = frozenset({"999", "112", "111", "101", "105", "119", "123", "100", "195", "141", "1471", "116123"})


@dataclass(frozen=True, order=True)
class Phone:
    """A telephone number that can exist, in E.164, as `+442079460123`; `str` prints exactly that.

    A number identifies a line and not a person: numbers are recycled, shared and spoofed.
    """

    e164: str

    @classmethod
    def parse(cls, text: str, region: str = "GB") -> "Phone":
        """Read a number as dialled in `region` (ISO 3166 two letters), or with its country code.

        Raises `Refused` (`pole.value.phone`) when it is no possible number there, has an extension (which E.164
        cannot hold), or is a service number such as 999 or 101, which would connect everybody to everybody.
        """
        if re.sub(r"\D", "", text) in _SERVICE:
            raise unreadable("phone", "it is a service number that everybody calls")
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException as error:
            raise unreadable("phone", "it cannot be read as a telephone number") from error
        if number.extension:
            raise unreadable("phone", "it has an extension; keep that apart from the number")
        found = cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if not (found.fictitious or phonenumbers.is_valid_number(number)):
            raise unreadable("phone", "no such number can be given out under its numbering plan")
        return found

    @property
    def fictitious(self) -> bool:
        """Whether it lies in a range that Ofcom keeps for drama, so that it is nobody's."""
        return _DRAMA.fullmatch(self.e164) is not None

    @property
    def national(self) -> str:
        """The number as its own country writes it, for people: `020 7946 0123`."""
        number = phonenumbers.parse(self.e164, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)

    def __str__(self) -> str:
        """Print E.164."""
        return self.e164


def normalise_phone(text: str, region: str = "GB") -> str:
    """Return the E.164 form; raises as `Phone.parse`."""
    return str(Phone.parse(text, region))
