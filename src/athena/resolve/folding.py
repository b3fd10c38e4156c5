"""Text as it is compared: lower case, without accents, apostrophes or punctuation, one space between words."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from athena.compiled import compiled

GIVEN_FAMILY = "|"
"""Stands between given and family names in a folded name, where a source keeps them apart."""


def folded(texts: pa.StringArray) -> pa.StringArray:
    """Fold every text; `|` survives, since names use it. Nulls become empty."""
    plain = pc.utf8_normalize(pc.utf8_lower(pc.fill_null(texts, "")), "NFKD")
    plain = pc.replace_substring_regex(plain, r"[\p{Mn}'’`´.]", "")
    plain = pc.replace_substring_regex(plain, r"[^\p{L}\p{N}|]+", " ")
    return pc.utf8_trim_whitespace(plain)


def compact(texts: pa.StringArray) -> pa.StringArray:
    """Fold every text and close the spaces, for identifiers that people space as they like."""
    return pc.replace_substring(folded(texts), " ", "")


def hashes(texts: pa.StringArray) -> NDArray[np.uint64]:
    """A 64-bit FNV-1a hash of each text, the same in every run; an empty text has 0, which means nothing is there."""
    offsets, data = _buffers(texts)
    return _fnv(offsets, data)


def letters(texts: pa.StringArray, width: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The first `width` bytes of each text as a matrix, zero-filled, and how many of them are filled."""
    offsets, data = _buffers(texts)
    return _matrix(offsets, data, width)


def _buffers(texts: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    whole = texts.cast(pa.large_string())
    if whole.offset:
        whole = pa.concat_arrays([whole])
    _, offsets, data = whole.buffers()
    starts = (
        np.frombuffer(offsets, np.int64)[whole.offset : whole.offset + len(whole) + 1]
        if len(whole)
        else np.zeros(1, np.int64)
    )
    return starts, np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)


@compiled
def _fnv(offsets: NDArray[np.int64], data: NDArray[np.uint8]) -> NDArray[np.uint64]:
    out = np.zeros(len(offsets) - 1, np.uint64)
    for i in range(len(out)):
        if offsets[i] == offsets[i + 1]:
            continue
        value = np.uint64(0xCBF29CE484222325)
        for k in range(offsets[i], offsets[i + 1]):
            value = (value ^ np.uint64(data[k])) * np.uint64(0x100000001B3)
        value ^= value >> np.uint64(32)
        out[i] = value * np.uint64(0x9E3779B97F4A7C15)
    return out


@compiled
def _matrix(
    offsets: NDArray[np.int64], data: NDArray[np.uint8], width: int
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    count = len(offsets) - 1
    out = np.zeros((count, width), np.uint8)
    length = np.zeros(count, np.int32)
    for i in range(count):
        size = min(width, offsets[i + 1] - offsets[i])
        length[i] = size
        for k in range(size):
            out[i, k] = data[offsets[i] + k]
    return out, length
