"""What a `mapping.py` states: which record type becomes which kind, under which key, and which field is carried where.

The mapping says it to the machine, as Ibis expressions; `carries` says it a second time, field by field, in plain
Python. The first loads the records. The second is what the loaded records are compared with, so that one slip of one
pen is found.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from athena.ingest.linking import record_of
from athena.ingest.source import Labelling, Part, Raw, Record, Rule
from athena.lake.versions import SLOT

Value: TypeAlias = "Decimal | date | str | tuple[Value, ...] | Mapping[str, Value] | None"
"""A value as the slow decoder reads it from the bytes, and as a property should hold it.

A table is a tuple with one value for each occurrence; an occurrence of several fields is a mapping by their names.
"""

_KEY_BETWEEN = "/"
_KEY_LENGTH = 16


@dataclass(frozen=True)
class Carried:
    """That a copybook field is carried into a property.

    `spelt` turns the field's value into what the property should hold; without it they are the same (text without
    the spaces around it, nothing for an empty one). Of a table it is given all occurrences, and several `Carried` may
    name one table. It must not call what the mapping calls.
    """

    field: str
    property: str
    spelt: Callable[[Value], Value] | None = None


@dataclass(frozen=True)
class Mapped:
    """One kind of record that one record type of the file gives.

    `key` names the fields by which the old system tells records of this type apart; a second record under the same
    key is rejected. `version` must rise when the mapping, the rules or the key change. A `derived` record is a
    further one from a row that another `Mapped` of the segment accounts for, and is not counted among the rows in.
    `also` are further records that only some rows have: of other kinds than `kind`, and not compared field by field.
    """

    name: str
    segment: str
    kind: str
    version: int
    label: Labelling
    key: Sequence[str]
    mapping: Callable[[Raw], Record]
    carries: Sequence[Carried] = ()
    rules: Sequence[Rule] = ()
    derived: bool = False
    also: Sequence[Part] = ()


def record_key(raw: Raw, fields: Sequence[str]) -> ir.StringValue:
    """The text by which a record is told apart: its key fields in plain form with slashes between, null if one is."""
    parts = [raw[field].strip() if raw[field].type().is_string() else raw[field].cast("string") for field in fields]
    whole = ibis.literal(_KEY_BETWEEN).join(parts)
    empty = ibis.or_(*((part.isnull()) | (part == "") for part in parts))
    return empty.ifelse(ibis.null("string"), whole)


def record_id(migration: str, name: str, raw: Raw, key: Sequence[str]) -> ir.StringValue:
    """The record id of another record of the same file, for links: that of `Mapped` `name` under these key fields.

    `key` names fields of this row that hold the other record's key. The id is the one that `athena.lake.versions`
    gives the first record of a key, and a migration admits no second.
    """
    return record_of(source_name(migration, name), raw[SLOT], record_key(raw, key))


def source_name(migration: str, name: str) -> str:
    """The name under which records of one `Mapped` stand in the lake."""
    return f"{migration}.{name}"


def key_hash(parts: Sequence[str]) -> str | None:
    """The `source_key` that the lake keeps for a key of these parts, computed apart from the engine."""
    if not all(parts):
        return None
    return hashlib.sha256(_KEY_BETWEEN.join(parts).encode()).hexdigest()[:_KEY_LENGTH]
