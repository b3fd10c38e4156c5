"""A record as the index knows it: its class, its words and identifiers by field group, its time and place."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from athena.pole import LabelId
from athena.pole.values.name_forms import name_words, sound
from athena.search import schema as at
from athena.search.placing import Placing

Document = Mapping[str, object]
"""The fields of one document, as tantivy reads them."""

_EPOCH = date(1900, 1, 1)
_HASH_BITS = 44
_LIKE_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")


def class_of(kind: str, label: LabelId | int) -> str:
    """The class of a record: its kind and its label, which is all that a decision looks at."""
    return f"{kind}/{label}"


def key_of(record: str) -> int:
    """The number that stands for a record in joins: 63 bits of SHA-256 of its id. Only ever a first cut."""
    return int.from_bytes(hashlib.sha256(record.encode()).digest()[:8], "big") >> 1


def compact(text: str) -> str:
    """An identifier without what people write between its characters: letters and digits in upper case."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def day_of(value: object) -> int | None:
    """Days since 1900-01-01 of a date or timestamp; None for anything else."""
    if isinstance(value, datetime):
        value = value.date()
    return (value - _EPOCH).days if isinstance(value, date) else None


def arrival_rank(day: date) -> int:
    """The least rank by arrival of a record that was received on `day` or later."""
    return max(day_of(day) or 0, 0) << _HASH_BITS


def document(placing: Placing, row: Mapping[str, object]) -> Document:
    """The document of one current record. `row` holds the columns that `placing.columns` names."""
    record, label = str(row["record_id"]), row["label_id"]
    found: dict[str, object] = {
        at.ID: record,
        at.CLASS: f"{placing.kind}/{label}",
        at.KIND: placing.kind,
        at.SOURCE: row["source"],
    }
    key = key_of(record)
    found[at.KEY] = key
    found[at.BY_ARRIVAL] = _rank(day_of(row["received_at"]), key)
    _add_time(found, placing, row, key)
    if placing.names:
        _add_names(found, placing, row)
    for field, value in _identifiers(placing, row):
        _many(found, field).append(value)
    for column in placing.words:
        if text := row[column]:
            _many(found, at.words_of(placing.groups[column])).append(_spoken(str(text)))
    if placing.where:
        _add_place(found, row)
    if placing.role:
        found[at.ROLE] = row["role"]
        found[at.FROM], found[at.TO] = key_of(str(row["from_record"])), key_of(str(row["to_record"]))
    return found


def identifier_tokens(shape: str, text: str) -> tuple[str, ...]:
    """The tokens of one identifier; a postcode also by its sector and its outward part."""
    value = compact(text)
    if not value:
        return ()
    whole = (f"{shape}:{value}", f":{value}")
    if shape != "postcode" or len(value) < 5:
        return whole
    return (*whole, f"district:{value[:-3]}", f"sector:{value[:-2]}")


def born_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a partial date: itself, its month and its year, so that a year finds every birthday in it."""
    bare = text.rstrip("~")
    parts = bare.split("-")
    return tuple("born:" + "-".join(parts[: n + 1]) for n in range(len(parts)))


def _identifiers(placing: Placing, row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for column, shape in placing.identifiers.items():
        if text := row[column]:
            field = at.identifiers_of(placing.groups[column])
            for token in identifier_tokens(shape, str(text)):
                yield field, token
    for column in placing.born:
        if text := row[column]:
            for token in born_tokens(str(text)):
                yield at.identifiers_of(placing.groups[column]), token


def _add_names(found: dict[str, object], placing: Placing, row: Mapping[str, object]) -> None:
    words = dict.fromkeys(word for column in placing.names if row[column] for word in name_words(str(row[column])))
    if words:
        found[at.NAME] = list(words)
        found[at.SOUND] = [key for key in dict.fromkeys(map(sound, words)) if key]


def _add_time(found: dict[str, object], placing: Placing, row: Mapping[str, object], key: int) -> None:
    days = [day for column in placing.when if (day := day_of(row[column])) is not None]
    found[at.BY_EVENT] = _rank(days[0] if days else day_of(row["received_at"]), key)
    if days:
        found[at.DAY] = days[0]
        found[at.YEAR] = (date.fromordinal(_EPOCH.toordinal() + days[0])).year


def _add_place(found: dict[str, object], row: Mapping[str, object]) -> None:
    longitude, latitude = row["longitude"], row["latitude"]
    if isinstance(longitude, float) and isinstance(latitude, float) and math.isfinite(longitude + latitude):
        found[at.LONGITUDE], found[at.LATITUDE] = longitude, latitude


def _rank(day: int | None, key: int) -> int:
    """Newest first, and never a tie that another record's presence could turn: the day, then the record's own hash."""
    return (max(day or 0, 0) << _HASH_BITS) | (key & ((1 << _HASH_BITS) - 1))


def _spoken(text: str) -> str:
    """A code as the words it is made of; any other text as it is."""
    return text.replace("_", " ") if _LIKE_CODE.fullmatch(text) else text


def _many(found: dict[str, object], field: str) -> list[str]:
    values = found.setdefault(field, [])
    if not isinstance(values, list):
        raise TypeError(f"{field} holds one value and not many")
    return values
