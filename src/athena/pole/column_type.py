"""Types of a property: one word in YAML, and what it is to DuckDB, to Arrow and to Python.

`text`, `integer` (32 bits), `bigint` (64 bits), `double`, `decimal(p,s)`, `boolean`, `date`, `timestamp`
(an instant, microseconds, UTC), `list<T>` and `struct<name: T, ...>`.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_SCALARS: Mapping[str, tuple[str, type]] = {
    "text": ("VARCHAR", str),
    "integer": ("INTEGER", int),
    "bigint": ("BIGINT", int),
    "double": ("DOUBLE", float),
    "boolean": ("BOOLEAN", bool),
    "date": ("DATE", dt.date),
    "timestamp": ("TIMESTAMP WITH TIME ZONE", dt.datetime),
}
_BITS = {"integer": 31, "bigint": 63}
_DECIMAL = re.compile(r"decimal\((\d{1,2}),(\d{1,2})\)")
_MAX_DECIMAL_DIGITS = 38
_TOKEN = re.compile(r"\s*(decimal\(\d+,\d+\)|[a-z_]+|[<>:,])\s*")


@dataclass(frozen=True)
class ColumnType:
    """The type of one property or of one part of a list or struct.

    `name` is a scalar's word, `list` or `struct`; `parts` holds a list's one element (under the name
    `element`) or a struct's fields in order, and is empty for a scalar.
    """

    name: str
    parts: tuple[tuple[str, "ColumnType"], ...] = ()

    def __str__(self) -> str:
        """Print the type as `parse_type` reads it."""
        if self.name == "list":
            return f"list<{self.parts[0][1]}>"
        if self.name == "struct":
            return "struct<" + ", ".join(f"{name}: {part}" for name, part in self.parts) + ">"
        return self.name

    @property
    def duckdb(self) -> str:
        """The type as DuckDB writes it."""
        if self.name == "list":
            return f"{self.parts[0][1].duckdb}[]"
        if self.name == "struct":
            return "STRUCT(" + ", ".join(f'"{name}" {part.duckdb}' for name, part in self.parts) + ")"
        if self.name.startswith("decimal"):
            return self.name.upper()
        return _SCALARS[self.name][0]

    def arrow(self) -> "pa.DataType":
        """Return the Arrow type; instants are UTC and carry microseconds, DuckDB's own resolution."""
        import pyarrow as pa  # a fifth of a second to import, and printing a schema does not need it

        if self.name == "list":
            return pa.list_(self.parts[0][1].arrow())
        if self.name == "struct":
            return pa.struct([(name, part.arrow()) for name, part in self.parts])
        if match := _DECIMAL.fullmatch(self.name):
            return pa.decimal128(int(match[1]), int(match[2]))
        return {
            "text": pa.string(),
            "integer": pa.int32(),
            "bigint": pa.int64(),
            "double": pa.float64(),
            "boolean": pa.bool_(),
            "date": pa.date32(),
            "timestamp": pa.timestamp("us", tz="UTC"),
        }[self.name]

    def complaint(self, value: object) -> str | None:
        """Say why `value` is not of this type, or None when it is; None itself is of no type."""
        if self.name == "list":
            return self._list_complaint(value)
        if self.name == "struct":
            return self._struct_complaint(value)
        if self.name.startswith("decimal"):
            return self._decimal_complaint(value)
        return self._scalar_complaint(value)

    def _list_complaint(self, value: object) -> str | None:
        if not isinstance(value, list | tuple):
            return f"{_sort(value)} is not a list"
        element = self.parts[0][1]
        return next((why for item in value if (why := element.complaint(item))), None)

    def _struct_complaint(self, value: object) -> str | None:
        names = [name for name, _ in self.parts]
        if not isinstance(value, Mapping) or sorted(value) != sorted(names):
            return f"{_sort(value)} is not a struct of {', '.join(names)}"
        return next((why for name, part in self.parts if (why := part.complaint(value[name]))), None)

    def _decimal_complaint(self, value: object) -> str | None:
        match = _DECIMAL.fullmatch(self.name)
        if not isinstance(value, Decimal) or not value.is_finite() or match is None:
            return f"{_sort(value)} is not a finite decimal"
        precision, scale = int(match[1]), int(match[2])
        # Rounding here would change an amount without anybody having decided to.
        if value != round(value, scale) or abs(value) >= Decimal(10) ** (precision - scale):
            return f"the number does not fit {self.name}"
        return None

    def _scalar_complaint(self, value: object) -> str | None:
        wanted = _SCALARS[self.name][1]
        # bool is an int and a datetime is a date to Python; neither is what the column means.
        if type(value) is not wanted and not (wanted is float and type(value) is int):
            return f"{_sort(value)} is not {self.name}"
        if isinstance(value, dt.datetime) and value.utcoffset() is None:
            return "the time has no zone, so it is not an instant"
        if (
            self.name in _BITS
            and isinstance(value, int)
            and not -(1 << _BITS[self.name]) <= value < (1 << _BITS[self.name])
        ):
            return f"the number does not fit {self.name}"
        return None


def _sort(value: object) -> str:
    # Never the value itself: a complaint is printed and logged, and the value may be somebody's name.
    return f"a value of Python type {type(value).__name__}"


@cache  # one row builder asks for the same dozen types a million times
def parse_type(text: str) -> ColumnType:
    """Read a type as YAML writes it.

    Raises `ValueError`, listing the known types, when any part of `text` is not one.
    """
    tokens = list(_tokens(text))
    found = _parse(tokens, text)
    if tokens:
        raise _unknown(text)
    return found


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unknown(text)
        yield match[1]
        position = match.end()


def _parse(tokens: list[str], text: str) -> ColumnType:
    name = _take(tokens, text)
    if name == "list":
        _expect("<", tokens, text)
        element = _parse(tokens, text)
        _expect(">", tokens, text)
        return ColumnType("list", (("element", element),))
    if name == "struct":
        return ColumnType("struct", tuple(_fields(tokens, text)))
    if name in _SCALARS or _good_decimal(name):
        return ColumnType(name)
    raise _unknown(text)


def _fields(tokens: list[str], text: str) -> Iterator[tuple[str, ColumnType]]:
    _expect("<", tokens, text)
    while True:
        name = _take(tokens, text)
        _expect(":", tokens, text)
        yield name, _parse(tokens, text)
        if _take(tokens, text) == ">":
            return


def _good_decimal(name: str) -> bool:
    match = _DECIMAL.fullmatch(name)
    return match is not None and 0 <= int(match[2]) <= int(match[1]) <= _MAX_DECIMAL_DIGITS


def _take(tokens: list[str], text: str) -> str:
    if not tokens:
        raise _unknown(text)
    return tokens.pop(0)


def _expect(token: str, tokens: list[str], text: str) -> None:
    if _take(tokens, text) != token:
        raise _unknown(text)


def _unknown(text: str) -> ValueError:
    known = ", ".join((*_SCALARS, "decimal(p,s)", "list<T>", "struct<name: T, ...>"))
    return ValueError(f"{text!r} is not a known type; the types are {known}")
