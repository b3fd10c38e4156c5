"""Earlier versions of a record whose label was tightened since: they are shown no wider than what came after them.

Every version of a record stays in its table under the label it came with. When a later delivery says that a suspect was
a victim, or that the record belongs to a protected operation, the earlier version says of the same person what the
later may not. So a version leaves only where every later one would show as much, also by a view of an older snapshot:
what was known then is no reason to show today what must not be shown today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import ibis.expr.types as ir

from athena.access.permit import Permit
from athena.access.refused import Refused
from athena.access.run import answer
from athena.pole import LabelId

if TYPE_CHECKING:
    from athena.access.view import View
    from athena.lake.reading import Reading

Relabelling = tuple[LabelId, LabelId]
"""The label of an earlier version, and that of a later version of the same record."""

MOST_INLINE = 10_000
"""The most records that a view of an older snapshot can leave out: they stand in its query one by one."""

_VERSIONED = frozenset({"record_id", "version", "label_id"})


def shown_versions(view: View, name: str, permit: Permit) -> ir.Table:
    """The table `name` of `view`, unmasked, without the versions whose record was tightened since beyond `permit`.

    Refused with `access.past-too-different` for an older snapshot of which more than `MOST_INLINE` records were.
    """
    table = view.reading.table(name)
    tightened = tightenings(view, name, permit)
    if not tightened:
        return table
    later = _later(table, tightened)
    within = table.anti_join(later, _overtaken(table, later, tightened))
    newest = view.door.readings.borrow(None)
    try:
        if newest.snapshot == view.snapshot:
            return within
        since = _records(newest, name, tightened)
    finally:
        view.door.readings.give_back(newest)
    old = sorted({earlier for earlier, _ in tightened})
    return within.filter(~(within.record_id.isin(since) & within.label_id.isin(old))) if since else within


def tightenings(view: View, name: str, permit: Permit) -> frozenset[Relabelling]:
    """The relabellings in the newest snapshot by which `permit` shows less of the later version than of the earlier."""
    if permit.shape.label is not None:
        return frozenset()
    newest = view.door.readings.borrow(None)
    try:
        known = view.door.readings.relabelled(newest.snapshot)
        if name not in known:
            known[name] = _relabellings(newest, name)
        return frozenset(pair for pair in known[name] if _shows_less(permit, *pair))
    finally:
        view.door.readings.give_back(newest)


def outgrown_rows(view: View, name: str, permit: Permit, counts: Mapping[LabelId, int]) -> int:
    """How many rows of the table, open by their own label, are left out for what came after them."""
    if not tightenings(view, name, permit):
        return 0
    shown = shown_versions(view, name, permit)
    opened = shown.filter(shown.label_id.isin(sorted(permit.rows)))
    left = answer(view.reading, opened.aggregate(rows=opened.count())).column("rows")[0].as_py()
    return sum(rows for label, rows in counts.items() if label in permit.rows) - int(left)


def _relabellings(reading: Reading, name: str) -> frozenset[Relabelling]:
    if name not in reading.tables():
        return frozenset()
    table = reading.table(name)
    if not set(table.columns) >= _VERSIONED:
        return frozenset()
    # Few records have a second version, so the table is joined with those few and not with itself.
    later = table.filter(table.version > 1).select(later_record="record_id", later="version", became="label_id")
    pairs = table.join(
        later,
        [table.record_id == later.later_record, later.later > table.version, later.became != table.label_id],
    )
    found = answer(reading, pairs.select("label_id", "became").distinct()).to_pylist()
    return frozenset((LabelId(row["label_id"]), LabelId(row["became"])) for row in found)


def _shows_less(permit: Permit, earlier: LabelId, later: LabelId) -> bool:
    if earlier not in permit.rows:
        return False
    return later not in permit.rows or any(earlier in shown and later not in shown for shown in permit.columns.values())


def _later(table: ir.Table, tightened: Collection[Relabelling]) -> ir.Table:
    became = sorted({later for _, later in tightened})
    chosen = table.filter(table.version > 1, table.label_id.isin(became))
    return chosen.select(later_record="record_id", later="version", became="label_id")


def _overtaken(table: ir.Table, later: ir.Table, tightened: Collection[Relabelling]) -> list[ir.BooleanValue]:
    became = sorted({new for _, new in tightened})
    by_later = {new: sorted(old for old, other in tightened if other == new) for new in became}
    stricter = [(later.became == new) & table.label_id.isin(olds) for new, olds in by_later.items()]
    return [table.record_id == later.later_record, later.later > table.version, reduce(or_, stricter)]


def _records(newest: Reading, name: str, tightened: Collection[Relabelling]) -> list[str]:
    table = newest.table(name)
    later = _later(table, tightened)
    found = table.semi_join(later, _overtaken(table, later, tightened)).select("record_id").distinct()
    ids = answer(newest, found.order_by("record_id").limit(MOST_INLINE + 1))["record_id"].to_pylist()
    if len(ids) > MOST_INLINE:
        raise Refused(
            "past-too-different",
            what=f"read {name} as it was known then",
            why=f"more than {MOST_INLINE:,} of its records were tightened since, and the past shows no more than today",
            remedy="read the newest snapshot",
            who="whoever asks",
        )
    return [str(one) for one in ids]
