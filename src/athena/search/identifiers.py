"""Which identifiers a text may be, by its shape: each reading named, and what to look up for it.

A shape says what a text could be, never that it was issued. Where two fit, both are looked up and both are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from athena.pole.refusal import Refused
from athena.pole.values.cro_number import CroNumber
from athena.pole.values.grid_reference import EastingNorthing, GridReference
from athena.pole.values.imei import Imei
from athena.pole.values.phone import Phone
from athena.pole.values.pnc_id import PncId
from athena.pole.values.postcode import Postcode
from athena.pole.values.vrm import candidate_readings
from athena.search.documents import compact
from athena.search.wild import pattern_of, wild


@dataclass(frozen=True)
class Reading:
    """One reading of a text: its shape, the tokens that it would have in the index, and how it is said.

    `pattern` is a regular expression over tokens instead, for a text with wildcards; `records` are ids of records, or
    one of an entity that stands for its records; `day` an event's day; `box` west, south, east and north in degrees,
    for a grid square.
    """

    shape: str
    said: str
    tokens: tuple[str, ...] = ()
    pattern: str | None = None
    records: tuple[str, ...] = ()
    day: date | None = None
    box: tuple[float, float, float, float] | None = None


SHAPES = {
    "vrm": "registration mark",
    "phone": "telephone number",
    "postcode": "postcode",
    "pnc": "PNC ID",
    "cro": "CRO number",
    "imei": "IMEI",
    "crime": "crime number",
    "custody": "custody number",
    "incident": "incident number",
    "report": "intelligence report number",
    "person": "nominal reference",
    "born": "date",
    "ref": "reference",
    "id": "record or entity",
}
"""The shapes that a query can name, as `vrm:AB12CDE`, and how each is said. `ref` is any reference."""

_NUMBERS = (
    ("crime", re.compile(r"[A-Z]{2}\d{7}/\d{2}|\d{2}[A-Z]?/\d{4,6}/\d{2}")),
    ("custody", re.compile(r"[A-Z]{2}\d{1,2}/\d{4,6}/\d{2}|\d{2}[A-Z]{2}/\d{4,6}/\d{2}")),
    ("incident", re.compile(r"[A-Z]{2}-\d{8}-\d{4}|\d{1,4}-\d{8}|\d{8}-\d{4}")),
    ("report", re.compile(r"[A-Z]{2}/\d{4,6}/\d{2}")),
)
"""How forces commonly write their numbers. Naming only: any reference is looked up among all of them."""

_DATES = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"), (3, 2, 1)),
)
_ID = re.compile(r"[PVDLO]-[0-9A-HJKMNP-TV-Z]{13}|[0-9a-f]{32}(\.[a-z0-9-]+)*")
"""The ids that Athena gives: of an entity, of a record, of a part of one."""

_BEGINNING = re.compile(r"[A-Z]{2}\d{2}[A-Z]{0,2}")
"""The beginning of a mark of the current series, which is what witnesses remember."""

_CURRENT = re.compile(r"[A-Z?]{2}[0-9?]{2}[A-Z?]{3}")
_LEAST_PARTIAL = 3
_LEAST_PHONE = 6
_LEAST_REFERENCE = 5
_LEAST_GRID = 6


def readings(text: str) -> tuple[Reading, ...]:
    """Every reading of `text`, the surest first; empty where it is only words."""
    if wild(text):
        return _wild_readings(text)
    if _ID.fullmatch(text):
        return (_by_id(text),)
    found = [one for reader in _READERS for one in reader(text)]
    return tuple(dict.fromkeys(found)) or _reference(text)


def reading_as(shape: str, text: str) -> tuple[Reading, ...]:
    """`text` read as `shape`, which the asker named: by its value type where it fits, else as it stands."""
    if wild(text):
        return (_wild(shape, text),)
    if shape == "id":
        return (_by_id(text),)
    sure = tuple(one for one in readings(text) if one.shape == shape)
    prefix = "" if shape == "ref" else shape
    return sure or (Reading(shape, f"{SHAPES[shape]} {text}", (f"{prefix}:{compact(text)}",)),)


def _by_id(text: str) -> Reading:
    return Reading("id", f"{SHAPES['id']} {text}", records=(text,))


def _grid(text: str) -> tuple[Reading, ...]:
    if len(compact(text)) < _LEAST_GRID:
        return ()
    try:
        square = GridReference.parse(text)
        corner = square.corner
        west, south = corner.to_wgs84()
        east, north = EastingNorthing(corner.easting + square.side, corner.northing + square.side).to_wgs84()
    except Refused:
        return ()
    return (Reading("grid", f"grid square {square}, {square.side:,} m wide", box=(west, south, east, north)),)


def joined(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """The readings of words that people write apart though they are one identifier: `AB12 CDE`, `07700 900123`.

    Only of shapes that words of a name cannot take by chance.
    """
    text = " ".join(words)
    if wild(text):
        letters = re.sub(r"[^A-Z0-9?*]", "", text.upper())
        return (_wild("vrm", text),) if _CURRENT.fullmatch(letters) else ()
    return tuple(
        one
        for one in readings(text)
        if one.tokens
        and (one.shape in ("phone", "pnc", "cro") or (one.shape in ("vrm", "postcode") and _whole(one, compact(text))))
    )


def _whole(one: Reading, value: str) -> bool:
    return len(value) == 7 if one.shape == "vrm" else one.tokens[0].startswith("postcode:")


def _vrm(text: str) -> tuple[Reading, ...]:
    letters = compact(text)
    if not (any(one.isdigit() for one in letters) and any(one.isalpha() for one in letters)):
        return ()
    if _BEGINNING.fullmatch(letters):
        said = f"registration mark {letters} or beginning so"
        return (Reading("vrm", said, pattern=f"vrm:{letters}[A-Z0-9]*"),)
    found = candidate_readings(letters)
    if found:
        exact = found[0].normalised == letters
        others = tuple(one.normalised for one in found if one.normalised != letters)
        said = f"registration mark {found[0] if exact else letters}"
        said += f" (also read as {', '.join(others)})" if others else ""
        return (Reading("vrm", said, tuple(f"vrm:{one.normalised}" for one in found)),)
    return ()


def _phone(text: str) -> tuple[Reading, ...]:
    digits = re.sub(r"\D", "", text)
    if len(digits) < _LEAST_PHONE or re.search(r"[^\d\s()+.\-]", text):
        return ()
    try:
        number = Phone.parse(text)
    except Refused:
        return ()
    return (Reading("phone", f"telephone number {number.national}", (f"phone:{compact(number.e164)}",)),)


def _postcode(text: str) -> tuple[Reading, ...]:
    value = compact(text)
    try:
        return (Reading("postcode", f"postcode {Postcode.parse(text)}", (f"postcode:{value}",)),)
    except Refused:
        pass
    for ending, token, said in (("1AA", "district", "postcode district"), ("AA", "sector", "postcode sector")):
        try:
            Postcode.parse(value + ending)
        except Refused:
            continue
        return (Reading("postcode", f"{said} {value}", (f"{token}:{value}",)),)
    return ()


def _checked(shape: str, parse: Callable[[str], object]) -> Callable[[str], tuple[Reading, ...]]:
    def read(text: str) -> tuple[Reading, ...]:
        try:
            value = str(parse(text))
        except Refused:
            return ()
        return (Reading(shape, f"{SHAPES[shape]} {value}", (f"{shape}:{compact(value)}",)),)

    return read


def _number(text: str) -> tuple[Reading, ...]:
    upper = text.upper()
    named = tuple(shape for shape, form in _NUMBERS if form.fullmatch(upper))
    value = compact(text)
    if named:
        said = " or ".join(SHAPES[shape] for shape in named)
        return (Reading(named[0], f"{said} {upper}", (f":{value}",)),)
    return ()


def _reference(text: str) -> tuple[Reading, ...]:
    value = compact(text)
    if len(value) >= _LEAST_REFERENCE and any(one.isdigit() for one in value):
        return (Reading("ref", f"reference {text}", (f":{value}",)),)
    return ()


def _date(text: str) -> tuple[Reading, ...]:
    for form, (year, month, day) in _DATES:
        if match := form.fullmatch(text):
            try:
                found = date(int(match[year]), int(match[month]), int(match[day]))
            except ValueError:
                return ()
            said = f"date {found.isoformat()}, of birth or of an event"
            return (Reading("born", said, (f"born:{found.isoformat()}",), day=found),)
    return ()


_READERS = (
    _checked("pnc", PncId.parse),
    _checked("cro", CroNumber.parse),
    _checked("imei", Imei.parse),
    _phone,
    _vrm,
    _postcode,
    _date,
    _grid,
    _number,
)


def _wild_readings(text: str) -> tuple[Reading, ...]:
    solid = re.sub(r"[^A-Za-z0-9]", "", text)
    if len(solid) < _LEAST_PARTIAL or not any(one.isdigit() for one in solid):
        return ()
    shape = "vrm" if any(one.isalpha() for one in solid) else "phone"
    return (_wild(shape, text), _wild("ref", text))


def _wild(shape: str, text: str) -> Reading:
    prefix = "" if shape == "ref" else shape
    return Reading(shape, f"{SHAPES[shape]} like {text.upper()}", pattern=f"{prefix}:{pattern_of(text)}")
