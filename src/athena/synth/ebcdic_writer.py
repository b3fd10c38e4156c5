"""Fixed-layout EBCDIC segments as a matrix of bytes, and variable records behind descriptor words.

Small on purpose: it writes what `copybook.py` says and reads nothing. `athena.ingest.mainframe` is the reader and has
an encoder of its own; a room does not import another on its floor, and two independent writers test the reader better.
"""

import unicodedata
from collections.abc import Sequence

import ebcdic  # noqa: F401  registers the code page with Python's codecs
import numpy as np
import numpy.typing as npt

from athena.synth.draws import Ints

CODE_PAGE = "cp285"
"""EBCDIC of the United Kingdom, where the pound sign stands at X'5B'."""

Matrix = npt.NDArray[np.uint8]
_SPACE, _ZERO = 0x40, 0xF0
_POSITIVE, _NEGATIVE = 0xC0, 0xD0
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ș": "s", "ț": "t", "đ": "d", "ı": "i", "ø": "o", "’": "'"})


def text_bytes(texts: Sequence[str], width: int) -> Matrix:
    """Return texts in capitals as (n, width) bytes, cut or padded with spaces; accents that the terminal lacked go."""
    plain = "".join(_fold(text)[:width].ljust(width) for text in texts)
    return np.asarray(np.frombuffer(plain.encode(CODE_PAGE), np.uint8).reshape(len(texts), width))


def digit_bytes(numbers: Ints, width: int) -> Matrix:
    """Return unsigned zoned decimals (`PIC 9(width)`)."""
    return np.asarray(_digits(numbers, width) + _ZERO, np.uint8)


def zoned_bytes(numbers: Ints, width: int) -> Matrix:
    """Return signed zoned decimals (`PIC S9(width)`), the sign in the zone of the last digit."""
    zoned = digit_bytes(np.abs(numbers), width)
    zoned[:, -1] = (zoned[:, -1] & 0x0F) | np.where(numbers < 0, _NEGATIVE, _POSITIVE).astype(np.uint8)
    return zoned


def packed_bytes(numbers: Ints, digits: int, *, signed: bool) -> Matrix:
    """Return packed decimals (`COMP-3`): two digits a byte, the last half byte C, D or F for unsigned."""
    half = np.full(len(numbers), 0x0F) if not signed else np.where(numbers < 0, 0x0D, 0x0C)
    wide = digits + 1 if digits % 2 == 0 else digits
    nibbles = np.concatenate((_digits(np.abs(numbers), wide), half[:, None]), axis=1)
    return np.asarray(nibbles[:, ::2] << 4 | nibbles[:, 1::2], np.uint8)


def binary_bytes(numbers: Ints, size: int) -> Matrix:
    """Return big-endian binary integers (`COMP`) of 2, 4 or 8 bytes."""
    return np.ascontiguousarray(numbers.astype(f">i{size}")).view(np.uint8).reshape(len(numbers), size)


def interleave(segments: Sequence[Matrix], order: Sequence[Ints]) -> bytes:
    """Return the rows of several matrices as one run of records, each behind its descriptor word (RDW).

    `order[k]` gives a sorting key for the rows of `segments[k]`; keys of all segments are distinct.
    """
    keys = np.concatenate(list(order))
    lengths = np.repeat([matrix.shape[1] + 4 for matrix in segments], [len(matrix) for matrix in segments])
    place = np.argsort(keys, kind="stable")
    starts = np.empty(len(keys), np.int64)
    starts[place] = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths[place])[:-1]))[: len(keys)]
    out = np.zeros(int(lengths.sum()), np.uint8)
    first = 0
    for matrix in segments:
        begin = starts[first : first + len(matrix)]
        told = np.zeros((len(matrix), 4), np.uint8)
        told[:, 0], told[:, 1] = (matrix.shape[1] + 4) >> 8, (matrix.shape[1] + 4) & 0xFF
        record = np.concatenate((told, matrix), axis=1)
        out[(begin[:, None] + np.arange(record.shape[1])).reshape(-1)] = record.reshape(-1)
        first += len(matrix)
    return out.tobytes()


def _digits(numbers: Ints, width: int) -> Ints:
    if len(numbers) and (int(numbers.max()) >= 10**width or int(numbers.min()) < 0):
        raise ValueError(f"a number does not fit {width} digits")
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return np.asarray(numbers[:, None] // powers % 10, np.int64)


def _fold(text: str) -> str:
    if text.isascii():
        return text.upper()
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return plain.encode("ascii", "ignore").decode().upper()
