"""Text columns: bytes of a code page to Arrow strings, whole columns at a time."""

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.mainframe.codepages import UNDEFINED, CodePage
from athena.ingest.mainframe.doubt import Bytes, Doubt, Flags, Mask, flags, mark
from athena.ingest.mainframe.rows import Rows
from athena.ingest.mainframe.wide import validity

Trim = Literal["right", "left", "both", "none"]


def decode_text(rows: Rows, page: CodePage, trim: Trim) -> tuple[pa.Array, Flags]:
    """Strings of a column.

    Wholly low-values or high-values become null with their reason; x'00' after the text is trimmed like a space
    and flagged NUL_PADDING; other control characters and undefined bytes stay in the text, flagged.
    """
    if not page.single_byte:
        return _decode_codec(rows, page, trim)
    raw = rows.packed_bytes()
    plain = raw.translate(page.plain)
    shape = np.frombuffer(plain, np.uint8)
    if rows.count == 0 or rows.width == 0 or (int(shape.min()) >= 0x20 and int(shape.max()) < 0x7F):
        return _trimmed(_fixed(plain, rows.count, rows.width, None), trim, " "), flags(rows.count)
    return _decode_odd(np.frombuffer(raw, np.uint8).reshape(rows.count, rows.width), plain, page, trim)


def _fixed(data: bytes, count: int, width: int, null: Mask | None) -> pa.Array:
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32) if width else np.zeros(count + 1, np.int32)
    return pa.Array.from_buffers(pa.string(), count, [validity(null), pa.py_buffer(offsets), pa.py_buffer(data)], -1)


def _trimmed(array: pa.Array, trim: Trim, characters: str) -> pa.Array:
    if trim == "right":
        return pc.ascii_rtrim(array, characters)
    if trim == "left":
        return pc.ascii_ltrim(array, characters)
    return pc.ascii_trim(array, characters) if trim == "both" else array


def _decode_odd(raw: Bytes, plain: bytes, page: CodePage, trim: Trim) -> tuple[pa.Array, Flags]:
    """A column in which some row holds a control character or one outside ASCII; only those rows pay for it."""
    count, width = raw.shape
    shape = np.frombuffer(plain, np.uint8).reshape(count, width)
    odd = ((shape < 0x20) | (shape >= 0x7F)).any(axis=1)
    doubts = flags(count)
    base = _fixed(plain.translate(_ONLY_ASCII), count, width, None)
    at = np.flatnonzero(odd)
    strings, reasons, null = _decode_rows(raw[at], page)
    doubts[at] = reasons
    everywhere = np.zeros(count, bool)
    everywhere[at] = null
    merged = pc.replace_with_mask(base, pa.array(odd), strings)
    merged = _trimmed(merged, trim, " \x00" if (reasons == Doubt.NUL_PADDING).any() else " ")
    if everywhere.any():
        merged = pc.if_else(pa.array(everywhere), pa.scalar(None, pa.string()), merged)
    return merged, doubts


_ONLY_ASCII = bytes(byte if byte < 0x80 else 0x3F for byte in range(256))


def _decode_rows(raw: Bytes, page: CodePage) -> tuple[pa.Array, Flags, Mask]:
    count = len(raw)
    doubts = flags(count)
    low: Mask = (raw == 0x00).all(axis=1)
    high: Mask = (raw == 0xFF).all(axis=1)
    mark(doubts, low, Doubt.LOW_VALUES)
    mark(doubts, high, Doubt.HIGH_VALUES)
    control: Mask = _control(page)[raw]
    padding: Mask = np.logical_and.accumulate(((raw == 0x00) | (raw == page.space))[:, ::-1], axis=1)[:, ::-1]
    inside: Mask = np.asarray((control & ~padding).any(axis=1))
    unknown: Mask = np.asarray(_undefined(page)[raw].any(axis=1))
    padded: Mask = np.asarray((control & padding).any(axis=1))
    mark(doubts, inside, Doubt.CONTROL_CHARACTER)
    mark(doubts, unknown, Doubt.UNMAPPABLE)
    mark(doubts, padded, Doubt.NUL_PADDING)
    lengths = page.utf8_length[raw]
    data = page.utf8[raw][np.arange(3) < lengths[:, :, None]]
    offsets = np.zeros(count + 1, np.int32)
    np.cumsum(lengths.sum(axis=1, dtype=np.int64), out=offsets[1:])
    strings = pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return strings, doubts, low | high


def _control(page: CodePage) -> Mask:
    return np.array([ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in page.chars])


def _undefined(page: CodePage) -> Mask:
    return np.array([char == UNDEFINED for char in page.chars])


def _decode_codec(rows: Rows, page: CodePage, trim: Trim) -> tuple[pa.Array, Flags]:
    """Codecs with characters of several bytes are asked value by value: there is no table to apply."""
    matrix = rows.matrix()
    doubts = flags(rows.count)
    low, high = (matrix == 0).all(axis=1), (matrix == 0xFF).all(axis=1)
    texts = [page.decode(bytes(row)) for row in matrix]
    mark(doubts, low, Doubt.LOW_VALUES)
    mark(doubts, high, Doubt.HIGH_VALUES)
    mark(doubts, np.array([UNDEFINED in text for text in texts], bool), Doubt.UNMAPPABLE)
    array = pa.array(texts, pa.string(), mask=low | high)
    characters = " \u3000"
    if trim == "right":
        return pc.utf8_rtrim(array, characters), doubts
    if trim == "left":
        return pc.utf8_ltrim(array, characters), doubts
    return (pc.utf8_trim(array, characters) if trim == "both" else array), doubts
