"""What the form of a view demands of a query: through the view only, few rows, or counts alone."""

from __future__ import annotations

from collections.abc import Collection

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from athena.access.operation import RECORD_ROWS, Form, Operation
from athena.access.refused import Refused

_COUNTING = (
    ops.Count,
    ops.CountStar,
    ops.CountDistinct,
    ops.Sum,
    ops.Mean,
    ops.Min,
    ops.Max,
    ops.Any,
    ops.All,
    ops.StandardDev,
    ops.Variance,
)
_TABLES = (ops.DatabaseTable, ops.UnboundTable, ops.SQLQueryResult, ops.SQLStringView)
_IDENTIFYING = frozenset({"record_id", "source_key", "source_row", "content_hash", "quarantine_id"})

WHO = "whoever wrote the feature"


def through_the_view(expression: ir.Table, opened: Collection[ir.Table]) -> None:
    """Refuse, with `access.not-through-the-view`, an expression that reads any table but by the view's own."""
    mine = {one.op() for one in opened}
    if [one for one in expression.op().find(_TABLES) if one not in mine]:
        raise Refused(
            "not-through-the-view",
            what="release the answer of this query",
            why="it reads a table that the view did not filter and mask",
            remedy="start from view.table(NAME), and nothing else",
            who=WHO,
        )


def fits(expression: ir.Table, form: Form) -> int | None:
    """How many rows to compute at most for `form`: for a record query one past its limit, None for any number.

    Refused with `access.not-a-count` where a count view is asked for anything but aggregates.
    """
    if form is Form.COUNT:
        _only_counts(expression)
    return RECORD_ROWS + 1 if form is Form.RECORD else None


def few_enough(rows: pa.Table, form: Form) -> None:
    """Refuse, with `access.too-many-rows`, more rows than one enquiry shows."""
    if form is Form.RECORD and rows.num_rows > RECORD_ROWS:
        raise Refused(
            "too-many-rows",
            what="release these records",
            why=f"more than {RECORD_ROWS} rows is a list, and this view is for single records",
            remedy="narrow the question, or open a view for lists under a ground that allows them",
            who="whoever asks",
        )


def stated(operation: Operation, form: Form, recipient: str, reason: str) -> None:
    """Refuse a disclosure to nobody, and a copy without a reason.

    Refused with `access.recipient-missing` and `access.reason-missing`.
    """
    if operation is Operation.DISCLOSURE and not recipient.strip():
        raise Refused(
            "recipient-missing",
            what="disclose records",
            why="s.62(3)(b) requires the log to say to whom records were disclosed",
            remedy="name the recipient",
            who="whoever asks",
        )
    if form is Form.EXPORT and not reason.strip():
        raise Refused(
            "reason-missing",
            what="take records out of the system",
            why="a reason is asked for every copy that leaves",
            remedy="say in a few words what the copy is for",
            who="whoever asks",
        )


def _below(operation: ops.Relation, tops: Collection[ops.Relation]) -> bool:
    """Whether a table is reached from `operation` without passing one of `tops`."""
    cut = {top: ops.UnboundTable(name=f"cut_{at}", schema=top.schema) for at, top in enumerate(tops)}
    return any(one not in cut.values() for one in operation.replace(cut).find(_TABLES))


def _only_counts(expression: ir.Table) -> None:
    operation = expression.op()
    aggregates = operation.find(ops.Aggregate)
    reductions = {type(one) for one in operation.find(ops.Reduction)}
    if not aggregates or _below(operation, aggregates):
        raise _not_a_count("its answer holds rows, not only totals")
    if other := sorted(kind.__name__ for kind in reductions if not issubclass(kind, _COUNTING)):
        raise _not_a_count(f"{', '.join(other)} hands values through")
    for aggregate in aggregates:
        if named := sorted(_identifying(aggregate)):
            raise _not_a_count(f"it groups or measures by {', '.join(named)}, which is a list of records")
    if operation.find(ops.DummyTable):
        raise _not_a_count("it brings a list of its own, by which records could be picked out")
    if picked := sorted(_picked_out(operation)):
        raise _not_a_count(f"it picks records out by {', '.join(picked)}, and a total of one record is that record")


def _identifying(aggregate: ops.Aggregate) -> set[str]:
    measured = [value for value in aggregate.metrics.values() if not isinstance(value, ops.CountDistinct)]
    return {
        found.name
        for value in (*aggregate.groups.values(), *measured)  # not into the relation that is counted
        for found in value.find(ops.Field, filter=ops.Value)
        if found.name in _IDENTIFYING
    }


def _picked_out(operation: ops.Relation) -> set[str]:
    """What names a record and is compared with a value, or put in order to be counted off, anywhere in the question."""
    compared = [
        node
        for node in operation.find(ops.Value)
        if node.dtype.is_boolean() and node.find(ops.Literal, filter=ops.Value)
    ]
    ordered = [key for window in operation.find(ops.WindowFunction) for key in window.order_by]
    return {
        found.name
        for value in (*compared, *ordered)
        for found in _outside_windows(value).find(ops.Field, filter=ops.Value)
        if found.name in _IDENTIFYING
    }


def _outside_windows(value: ops.Value) -> ops.Value:
    """`value` without what its windows are made of: a latest version is found by record, and picks nobody out."""
    windows = value.find(ops.WindowFunction)
    return value.replace({window: ops.Literal(None, window.dtype) for window in windows}) if windows else value


def _not_a_count(why: str) -> Refused:
    return Refused(
        "not-a-count",
        what="release the answer of this query",
        why=f"this view is for counts, and {why}",
        remedy="count, or open a view for records",
        who=WHO,
    )
