"""How a written value is read before two are compared: one function a sort of value, the same in every run.

What cannot be read is nothing, and nothing agrees or disagrees with nothing.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from athena.failures import Refused
from athena.pole.values.phone import Phone
from athena.pole.values.vrm import candidate_readings, normalise_vrm

Reader = Callable[[str], str]

_ALIKE = str.maketrans("OI", "01")
_ABBREVIATED = {
    "ROAD": "RD", "STREET": "ST", "AVENUE": "AVE", "LANE": "LN", "CLOSE": "CL", "DRIVE": "DR", "COURT": "CT",
    "PLACE": "PL", "GARDENS": "GDNS", "CRESCENT": "CRES", "TERRACE": "TER", "SQUARE": "SQ", "APARTMENT": "FLAT",
    "APT": "FLAT", "SAINT": "ST",
}  # fmt: skip
_FORMS_OF_COMPANY = frozenset({"LTD", "LIMITED", "PLC", "LLP", "LLC", "INC", "CIC", "CO", "COMPANY", "THE"})


def letters(text: str) -> str:
    """Letters and digits, upper case, nothing between them."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def words(text: str) -> str:
    """Words of letters and digits, upper case, one space between them."""
    return " ".join(re.findall(r"[0-9A-Z]+", text.upper().replace("'", "")))


def digits(text: str) -> str:
    """Digits, without leading zeros, which some systems write and others do not."""
    return re.sub(r"\D", "", text).lstrip("0")


def imei(text: str) -> str:
    """The first fourteen digits, which name the handset; nothing where there are fewer."""
    found = re.sub(r"\D", "", text)
    return found[:14] if len(found) >= 14 and found.strip("0") else ""


def phone(text: str) -> str:
    """A telephone number as E.164 has it, without the plus; digits as they are where it is no possible number."""
    try:
        return Phone.parse(text).e164.lstrip("+")
    except Refused:
        return digits(text)


def mark(text: str) -> str:
    """A registration mark. What fits no series and has one reading that does (0 for O, 1 for I) is that reading."""
    written = normalise_vrm(text)
    readings = candidate_readings(text)
    if len(readings) == 1:
        return readings[0].normalised
    return written


def looks_like(text: str) -> str:
    """A mark with 0 and O, and 1 and I, as one: two marks that look alike may be one mark misread."""
    return text.translate(_ALIKE)


def year(text: str) -> str:
    """The year of a partial date."""
    found = re.match(r"\d{4}", text.strip())
    return found[0] if found else ""


def address(text: str) -> str:
    """An address in words, with `Road` as `RD` and the like; 61a and 61 A are one."""
    spaced = re.sub(r"(\d)\s+([A-Z])\b(?!\w)", r"\1\2", words(text))
    return " ".join(_ABBREVIATED.get(word, word) for word in spaced.split())


def company(text: str) -> str:
    """A name in words, without the form of company."""
    return " ".join(word for word in words(text.replace("&", " AND ")).split() if word not in _FORMS_OF_COMPANY)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "letters": letters,
        "word": words,
        "digits": digits,
        "imei": imei,
        "phone": phone,
        "mark": mark,
        "year": year,
        "address": address,
        "company": company,
    }
)
"""The readers that a rule may name."""
