"""USAGE: how a value is stored, and the words a copybook says it with."""

from enum import Enum


class Usage(Enum):
    """Storage of an elementary item."""

    DISPLAY = "display"
    BINARY = "binary"  # COMP, COMP-0, COMP-4, BINARY: big-endian, bounded by its PICTURE
    NATIVE = "native"  # COMP-5: the whole range of its bytes
    LITTLE = "little"  # COMP-9 in some tools: little-endian binary
    MINIMAL = "minimal"  # COMP-X: unsigned, as few bytes as the digits need
    PACKED = "packed"  # COMP-3
    PACKED_UNSIGNED = "packed-unsigned"  # COMP-6, COMP-3U: no sign nibble
    FLOAT = "float"  # COMP-1
    DOUBLE = "double"  # COMP-2
    DBCS = "dbcs"  # DISPLAY-1
    NATIONAL = "national"
    POINTER = "pointer"
    INDEX = "index"
    BYTES = "bytes"  # PIC X with COMP: bytes that no clause gives a meaning


USAGE_WORDS: dict[str, Usage] = {
    "DISPLAY": Usage.DISPLAY,
    "DISPLAY-1": Usage.DBCS,
    "NATIONAL": Usage.NATIONAL,
    "BINARY": Usage.BINARY,
    "PACKED-DECIMAL": Usage.PACKED,
    "INDEX": Usage.INDEX,
    "POINTER": Usage.POINTER,
    "POINTER-32": Usage.POINTER,
    "PROCEDURE-POINTER": Usage.POINTER,
    "FUNCTION-POINTER": Usage.POINTER,
} | {
    f"{word}{suffix}": usage
    for word in ("COMP", "COMPUTATIONAL")
    for suffix, usage in {
        "": Usage.BINARY,
        "-0": Usage.BINARY,
        "-1": Usage.FLOAT,
        "-2": Usage.DOUBLE,
        "-3": Usage.PACKED,
        "-3U": Usage.PACKED_UNSIGNED,
        "-4": Usage.BINARY,
        "-5": Usage.NATIVE,
        "-6": Usage.PACKED_UNSIGNED,
        "-9": Usage.LITTLE,
        "-X": Usage.MINIMAL,
    }.items()
}

NO_PICTURE = frozenset({Usage.FLOAT, Usage.DOUBLE, Usage.POINTER, Usage.INDEX})
BINARY_LIKE = frozenset({Usage.BINARY, Usage.NATIVE, Usage.LITTLE, Usage.MINIMAL})


def binary_width(digits: int, usage: Usage, signed: bool) -> int:
    """Bytes of a binary item of so many digits.

    1-4 digits take 2 bytes, 5-9 take 4, 10-18 take 8 (IBM); above 18, and always for COMP-X, the fewest bytes
    that hold the digits and the sign.
    """
    largest: int = 10**digits - 1
    fewest = largest.bit_length() + int(signed)
    if usage is Usage.MINIMAL or digits > 18:
        # beyond IBM's 18 digits other compilers reserve room for a sign even where there is none
        bits = fewest if usage is Usage.MINIMAL else largest.bit_length() + 1
        return -(-bits // 8)
    return 2 if digits <= 4 else 4 if digits <= 9 else 8
