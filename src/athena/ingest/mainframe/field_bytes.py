"""Values back to bytes, one column at a time: the inverse of each decoder."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.mainframe.codepages import CodePage, code_page
from athena.ingest.mainframe.columns import is_number, is_signed
from athena.ingest.mainframe.dates import DateRule, from_dates
from athena.ingest.mainframe.doubt import Bytes, Ints, Words
from athena.ingest.mainframe.edits import edit
from athena.ingest.mainframe.floats import encode_hex_float
from athena.ingest.mainframe.layout import Node
from athena.ingest.mainframe.picture import Category, Picture
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.usage import BINARY_LIKE, Usage
from athena.ingest.mainframe.wide import wide_of
from athena.ingest.mainframe.words import to_packed, to_zoned

Encode = Callable[[pa.Array], Bytes]
_ZONED_TO_ASCII = np.arange(256, dtype=np.uint8)
_ZONED_TO_ASCII[0xF0:0xFA] = np.frombuffer(b"0123456789", np.uint8)
_ZONED_TO_ASCII[0xC0:0xCA] = np.frombuffer(b"{ABCDEFGHI", np.uint8)
_ZONED_TO_ASCII[0xD0:0xDA] = np.frombuffer(b"}JKLMNOPQR", np.uint8)
_ZONED_TO_ASCII[0x4E], _ZONED_TO_ASCII[0x60] = ord("+"), ord("-")


def compile_bytes(node: Node, reading: Reading) -> Encode:
    """A function from the values of a column (no nulls) to their bytes, (n, width).

    It raises `LegacyRefusedError` DOES_NOT_FIT where a value is too long or the code page cannot say it.
    """
    rule = reading.date_of(node.path, node.name)
    if rule is not None:
        return _date(node, reading, rule)
    usage, picture = node.item.usage, node.item.picture
    if usage in (Usage.FLOAT, Usage.DOUBLE):
        return lambda values: _float(node, reading, values)
    if usage in (Usage.POINTER, Usage.INDEX) or picture is None:
        return lambda values: _binary_words(values.to_numpy(zero_copy_only=False).astype(np.int64), node.width)
    if is_number(node):
        return lambda values: _number(node, picture, reading, values)
    if usage is Usage.BYTES or (usage is Usage.DBCS and reading.graphic is None):
        return lambda values: np.frombuffer(b"".join(values.to_pylist()), np.uint8).reshape(-1, node.width)
    if usage is Usage.NATIONAL:
        return lambda values: _text(node, code_page(reading.national), values)
    if usage is Usage.DBCS and reading.graphic is not None:
        graphic = reading.graphic
        return lambda values: _text(node, graphic, values)
    page = reading.page_of(node.path, node.name)
    return lambda values: _text(node, page, values)


def does_not_fit(node: Node, what: str) -> LegacyRefusedError:
    """The refusal of a value its field cannot hold."""
    return LegacyRefusedError(
        "DOES_NOT_FIT",
        f"{what} does not fit {node.path}",
        where=str(node.item.place),
        remedy="Correct the value, or widen the field in the copybook.",
    )


def _text(node: Node, page: CodePage, values: pa.Array) -> Bytes:
    width = node.width
    if page.single_byte and pc.all(pc.string_is_ascii(values)).as_py() is not False:
        longest = pc.max(pc.binary_length(values)).as_py() or 0
        if longest > width:
            raise does_not_fit(node, f"a text of {longest} characters")
        pad = pc.ascii_lpad if node.item.justified else pc.ascii_rpad
        padded = pad(values, width=width, padding=" ")
        start, end = padded.offset * width, (padded.offset + len(padded)) * width
        data = padded.buffers()[2].to_pybytes()[start:end] if len(padded) else b""
        return np.frombuffer(data.translate(_encoding_table(page)), np.uint8).reshape(len(values), width)
    space = page.encode(" ")
    rows: list[bytes] = []
    for text in values.to_pylist():
        try:
            data = page.encode(text)
        except UnicodeEncodeError as error:
            raise does_not_fit(node, f"the character {text[error.start]!r}") from error
        if len(data) > width:
            raise does_not_fit(node, f"a text of {len(data)} bytes")
        filling = space * ((width - len(data)) // len(space))
        rows.append(filling + data if node.item.justified else data + filling)
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)


def _encoding_table(page: CodePage) -> bytes:
    table = bytearray(256)
    for code in range(128):
        found = page.chars.find(chr(code))
        table[code] = found if found >= 0 else page.space
    return bytes(table)


def _float(node: Node, reading: Reading, values: pa.Array) -> Bytes:
    numbers = values.to_numpy(zero_copy_only=False).astype(np.float64)
    if reading.floats in ("ibm", "ibm-little"):
        packed = encode_hex_float(numbers, node.width)
        return packed if reading.floats == "ibm" else np.ascontiguousarray(packed[:, ::-1])
    order = "<" if reading.floats == "ieee-little" else ">"
    data: npt.NDArray[np.uint8] = numbers.astype(f"{order}f{node.width}").view(np.uint8).reshape(-1, node.width)
    return data


def _number(node: Node, picture: Picture, reading: Reading, values: pa.Array) -> Bytes:
    unscaled = unscaled_integers(values, picture)
    if isinstance(unscaled, list):
        return _wide(node, picture, reading, unscaled)
    return number_bytes(node, picture, reading, unscaled)


def unscaled_integers(values: pa.Array, picture: Picture) -> Ints | list[int]:
    """The stored integers of a numeric column; a list of Python integers where 64 bits may be too few."""
    if pa.types.is_decimal(values.type):
        wide = wide_of(values)
        if picture.scale >= 0 and (wide.high.view(np.int64) == (wide.low.view(np.int64) >> np.int64(63))).all():
            return wide.low.view(np.int64)
        power = 10 ** max(-picture.scale, 0)
        highs, lows = wide.high.view(np.int64).tolist(), wide.low.tolist()
        return [((high << 64) + low) // power for high, low in zip(highs, lows, strict=True)]
    plain = values.to_numpy(zero_copy_only=False)
    if plain.dtype == np.uint64:
        return [int(value) for value in plain]
    whole: Ints = plain.astype(np.int64) // np.int64(10 ** max(-picture.scale, 0))
    return whole


def number_bytes(node: Node, picture: Picture, reading: Reading, values: Ints) -> Bytes:
    """The bytes of 64-bit unscaled integers under the usage of the node."""
    usage = node.item.usage
    if usage in BINARY_LIKE:
        return _binary(node, reading, values)
    if picture.category is Category.NUMERIC_EDITED or node.item.usage is Usage.NATIONAL:
        return _wide(node, picture, reading, [int(value) for value in values])
    sizes = np.abs(values).view(np.uint64)
    digits = picture.digits
    if digits < 19 and (sizes >= np.uint64(10**digits)).any():
        raise does_not_fit(node, f"the number {int(values[np.argmax(sizes)])}")
    if usage in (Usage.PACKED, Usage.PACKED_UNSIGNED):
        return _packed(node, values < 0, sizes)
    return _zoned(node, reading, values < 0, sizes)


def _binary(node: Node, reading: Reading, values: Ints) -> Bytes:
    bits = 8 * node.width
    if node.width < 8:
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if is_signed(node) else (0, 2**bits)
        if ((values < low) | (values >= high)).any():
            raise does_not_fit(node, f"the number {int(values[np.argmax(np.abs(values))])}")
    elif not is_signed(node) and (values < 0).any():
        raise does_not_fit(node, f"the number {int(values.min())}")
    data = _binary_words(values, node.width)
    little = node.item.usage is Usage.LITTLE or (node.item.usage is Usage.NATIVE and reading.native_little)
    return np.ascontiguousarray(data[:, ::-1]) if little else data


def _binary_words(values: Ints, width: int) -> Bytes:
    word = values.astype(">i8").view(np.uint8).reshape(-1, 8)
    if width <= 8:
        return word[:, 8 - width :]
    filling = np.where(values < 0, np.uint8(0xFF), np.uint8(0))[:, None]
    return np.concatenate((np.repeat(filling, width - 8, axis=1), word), axis=1)


def _big_endian(word: Words) -> Bytes:
    data: Bytes = word.astype(">u8").view(np.uint8).reshape(-1, 8)
    return data


def _packed(node: Node, negative: npt.NDArray[np.bool_], sizes: Words) -> Bytes:
    nibble = node.item.usage is Usage.PACKED
    high = 10**15 if nibble else 10**16
    word = to_packed(sizes % np.uint64(high))
    if nibble:
        sign = np.where(negative, np.uint64(0xD), np.uint64(0xC if is_signed(node) else 0xF))
        word = (word << np.uint64(4)) | sign
    above = to_packed(sizes // np.uint64(high))
    data = np.concatenate((_big_endian(above), _big_endian(word)), axis=1)
    if node.width > 16:
        data = np.concatenate((np.zeros((len(data), node.width - 16), np.uint8), data), axis=1)
    return data[:, data.shape[1] - node.width :]


def _zoned(node: Node, reading: Reading, negative: npt.NDArray[np.bool_], sizes: Words) -> Bytes:
    sign = node.item.sign
    separate = sign is not None and sign.separate
    width = node.width - int(separate)
    pieces: list[Bytes] = []
    rest = sizes
    for _ in range(0, width, 8):
        pieces.insert(0, _big_endian(to_zoned(rest % np.uint64(10**8))))
        rest = rest // np.uint64(10**8)
    joined = np.concatenate(pieces, axis=1)
    data = np.ascontiguousarray(joined[:, joined.shape[1] - width :])
    leading = sign is not None and sign.place == "leading"
    if separate:
        char = np.where(negative, np.uint8(0x60), np.uint8(0x4E))[:, None]
        data = np.concatenate((char, data) if leading else (data, char), axis=1)
    elif is_signed(node):
        zone = np.where(negative, np.uint8(0xD0), np.uint8(0xC0))
        at = 0 if leading else width - 1
        data[:, at] = (data[:, at] & 0x0F) | zone
    elif negative.any():
        raise does_not_fit(node, "a negative number")
    return data if reading.page_of(node.path, node.name).is_ebcdic else _ZONED_TO_ASCII[data]


def _wide(node: Node, picture: Picture, reading: Reading, values: list[int]) -> Bytes:
    """Numbers past 64 bits and edited ones, value by value."""
    rows = [_one(node, picture, reading, value) for value in values]
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), node.width)


def _one(node: Node, picture: Picture, reading: Reading, value: int) -> bytes:
    usage = node.item.usage
    page = reading.page_of(node.path, node.name)
    if picture.category is Category.NUMERIC_EDITED:
        return page.encode(edit(picture, value, blank_when_zero=node.item.blank_when_zero))
    if usage in BINARY_LIKE:
        little = usage is Usage.LITTLE or (usage is Usage.NATIVE and reading.native_little)
        try:
            return value.to_bytes(node.width, "little" if little else "big", signed=is_signed(node))
        except OverflowError as error:
            raise does_not_fit(node, f"the number {value}") from error
    digits = str(abs(value)).zfill(picture.digits)
    if len(digits) > picture.digits:
        raise does_not_fit(node, f"the number {value}")
    if usage is Usage.PACKED:
        sign = "d" if value < 0 else "c" if is_signed(node) else "f"
        return bytes.fromhex((digits + sign).zfill(2 * node.width))
    if usage is Usage.PACKED_UNSIGNED:
        return bytes.fromhex(digits.zfill(2 * node.width))
    if usage is Usage.NATIONAL:
        return digits.encode(reading.national)
    return _one_zoned(node, digits, value < 0, page.is_ebcdic)


def _one_zoned(node: Node, digits: str, negative: bool, ebcdic: bool) -> bytes:
    sign = node.item.sign
    data = bytearray(0xF0 + int(digit) for digit in digits)
    leading = sign is not None and sign.place == "leading"
    if sign is not None and sign.separate:
        data.insert(0 if leading else len(data), 0x60 if negative else 0x4E)
    elif is_signed(node):
        at = 0 if leading else len(data) - 1
        data[at] = (0xD0 if negative else 0xC0) | (data[at] & 0x0F)
    return bytes(data) if ebcdic else bytes(data).translate(_ZONED_TO_ASCII.tobytes())


def _date(node: Node, reading: Reading, rule: DateRule) -> Encode:
    picture = node.item.picture

    def encode(values: pa.Array) -> Bytes:
        digits = from_dates(values, rule)
        if picture is not None and picture.category is Category.NUMERIC:
            return number_bytes(node, picture, reading, digits)
        texts = [str(number).zfill(len(rule.format)) for number in digits.tolist()]
        return _text(node, reading.page_of(node.path, node.name), pa.array(texts, pa.string()))

    return encode
