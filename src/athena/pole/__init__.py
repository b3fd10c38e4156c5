"""The vocabulary: kinds of record, their properties, labels and code lists, as data and a small engine.

The data are YAML files that are meant to be read (`kinds/`, `codes/`, `labels.yaml`, `field_groups.yaml`,
`every_kind.yaml`); the functions here are the only way to them.
"""

from athena.pole.code_list import Alias, Code, CodeList, code_list, code_lists
from athena.pole.column_type import ColumnType, parse_type
from athena.pole.field_group import FieldGroup, field_groups
from athena.pole.kind import Kind, Property, Row, every_kind, kind, kinds
from athena.pole.label import Label, LabelId, LabelPart, label_parts, parse_label
from athena.pole.refusal import Refused
from athena.pole.shown_by import place_column, time_columns, title_column

__all__ = [
    "Alias",
    "Code",
    "CodeList",
    "ColumnType",
    "FieldGroup",
    "Kind",
    "Label",
    "LabelId",
    "LabelPart",
    "Property",
    "Refused",
    "Row",
    "code_list",
    "code_lists",
    "every_kind",
    "field_groups",
    "kind",
    "kinds",
    "label_parts",
    "parse_label",
    "parse_type",
    "place_column",
    "time_columns",
    "title_column",
]
