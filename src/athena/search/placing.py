"""What of a record goes into the index, and where: read off the vocabulary, never listed a second time.

Every searchable property goes into fields of its own *field group*, so that the index can be asked only in the groups
that are open to a reader. Protected characteristics are in no field: nobody is found by them (Equality Act 2010 s.149).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from athena.pole import field_groups, kind, kinds, time_columns

NAMES = frozenset({"given_names", "middle_names", "family_name"})
IDENTIFIERS = frozenset(
    (
        "vin",
        "imsi",
        "asn",
        "serial_number",
        "registration_number",
        "uprn",
        "usrn",
        "email",
        "lsoa_code",
        "beat_code",
        "offence_code",
        "cjs_code",
    )
)
"""Properties that are looked up whole though no value type describes them."""

NOT_WORDS = frozenset(
    ("from_record", "to_record", "evidence", "from_kind", "to_kind", "source_reference", "warnings_text")
)
"""Nobody is searched for by these: ids that join records, who a source is, and warnings, which are often of health."""

KINDS = tuple(name for name in kinds() if name != "crime_count")
"""The kinds that are searched; a published count is about nobody and nothing that could be found."""

GROUPS = tuple(group for group, said in field_groups().items() if not said.sensitive and group != "provenance")
"""The field groups that are searched in, in the vocabulary's order."""


@dataclass(frozen=True)
class Placing:
    """Where the properties of one kind go: by what they are, each with its field group.

    `names`, `identifiers` (property to shape), `words` and `born` are searched; `when` is the first known of these
    columns; `where` says that the kind has coordinates; `role` that its records are links.
    """

    kind: str
    groups: Mapping[str, str]
    names: tuple[str, ...]
    identifiers: Mapping[str, str]
    words: tuple[str, ...]
    born: tuple[str, ...]
    when: tuple[str, ...]
    where: bool
    role: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the index reads of this kind, its origin among them."""
        origin = ("record_id", "version", "label_id", "source", "received_at", "valid_from", "valid_to", "withdrawn_at")
        own = (*self.names, *self.identifiers, *self.words, *self.born, *self.when)
        where = ("longitude", "latitude") if self.where else ()
        joined = ("from_record", "to_record", "role") if self.role else ()
        return tuple(dict.fromkeys((*origin, *own, *where, *joined)))


@cache
def placing(name: str) -> Placing:
    """The placing of the kind `name`. Refused as `athena.pole.kind` for a kind that there is not."""
    said = kind(name)
    groups = {column: prop.group for column, prop in said.properties.items()}
    own = [column for column in said.own if groups[column] in GROUPS and column not in NOT_WORDS]
    text = [column for column in own if said.properties[column].type == "text"]
    names = tuple(column for column in text if column in NAMES or column == "name_text")
    shapes = {column: shape for column in text if (shape := _shape(column, said.properties[column].form))}
    born = tuple(column for column in text if said.properties[column].form == "partial_date" and column not in shapes)
    taken = {*names, *shapes, *born}
    return Placing(
        kind=name,
        groups=groups,
        names=names,
        identifiers=shapes,
        words=tuple(column for column in text if column not in taken),
        born=tuple(column for column in born if groups[column] == "identity"),
        when=time_columns(name),
        where=groups.get("longitude") == "place",
        role=name == "link",
    )


def _shape(column: str, form: str | None) -> str | None:
    """The shape of an identifier: its value type, the kind that a reference is of, or its own name."""
    if form in ("vrm", "phone", "postcode", "imei"):
        return form
    if column in ("vrm", "postcode"):  # kept as text where a reader may have misread it
        return column
    if form == "pnc_id":
        return "pnc"
    if form == "cro_number":
        return "cro"
    if column.endswith("_reference") and column != "source_reference":
        return column.removesuffix("_reference")
    return column if column in IDENTIFIERS else None
