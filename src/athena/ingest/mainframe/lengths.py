"""What a person says of the record length in format L: fields and numbers, added and taken off."""

import re
from collections.abc import Sequence

from athena.ingest.mainframe.framing import LengthField, LengthKind
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import find_field
from athena.ingest.mainframe.usage import BINARY_LIKE, Usage

_OPTION = "--length-field"
_PLACE = re.compile(r"@(\d+):(\d)(?::(binary|little|digits|packed))?")


def length_terms(text: str, layouts: Sequence[Layout], before: int) -> tuple[tuple[LengthField, ...], int]:
    """The fields of an expression, and the sum of its numbers.

    `LEN`, `LEN + 4`, `KEY-LEN + DATA-LEN - 1` add fields of the copybook; a minus between words needs spaces or a
    number behind it, because names hold one too. `@3:2:little` is a place that no field names: two bytes from byte 3
    of the record, its `before` bytes included. Raises `LegacyRefusedError` UNKNOWN_FIELD.
    """
    fields: list[LengthField] = []
    constant = 0
    for sign, word in _words(text, layouts):
        if word.isdigit():
            constant += int(word) * (-1 if sign == "-" else 1)
        else:
            fields.append(_field(word, layouts, before, sign == "-"))
    if not fields:
        raise LegacyRefusedError(
            "LENGTH_FIELD",
            f"'{text}' names no field",
            where=_OPTION,
            remedy="Name the field that holds the record length, or its place as @OFFSET:BYTES:KIND.",
        )
    return tuple(fields), constant


def _words(text: str, layouts: Sequence[Layout]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    sign = "+"
    for piece in re.split(r"\s*(\+)\s*|\s+(-)\s+", text.strip()):
        if piece in ("+", "-"):
            sign = piece
        elif piece:
            left, minus, number = piece.rpartition("-")
            if minus and number.isdigit() and not _known(piece, layouts) and _known(left, layouts):
                found += [(sign, left), ("-", number)]
            else:
                found.append((sign, piece))
    return found


def _known(name: str, layouts: Sequence[Layout]) -> bool:
    for layout in layouts:
        try:
            layout.find(name)
        except KeyError:
            continue
        return True
    return False


def _field(word: str, layouts: Sequence[Layout], before: int, minus: bool) -> LengthField:
    if place := _PLACE.fullmatch(word):
        kind: LengthKind = place[3] or "binary"  # type: ignore[assignment]
        return LengthField(int(place[1]) - before, int(place[2]), kind, minus)
    node = find_field(layouts, word, _OPTION)
    return LengthField(node.offset, node.width, _kind(node), minus)


def _kind(node: Node) -> LengthKind:
    if node.item.usage is Usage.LITTLE:
        return "little"
    if node.item.usage in BINARY_LIKE:
        return "binary"
    return "packed" if node.item.usage is Usage.PACKED else "digits"
