"""One column: which decoder reads an elementary item, and the Arrow type it gives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.binary import decode_binary
from athena.ingest.mainframe.codepages import CodePage, code_page
from athena.ingest.mainframe.dates import DateRule, to_dates
from athena.ingest.mainframe.doubt import Flags, flags
from athena.ingest.mainframe.edited import decode_edited
from athena.ingest.mainframe.floats import decode_hex_float, decode_ieee_float
from athena.ingest.mainframe.layout import Node
from athena.ingest.mainframe.numbers import Numbers, number_type, to_arrow
from athena.ingest.mainframe.packed import decode_packed
from athena.ingest.mainframe.picture import Category, Picture
from athena.ingest.mainframe.reading import National, Reading
from athena.ingest.mainframe.rows import Rows, dense
from athena.ingest.mainframe.text import Trim, decode_text
from athena.ingest.mainframe.usage import BINARY_LIKE, Usage
from athena.ingest.mainframe.zoned import ASCII_TO_ZONED, decode_zoned

Decode = Callable[[Rows], tuple[pa.Array, Flags]]
DecodeNumbers = Callable[[Rows], Numbers]


@dataclass(frozen=True)
class Column:
    """An elementary item made ready: its Arrow type and a function from rows of its bytes to values and doubts.

    `is_text` says that a field cut off by the end of the record still holds the text before the cut.
    """

    node: Node
    type: pa.DataType
    decode: Decode
    is_text: bool


def compile_column(node: Node, reading: Reading) -> Column:
    """The decoder of one elementary node under these options."""
    rule = reading.date_of(node.path, node.name)
    if rule is not None:
        return _date(node, reading, rule)
    usage, picture = node.item.usage, node.item.picture
    if usage in (Usage.FLOAT, Usage.DOUBLE):
        return _float(node, reading)
    if usage in (Usage.POINTER, Usage.INDEX) or picture is None:
        return Column(node, pa.int64(), _numeric(_address, pa.int64(), 0), False)
    if is_number(node):
        kind = _number_kind(node, picture)
        return Column(node, kind, _numeric(_numbers(node, picture, reading), kind, picture.scale), False)
    if usage is Usage.BYTES or (usage is Usage.DBCS and reading.graphic is None):
        return Column(node, pa.binary(), _as_bytes, False)
    page = _text_page(node, reading)
    trim = _trim(node, reading.trim)
    return Column(node, pa.string(), lambda rows: decode_text(rows, page, trim), True)


def is_number(node: Node) -> bool:
    """Whether an elementary node holds a number with a picture."""
    picture = node.item.picture
    return picture is not None and picture.category in (Category.NUMERIC, Category.NUMERIC_EDITED)


def is_signed(node: Node) -> bool:
    """Whether the stored form carries a sign."""
    picture = node.item.picture
    return bool(picture and picture.signed) or node.item.sign is not None


def _trim(node: Node, trim: Trim) -> Trim:
    """A JUSTIFIED item has its padding on the left."""
    return "left" if node.item.justified and trim == "right" else trim


def _text_page(node: Node, reading: Reading) -> CodePage:
    if node.item.usage is Usage.NATIONAL:
        return code_page(reading.national)
    if node.item.usage is Usage.DBCS and reading.graphic is not None:
        return reading.graphic
    return reading.page_of(node.path, node.name)


def _number_kind(node: Node, picture: Picture) -> pa.DataType:
    precision, scale = picture.precision, picture.scale
    if node.item.usage in BINARY_LIKE and (scale > 0 or precision > 18):
        # a binary item can hold more than its PICTURE says; the type has room for all of it
        room = len(str(2 ** (8 * node.width) - 1)) if node.width < 16 else 38
        precision = min(38, max(precision, room, scale))
    word = node.item.usage in BINARY_LIKE and not is_signed(node) and node.width == 8 and scale == 0
    return number_type(precision, scale, unsigned_word=word and precision <= 18)


def _numbers(node: Node, picture: Picture, reading: Reading) -> DecodeNumbers:
    usage, signed = node.item.usage, is_signed(node)
    if usage in BINARY_LIKE:
        little = usage is Usage.LITTLE or (usage is Usage.NATIVE and reading.native_little)
        bounded = usage is Usage.BINARY
        return lambda rows: decode_binary(rows, digits=picture.digits, signed=signed, bounded=bounded, little=little)
    if usage in (Usage.PACKED, Usage.PACKED_UNSIGNED):
        nibble = usage is Usage.PACKED
        return lambda rows: decode_packed(rows, digits=picture.digits, signed=signed, sign_nibble=nibble)
    page = reading.page_of(node.path, node.name)
    if usage is Usage.NATIONAL:
        return lambda rows: _zoned(_every_second(rows, reading.national), node, ascii_digits=True)
    if picture.category is Category.NUMERIC_EDITED:
        blank = node.item.blank_when_zero
        return lambda rows: decode_edited(rows, picture, page, blank_when_zero=blank)
    return lambda rows: _zoned(rows, node, ascii_digits=not page.is_ebcdic)


def _zoned(rows: Rows, node: Node, *, ascii_digits: bool) -> Numbers:
    numbers = decode_zoned(
        rows.translate(ASCII_TO_ZONED) if ascii_digits else rows, signed=is_signed(node), sign=node.item.sign
    )
    if node.item.blank_when_zero and numbers.null.any():
        blank = (rows.matrix() == (0x20 if ascii_digits else 0x40)).all(axis=1)
        numbers.null &= ~blank
        numbers.doubts[blank] = 0
        if isinstance(numbers.values, np.ndarray):
            numbers.values[blank] = 0
        else:
            numbers.values.high[blank] = 0
            numbers.values.low[blank] = 0
    return numbers


def _every_second(rows: Rows, codec: National) -> Rows:
    """UTF-16 digits have x'00' beside each; what is not so keeps a byte no digit has."""
    matrix = rows.matrix()
    zero, digit = (0, 1) if codec == "utf-16-be" else (1, 0)
    low = np.where(matrix[:, zero::2] == 0, matrix[:, digit::2], np.uint8(0x3F))
    return dense(np.ascontiguousarray(low).reshape(-1), rows.count, rows.width // 2)


def _address(rows: Rows) -> Numbers:
    return decode_binary(rows, digits=18, signed=False, bounded=True)


def _numeric(numbers: DecodeNumbers, kind: pa.DataType, scale: int) -> Decode:
    return lambda rows: to_arrow(numbers(rows), kind, scale)


def _as_bytes(rows: Rows) -> tuple[pa.Array, Flags]:
    return bytes_array(rows), flags(rows.count)


def bytes_array(rows: Rows) -> pa.Array:
    """The bytes themselves, one binary value a row."""
    offsets = np.arange(rows.count + 1, dtype=np.int32) * np.int32(rows.width)
    return pa.Array.from_buffers(
        pa.binary(), rows.count, [None, pa.py_buffer(offsets), pa.py_buffer(rows.packed_bytes())], 0
    )


def _float(node: Node, reading: Reading) -> Column:
    if reading.floats in ("ibm", "ibm-little"):
        swapped = reading.floats == "ibm-little"
        return Column(node, pa.float64(), lambda rows: decode_hex_float(rows, little=swapped), False)
    little = reading.floats == "ieee-little"
    kind = pa.float32() if node.width == 4 else pa.float64()
    return Column(node, kind, lambda rows: decode_ieee_float(rows, little=little), False)


def _date(node: Node, reading: Reading, rule: DateRule) -> Column:
    """A date is first a whole number: of the item's own kind, or of the digits in its text."""
    picture = node.item.picture
    if picture is not None and picture.category is Category.NUMERIC and picture.scale == 0:
        numbers = _numbers(node, picture, reading)
    else:
        ascii_digits = not reading.page_of(node.path, node.name).is_ebcdic

        def numbers(rows: Rows) -> Numbers:
            return decode_zoned(rows.translate(ASCII_TO_ZONED) if ascii_digits else rows, signed=False, sign=None)

    def decode(rows: Rows) -> tuple[pa.Array, Flags]:
        found = numbers(rows)
        whole = found.values.low if not isinstance(found.values, np.ndarray) else found.values
        return to_dates(whole.view(np.int64), found.null, found.doubts, rule)

    return Column(node, pa.date32(), decode, False)
