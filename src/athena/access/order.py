"""One order and one set of rows for one query, so that it can be asked again and answer byte for byte."""

from __future__ import annotations

from collections.abc import Callable

import ibis.expr.operations as ops
import ibis.expr.types as ir

from athena.access.refused import Refused

_UNSETTLED = (
    ops.Impure,
    ops.Sample,
    ops.Arbitrary,
    ops.First,
    ops.Last,
    ops.ArrayCollect,
    ops.GroupConcat,
    ops.ApproxCountDistinct,
    ops.ApproxQuantile,
    ops.ApproxMedian,
    ops.InMemoryTable,
)
"""What may answer differently when asked again, or speaks of rows that nobody will have then."""


def settled(expression: ir.Table, compiled: Callable[[ir.Table], str], most: int | None = None) -> str:
    """The text of `expression` with an order that leaves no ties: its own keys first, then every column.

    `compiled` turns an expression into DuckDB's SQL; `most` stops an answer that has no limit of its own. Refused
    with `access.query-unsettled` where the answer could change between two askings of one snapshot: a clock,
    chance, an arbitrary pick, a limit anywhere but at the end, a table handed in from memory.
    """
    operation = expression.op()
    limited = isinstance(operation, ops.Limit)
    body = operation.parent if isinstance(operation, ops.Limit) else operation
    _check(body)
    if not limited and not isinstance(body, ops.Sort):
        ending = "" if most is None else f" LIMIT {most}"
        return f"SELECT * FROM ({compiled(expression)}) ORDER BY ALL{ending}"  # noqa: S608 - Ibis wrote it
    ordered = _ordered(body.to_expr())
    if isinstance(operation, ops.Limit):
        return compiled(ordered.limit(_number(operation.n), offset=_number(operation.offset) or 0))
    return compiled(ordered if most is None else ordered.limit(most))


def _ordered(expression: ir.Table) -> ir.Table:
    operation = expression.op()
    if not isinstance(operation, ops.Sort):
        return expression.order_by(list(expression.columns)) if expression.columns else expression
    keys = [key.to_expr() for key in operation.keys]
    named = {key.arg.name for key in operation.keys if isinstance(key.arg, ops.Field)}
    rest = [name for name in expression.columns if name not in named]
    return operation.parent.to_expr().order_by([*keys, *rest])


def _check(operation: ops.Relation) -> None:
    found = operation.find((*_UNSETTLED, ops.Limit))
    if found:
        name = type(found[0]).__name__
        raise Refused(
            "query-unsettled",
            what="release the answer of this query",
            why=f"it holds {name}, so nobody could be shown later exactly what was seen now",
            remedy="order before the last limit; pass times and lists as values",
            who="whoever wrote the feature",
        )


def _number(value: object) -> int | None:
    if value is None or isinstance(value, int):
        return value
    raise Refused(
        "query-unsettled",
        what="release the answer of this query",
        why="its limit is computed and not a number",
        remedy="compute the number first and pass it as a value",
        who="whoever wrote the feature",
    )
