"""Choices: a field of the record says which of several redefinitions it is, beside the record type or instead of it.

`BODY=KIND:A,B` chooses BODY where the field KIND holds A or B; `BODY=IS-CRIME` where the condition (level 88) holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.columns import compile_column, is_number
from athena.ingest.mainframe.doubt import Doubt, Flags, Mask, flags, mark
from athena.ingest.mainframe.exact import exact_number
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import find_field, find_item
from athena.ingest.mainframe.spans import Span, window

_OPTION = "--choose"
_RULE = re.compile(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=\s*([\w-]+(?:\.[\w-]+)*)\s*(?::(.*))?")


@dataclass(frozen=True)
class Choice:
    """A redefinition, the field that chooses it, and the ranges of values that do; as paths and plain text."""

    path: str
    field: Node
    ranges: tuple[tuple[str, str], ...]

    def fits(self, value: str) -> bool:
        """Whether a value of the field, as text, chooses it."""
        return any(_between(value, low, high, self.field) for low, high in self.ranges)


class Choices:
    """All choices of a file: for columns of records, and for one record read by the exact decoder."""

    def __init__(self, layouts: Sequence[Layout], rules: Sequence[str], reading: Reading) -> None:
        self._reading = reading
        self.choices = [_choice(rule, layouts) for rule in rules]
        self._read = {one.field.path: compile_column(one.field, reading).decode for one in self.choices}
        ruled = {one.path for one in self.choices}
        groups = [
            [one.path for one in shared]
            for layout in layouts
            for parent in layout.root.walk()
            for shared in parent.storage()
        ]
        self._shared = [paths for paths in groups if ruled.intersection(paths)]

    def masks(self, span: Span) -> dict[str, Mask]:
        """For each redefinition that has a rule the rows that choose it."""
        values = {one.field.path: self._values(span, one.field) for one in self.choices}
        found: dict[str, Mask] = {one.path: np.zeros(span.count, bool) for one in self.choices}
        for one in self.choices:
            codes, words = values[one.field.path]
            fits = np.array([*(one.fits(word) for word in words), False], bool)
            found[one.path] |= fits[codes]
        return found

    def undecided(self, masks: dict[str, Mask], rows: int) -> Flags:
        """The rows in which every redefinition of some storage has a rule, and none of them is chosen."""
        doubts = flags(rows)
        for paths in self._shared:
            if all(path in masks for path in paths):
                mark(doubts, ~np.logical_or.reduce([masks[path] for path in paths]), Doubt.UNKNOWN_SEGMENT)
        return doubts

    def passed_over(self, record: bytes) -> frozenset[str]:
        """The paths that a record does not have, by its own bytes."""
        chosen = {one.path for one in self.choices if one.fits(self._word(one.field, record))}
        ruled = {one.path for one in self.choices}
        found: set[str] = set()
        for paths in self._shared:
            gone = set(paths) - chosen
            found |= gone if chosen.intersection(paths) else gone & ruled
        return frozenset(found)

    def _values(self, span: Span, field: Node) -> tuple["np.ndarray[tuple[int, ...], np.dtype[np.int64]]", list[str]]:
        view = window(span, field.offset, field.width, self._reading.page.space)
        found = self._read[field.path](view.rows)[0].dictionary_encode()
        words = [str(word).strip(" \0") for word in found.dictionary.to_pylist()]
        codes = np.asarray(pa.compute.fill_null(found.indices, len(words)), np.int64)
        if view.room is not None:
            codes[view.room < field.width] = len(words)
        return codes, words

    def _word(self, field: Node, record: bytes) -> str:
        data, picture = record[field.offset : field.end], field.item.picture
        if len(data) < field.width:
            return ""
        if is_number(field) and picture is not None:
            value = exact_number(field, picture, self._reading, data)
            return "" if value is None else str(value)
        return self._reading.page_of(field.path, field.name).decode(data).strip(" \0")


def _choice(rule: str, layouts: Sequence[Layout]) -> Choice:
    found = _RULE.fullmatch(rule)
    if found is None:
        raise LegacyRefusedError(
            "CHOICE",
            f"'{rule}' is no rule",
            where=_OPTION,
            remedy="Write REDEFINITION=FIELD:VALUE[,VALUE] or REDEFINITION=CONDITION, a level 88 of the copybook.",
        )
    path = find_item(layouts, found[1], _OPTION).path
    if found[3] is None:
        field, ranges = _condition(found[2], layouts)
    else:
        field = find_field(layouts, found[2], _OPTION)
        ranges = tuple((word.strip(), word.strip()) for word in found[3].split(","))
    _stands_once(field, layouts)
    return Choice(path, field, ranges)


def _condition(name: str, layouts: Sequence[Layout]) -> tuple[Node, tuple[tuple[str, str], ...]]:
    wanted = name.upper().replace("_", "-")
    for layout in layouts:
        for node in layout.root.walk():
            for condition in node.item.conditions:
                if condition.name == wanted and not node.is_group:
                    return find_field(layouts, node.path, _OPTION), tuple(condition.ranges)
    raise LegacyRefusedError(
        "UNKNOWN_CONDITION",
        f"no level 88 is called '{name}'",
        where=_OPTION,
        remedy="Name a condition of the copybook (athena legacy inspect lists them), or FIELD:VALUE.",
    )


def _stands_once(field: Node, layouts: Sequence[Layout]) -> None:
    inside = {
        inner.path for layout in layouts for node in layout.root.walk() if node.item.occurs for inner in node.walk()
    }
    if field.path in inside:
        raise LegacyRefusedError(
            "TABLE_FIELD",
            f"{field.path} stands in a table",
            where=_OPTION,
            remedy="Name a field that every record has once.",
        )


def _between(value: str, low: str, high: str, field: Node) -> bool:
    if is_number(field):
        try:
            return Decimal(low) <= Decimal(value) <= Decimal(high)
        except InvalidOperation:
            return False
    # THRU over letters goes by code points: A to I, J to R and S to Z are together in EBCDIC and in ASCII
    return low.rstrip() <= value <= high.rstrip() if low != high else value == low.rstrip()
