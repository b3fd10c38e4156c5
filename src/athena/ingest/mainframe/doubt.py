"""Reason codes: why a value is doubtful. A doubtful value is decoded where that is possible, and always flagged."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Doubt(IntEnum):
    """Why a value deserves a second look; the name is the stable code written beside the record."""

    NONE = 0
    LOW_VALUES = 1  # every byte x'00': never set, or cleared by the program
    HIGH_VALUES = 2  # every byte x'FF': an end mark or never set
    SPACES = 3  # spaces where a number was declared
    BAD_DIGIT = 4
    BAD_SIGN = 5
    UNSIGNED_SIGN = 6  # a signed field with sign F: the value is kept as positive
    SIGN_IN_UNSIGNED = 7  # an unsigned field that carries a sign: the sign is kept
    NON_PREFERRED_SIGN = 8  # sign A, B or E: valid, and written by no IBM compiler
    TRAILING_SPACES = 9  # '12 ' in a number: COBOL computes 120; kept as that and flagged
    EXCEEDS_PIC = 10  # more digits than the PICTURE allows
    TRUNCATED = 11  # the record ends inside the field
    CONTROL_CHARACTER = 12
    UNMAPPABLE = 13  # a byte the code page does not define
    NUL_PADDING = 14  # text padded with x'00' instead of spaces
    COUNTER_RANGE = 15  # an OCCURS counter outside its bounds; the nearest bound is used
    BAD_EDIT = 16  # an edited number with a character its PICTURE does not allow there
    BAD_DATE = 17
    PARTIAL_DATE = 18  # month or day 00
    ZERO_DATE = 19
    NINES_DATE = 20
    UNKNOWN_SEGMENT = 21
    LEFT_OVER_BYTES = 22  # the record is longer than its layout
    SHORT_RECORD = 23  # the record ends before its layout does
    NEGATIVE_ZERO = 24
    NOT_FINITE = 25
    ORPHAN = 26  # a child record with no parent before it


Flags = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]


def flags(count: int) -> Flags:
    """No doubt, for so many values."""
    return np.zeros(count, dtype=np.uint8)


def mark(doubts: Flags, where: Mask, reason: Doubt) -> None:
    """Flag the values of `where` that are not flagged yet: the first and gravest reason stands."""
    doubts[where & (doubts == 0)] = reason
