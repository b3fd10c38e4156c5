"""Records that a feature found in a structure of its own, brought back through the view before they leave.

A search index or a graph in memory answers with record ids, and the door has never seen how. `found` turns the ids into
a table of the view: the records come from the lake, filtered and masked as always, and what the feature adds is only
their order, a score and the names of the columns by which each was found. A record found by a column that this
reader may not see under that record's label is left out, as if the column were empty: otherwise a hit on a hidden
address would tell the address.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from athena.access.refused import Refused

if TYPE_CHECKING:
    from athena.access.permit import Permit
    from athena.access.view import View

PLACE, SCORE, MATCHED = "place", "score", "matched"
MOST_FOUND = 10_000
"""The most records one release can be given by id; they stand in the archived query one by one."""

_GIVEN = "array<struct<found_record: string, place: int64, score: float64, matched: array<string>>>"


@dataclass(frozen=True)
class Finding:
    """One record that a feature found: its id, how well it answers (or None), and the columns that it matched by.

    `matched` names columns of the record's own table; the columns that a view shows are in `view.permit(table)`.
    """

    record: str
    score: float | None = None
    matched: tuple[str, ...] = ()


def found(view: View, table: str, findings: Sequence[Finding]) -> ir.Table:
    """The records of `table` that `findings` name, as the view shows them, for `view.release`.

    Columns: the table's own, and `place` (1 for the first finding), `score`, `matched`. Every version of a record is
    there, as in the table itself; without an `order_by` of the feature's own the rows leave by `place`. Ids that are
    not in the table, or not open to this view, give no row: say `asked=` at the release for ids that a person typed.
    Refused with `access.found-too-many`, `access.found-twice`, `access.found-by-unknown` for a column that the table
    does not have, and `access.found-no-number` for a score that is none.
    """
    records = view.table(table)
    permit = view.permit(table)
    _check(findings, permit.columns.keys(), table)
    joined = records.inner_join(_given(findings), records.record_id == _given(findings).found_record)
    shown = joined.filter(_shown(joined, permit, findings)).drop("found_record")
    return shown.order_by(PLACE)


def _given(findings: Sequence[Finding]) -> ir.Table:
    rows = [
        {"found_record": one.record, PLACE: at, SCORE: one.score, MATCHED: list(one.matched)}
        for at, one in enumerate(findings, 1)
    ]
    # Values in the query's own text, not a table in memory: so the archive can ask the same question again.
    return ibis.literal(rows, type=_GIVEN).unnest().name("given").as_table().unpack("given")


def _shown(joined: ir.Table, permit: Permit, findings: Sequence[Finding]) -> ir.BooleanValue:
    """Whether each column that a row was found by is one that the view shows under the row's label."""
    used = sorted({column for one in findings for column in one.matched})
    hidden = {column: permit.rows - permit.columns[column] for column in used}
    conditions = [
        or_(~joined[MATCHED].contains(column), joined.label_id.notin(sorted(labels)))
        if permit.shape.label is None
        else ~joined[MATCHED].contains(column)
        for column, labels in hidden.items()
        if labels
    ]
    return reduce(and_, conditions, ibis.literal(True))


def _check(findings: Sequence[Finding], columns: Collection[str], table: str) -> None:
    if len(findings) > MOST_FOUND:
        raise _refused("too-many", table, f"it names {len(findings):,} records, more than {MOST_FOUND:,}")
    if len({one.record for one in findings}) != len(findings):
        raise _refused("twice", table, "it names one record twice, so its place would be two")
    unknown = sorted({column for one in findings for column in one.matched} - set(columns))
    if unknown:
        raise _refused("by-unknown", table, f"the table has no column {', '.join(unknown)} that a rule speaks of")
    if any(one.score is not None and not math.isfinite(one.score) for one in findings):
        raise _refused("no-number", table, "a score is no finite number")


def _refused(code: str, table: str, why: str) -> Refused:
    return Refused(
        f"found-{code}",
        what=f"bring back what was found in {table!r}",
        why=why,
        remedy="name each record once, the columns of its own table, and the best first",
        who="whoever wrote the feature",
    )
