"""Kinds: what each sort of record is, what properties it has, and the schemas and rows that follow from it.

One YAML file per kind in `kinds/`, plus `every_kind.yaml` with the columns that every record starts with. No
second copy exists: Arrow and DuckDB schemas, row checks and the `athena schema` pages are computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from athena.pole.code_list import code_list, code_lists
from athena.pole.column_type import ColumnType, parse_type
from athena.pole.definition import Definition, names_in, read_definition, refusal, vocabulary
from athena.pole.field_group import field_groups
from athena.pole.refusal import Refused

if TYPE_CHECKING:
    import pyarrow as pa

PoleCategory = Literal["person", "object", "location", "event"]
"""The four letters of POLE. A link between two records is recorded as what happened, so it is an event."""

Row = Mapping[str, object]
"""One checked row: every column of a kind in schema order, None where nothing is known."""

Form = Literal[
    "cjs_offence",
    "cro_number",
    "grading",
    "home_office_offence",
    "imei",
    "partial_date",
    "phone",
    "pnc_id",
    "postcode",
    "vrm",
]
"""The value types that a property may be held in; spelt out here so that reading a kind imports none of them."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


def _known_type(text: str) -> str:
    parse_type(text)
    return text


def _known_group(name: str) -> str:
    if name not in field_groups():
        raise ValueError(f"{name!r} is not a field group; field_groups.yaml knows {', '.join(field_groups())}")
    return name


def _known_codes(name: str) -> str:
    # The list itself is read when a value is checked: a schema is needed more often than the codes.
    if name not in code_lists():
        raise ValueError(f"{name!r} is not a code list; known are {', '.join(code_lists())}")
    return name


class Property(Definition):
    """One property as its YAML says it.

    `group` is the field group that access rules decide over. `pole` is the attribute's name in the NPCC POLE
    data standard as the public iHub schema spells it; absent where the name is not public. `codes` names the
    code list that every value comes from, `form` the value type in whose canonical writing it is held.
    `why_not` says what a reader would be tempted to do, and must not.
    """

    type: Annotated[str, AfterValidator(_known_type)]
    label: Text
    group: Annotated[str, AfterValidator(_known_group)]
    description: Text
    required: bool = False
    pole: Text | None = None
    codes: Annotated[str, AfterValidator(_known_codes)] | None = None
    form: Form | None = None
    why_not: Text | None = None

    @property
    def column_type(self) -> ColumnType:
        """The parsed type."""
        return parse_type(self.type)


class _EveryKind(Definition):
    properties: dict[Name, Property]


class _KindFile(Definition):
    label: Text
    plural: Text
    pole: PoleCategory
    description: Text
    why_not: Text | None = None
    properties: dict[Name, Property]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its words, and every property by name in column order.

    `properties` holds the columns of every kind first, then the kind's own; `own` names the latter.
    """

    name: str
    label: str
    plural: str
    pole: PoleCategory
    description: str
    why_not: str | None
    properties: Mapping[str, Property]
    own: tuple[str, ...]

    def columns(self) -> Mapping[str, str]:
        """Return each column's DuckDB type text, in column order."""
        return {name: prop.column_type.duckdb for name, prop in self.properties.items()}

    def arrow_schema(self) -> "pa.Schema":
        """Return the Arrow schema, in column order; a required property is not nullable."""
        import pyarrow as pa  # a fifth of a second to import, and printing a kind does not need it

        return pa.schema(
            [
                pa.field(name, prop.column_type.arrow(), nullable=not prop.required)
                for name, prop in self.properties.items()
            ]
        )

    def row(self, **values: object) -> Row:
        """Check the kind's own properties and return them in column order, None where none was given.

        For a mapping, which knows what a row says and nothing of where it came from.
        Raises `Refused`: `pole.row.unknown`, `pole.row.missing`, `pole.row.type`, `pole.row.code`,
        `pole.row.form`. A value is checked and never changed: a mapping normalises, and keeps the original.
        """
        return self._checked(self.own, values)

    def record(self, **values: object) -> Row:
        """Check a whole record, the columns of every kind included, and return it in column order.

        Raises `Refused` as `row` does.
        """
        return self._checked(tuple(self.properties), values)

    def _checked(self, names: tuple[str, ...], values: Mapping[str, object]) -> Row:
        for name in values:
            if name not in names:
                raise self._refused("unknown", name, "there is no such property here")
        return {name: self._value(name, values.get(name)) for name in names}

    def _value(self, name: str, value: object) -> object:
        prop = self.properties[name]
        if value is None:
            if prop.required:
                raise self._refused("missing", name, "a value is required")
            return None
        if complaint := prop.column_type.complaint(value):
            raise self._refused("type", name, complaint)
        if prop.codes is not None and value not in code_list(prop.codes).codes:
            raise self._refused("code", name, f"{value!r} is not a code of the list {prop.codes}")
        if prop.form is not None and (complaint := _form_complaint(prop.form, str(value))):
            raise self._refused("form", name, complaint)
        return value

    def _refused(self, code: str, name: str, why: str) -> Refused:
        remedy = f"Run `athena schema {self.name}` for the properties; whoever wrote the mapping can correct it."
        return Refused(f"pole.row.{code}", "a row", f"{self.name}.{name}", why, remedy)


@cache
def every_kind() -> Mapping[str, Property]:
    """Return the properties that every record starts with, in column order."""
    return read_definition(vocabulary() / "every_kind.yaml", _EveryKind).properties


@cache
def kinds() -> tuple[str, ...]:
    """Return the names of all kinds, in alphabetical order, without reading any of them."""
    return names_in(vocabulary() / "kinds")


@cache
def kind(name: str) -> Kind:
    """Return one kind, read once and kept.

    Raises `Refused` (`pole.kind.unknown`) for a name that has no file, and as `read_definition` does.
    """
    if name not in kinds():
        raise Refused(
            "pole.kind.unknown",
            "a kind of record",
            repr(name),
            "no such kind is defined",
            f"Known: {', '.join(kinds())}.",
        )
    return load_kind(vocabulary() / "kinds" / f"{name}.yaml", name)


def load_kind(path: Traversable, name: str) -> Kind:
    """Read one kind from `path`; for the packaged kinds use `kind`.

    Raises `Refused` as `read_definition` does, and `pole.definition.inconsistent` when a property takes the
    name of a column of every kind, or has codes or a form without being text.
    """
    found = read_definition(path, _KindFile)
    for own, prop in found.properties.items():
        if own in every_kind():
            raise refusal("inconsistent", path, 0, f"properties.{own}: every kind has this column already")
        if (prop.codes is not None or prop.form is not None) and prop.type != "text":
            raise refusal("inconsistent", path, 0, f"properties.{own}: what has codes or a form is text")
    return Kind(
        name=name,
        label=found.label,
        plural=found.plural,
        pole=found.pole,
        description=found.description,
        why_not=found.why_not,
        properties={**every_kind(), **found.properties},
        own=tuple(found.properties),
    )


def _form_complaint(form: Form, text: str) -> str | None:
    from athena.pole.values.form import canonical  # brings in phonenumbers, which a schema does not need

    try:
        return None if canonical(form, text) == text else f"it is a {form} and not in its canonical form"
    except Refused as refused:
        return refused.why
