"""Canonical JSON: one byte string for one value (RFC 8785, on the subset without fractions).

Integers only, within plus or minus 2**53 - 1, because every JSON reader agrees on those. Keys are sorted by UTF-16 code
unit as RFC 8785 section 3.2.3 demands, which differs from Python's own order for characters beyond U+FFFF.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from athena.ledger.failures import malformed

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
MAX_INTEGER = 2**53 - 1
_WHERE = "canonical JSON"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_SORTER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def canonical(value: Json) -> bytes:
    """The one UTF-8 spelling of `value`; refuses fractions, big integers, lone surrogates and other types."""
    try:
        if _plain(value):
            return _SORTER.encode(value).encode("utf-8")
        return _ENCODER.encode(_ordered(value)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise malformed("json-surrogate", _WHERE, str(error)) from error


def parse_canonical(data: bytes) -> Json:
    """The value whose canonical form is exactly `data`; refuses any other spelling, duplicate keys included."""
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_float=_no_fraction, parse_constant=_no_fraction)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise malformed("json", _WHERE, str(error)) from error
    if canonical(value) != data:
        raise malformed("json-not-canonical", _WHERE, "the same value has another, canonical spelling")
    return value


def _no_fraction(text: str) -> Json:
    raise malformed("json-number", _WHERE, f"{text[:40]} is not an integer")


def _plain(value: Json) -> bool:
    """Whether `value` is built of JSON's own Python types and ASCII keys, which Python sorts as RFC 8785 does.

    Nearly every entry is, and writing it without a sorted copy doubles the pace of the whole log.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]  # it is an int
    if kind is dict:
        return all(
            type(key) is str and key.isascii() and _plain(item)
            for key, item in value.items()  # type: ignore[union-attr]  # it is a dict
        )
    return (kind is list or kind is tuple) and all(map(_plain, value))  # type: ignore[arg-type]  # it is a list


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _ordered(value: Json) -> Json:
    """The same value with every key in RFC 8785 order and every type checked."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise malformed("json-number", _WHERE, f"{value} is beyond 2**53 - 1")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise malformed("json-key", _WHERE, "every key must be a string")
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    raise malformed("json-type", _WHERE, f"{type(value).__name__} has no canonical form")
