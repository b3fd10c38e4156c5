"""Digits inside machine words: eight zoned or sixteen packed digits turned into a number by shifts.

SIMD within a register: pairs of digits are joined, then pairs of pairs (D. Lemire, "Quickly parsing eight
digits", 2018). All arrays are `uint64`, most significant byte first.
"""

import numpy as np

from athena.ingest.mainframe.doubt import Mask, Words

U = np.uint64
ZONES = U(0xF0F0F0F0F0F0F0F0)
_LOW = U(0x0F0F0F0F0F0F0F0F)
_SIX = U(0x0606060606060606)
_ONES = U(0x1111111111111111)
_EVEN8 = U(0x00FF00FF00FF00FF)
_EVEN16 = U(0x0000FFFF0000FFFF)


def zoned_value(word: Words) -> Words:
    """The number of eight zoned digits; the zones are ignored."""
    digits = word & _LOW
    digits -= U(256 - 10) * ((digits >> U(8)) & _EVEN8)
    digits -= U(65536 - 100) * ((digits >> U(16)) & _EVEN16)
    digits -= U((1 << 32) - 10_000) * (digits >> U(32))
    return digits


def zoned_faults(word: Words) -> Words:
    """Non-zero where a byte is not x'F0' to x'F9'."""
    bare = word ^ ZONES
    faults: Words = (bare | ((bare & _LOW) + _SIX)) & ZONES
    return faults


def packed_value(word: Words) -> Words:
    """The number of sixteen packed digits."""
    digits = word - U(6) * ((word >> U(4)) & _LOW)
    digits -= U(256 - 100) * ((digits >> U(8)) & _EVEN8)
    digits -= U(65536 - 10_000) * ((digits >> U(16)) & _EVEN16)
    digits -= U((1 << 32) - 100_000_000) * (digits >> U(32))
    return digits


def packed_faults(word: Words) -> Words:
    """Non-zero where a nibble is above 9."""
    faults: Words = (word >> U(3)) & ((word >> U(2)) | (word >> U(1))) & _ONES
    return faults


def any_fault(faults: Words) -> Mask:
    """Which rows have a fault."""
    found: Mask = faults != 0
    return found


def to_zoned(value: Words) -> Words:
    """Eight zoned digits of numbers below 10**8: the inverse of `zoned_value`."""
    high = value // U(10_000)
    pairs = (high << U(32)) | (value - high * U(10_000))
    hundreds = ((pairs * U(10_486)) >> U(20)) & U(0x0000007F0000007F)
    pairs = (hundreds << U(16)) | (pairs - hundreds * U(100))
    tens = ((pairs * U(103)) >> U(10)) & U(0x000F000F000F000F)
    return ZONES | ((tens << U(8)) | (pairs - tens * U(10)))


def to_packed(value: Words) -> Words:
    """Sixteen packed digits of numbers below 10**16."""
    high = value // U(100_000_000)
    upper, lower = to_zoned(high) ^ ZONES, to_zoned(value - high * U(100_000_000)) ^ ZONES
    return (_squeeze(upper) << U(32)) | _squeeze(lower)


def _squeeze(word: Words) -> Words:
    """Eight digits, one a byte, moved together to one a nibble."""
    word = (word | (word >> U(4))) & _EVEN8
    word = (word | (word >> U(8))) & _EVEN16
    return (word | (word >> U(16))) & U(0xFFFFFFFF)
