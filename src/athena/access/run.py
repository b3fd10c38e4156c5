"""Running the text of a query, and the one spelling of its answer.

What runs is the text that the archive keeps, never an expression that would be compiled again: another version of
a library might compile it otherwise, and then nobody could be shown what was seen.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from threading import Lock

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from athena.access.refused import Refused
from athena.lake.reading import Reading

_WITH = "WITH "
_COMPILER = ibis.duckdb.connect()
"""An empty database of its own, by which expressions over no database are compiled."""

_COMPILING = Lock()
"""Ibis promises nothing to threads. Compiling is Python alone, one thread at a time anyway: waiting costs nothing."""


def text_of(expression: ir.Table) -> str:
    """The DuckDB text of `expression`."""
    with _COMPILING:
        return str(expression.get_backend().compile(expression))


def compiled(expression: ir.Table) -> str:
    """The DuckDB text of `expression`, which need not be bound to any database."""
    with _COMPILING:
        return str(_COMPILER.compile(expression))


def over(views: Mapping[str, str], text: str) -> str:
    """`text` with each name of `views` standing for the text beside it, so that it can be run as it is.

    Not materialized, or a look-up by id would first filter and mask the whole table.
    """
    given = ", ".join(f'"{name}" AS NOT MATERIALIZED ({view})' for name, view in views.items())
    rest = f", {text[len(_WITH) :]}" if text.startswith(_WITH) else f" {text}"
    return f"{_WITH}{given}{rest}" if views else text


def with_words(words: str, text: str) -> str:
    """`text` with what a person typed above it as a comment, so that both are kept and asked again together."""
    if not words:
        return text
    # A slash may be escaped in JSON, and then no words can end the comment.
    spelled_words = json.dumps({"words": words}).replace("/", "\\/")
    return f"/* {spelled_words} */ {text}"


def run(reading: Reading, text: str) -> pa.Table:
    """The answer of `text` over `reading`, as Arrow.

    Refused with `access.query-failed` where DuckDB raises, naming the sort of error and never its message: a
    message may quote a value of a row that the reader may not see.
    """
    try:
        return reading.answer(text)
    except duckdb.Error as problem:
        raise Refused(
            "query-failed",
            what="compute the answer",
            why=f"the database raised {type(problem).__name__}; its words are withheld, as they may quote records",
            remedy="convert with try_cast, and check the query on records that you may see",
            who="whoever wrote the feature",
        ) from None


def answer(reading: Reading, expression: ir.Table) -> pa.Table:
    """The answer of `expression` over `reading`, for the door's own counting; nothing of it is handed out as it is."""
    return run(reading, text_of(expression))


def spelled(rows: pa.Table) -> Iterator[bytes]:
    """The answer line by line: names and types, then each row as a JSON list. Equal answers are equal bytes."""
    yield _line([[field.name, str(field.type)] for field in rows.schema])
    for batch in rows.to_batches():
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            yield _line(list(row))


def digest(rows: pa.Table) -> str:
    """SHA-256, in hex, over `spelled`."""
    found = hashlib.sha256()
    for line in spelled(rows):
        found.update(line)
    return found.hexdigest()


def _line(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)
