"""Decimal, base64 and line parsing that accept exactly one spelling of each value.

Python's own parsers are lenient (`int("7_0")`, `b64decode("AB==")`), and two spellings of one value let two programs
disagree about what was signed.
"""

import base64
import binascii
import re

from athena.ledger.failures import malformed

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def parse_decimal(text: str, where: str) -> int:
    """An unsigned decimal below 2**63 with no sign, space, underscore or leading zero."""
    if _DECIMAL.fullmatch(text) is None or int(text) >= 1 << 63:
        raise malformed("decimal", where, f"{text[:40]!r} is not a plain decimal number")
    return int(text)


def parse_base64(text: str, where: str, length: int | None = None) -> bytes:
    """Standard base64 with padding and zero pad bits; `length` is the decoded length demanded, if any."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise malformed("base64", where, str(error)) from error
    if base64_text(data) != text:
        raise malformed("base64", where, "not the canonical spelling of these bytes")
    if length is not None and len(data) != length:
        raise malformed("base64", where, f"{len(data)} bytes where {length} were due")
    return data


def base64_text(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def decode_text(data: bytes, where: str) -> str:
    """UTF-8 with no control character but newline."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed("utf-8", where, str(error)) from error
    for character in text:
        if character < " " and character != "\n":
            raise malformed("control-character", where, f"{character!r} is not allowed")
    return text
