"""What the graph asks of a view: every current link, what its ends are, and what a record is called."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import ibis
import ibis.expr.types as ir

from athena.access.shape import MEMBER
from athena.access.view import View
from athena.pole import kinds, title_column

LINK = "link"


def ends(view: View) -> ir.Table:
    """Every current record that a link may lead to: `record_id`, `kind`, `label_id`."""
    names = [name for name in kinds() if name != LINK and name in view.tables()]
    return ibis.union(*(current(view, name).select("record_id", "label_id", kind=ibis.literal(name)) for name in names))


def edges(view: View) -> ir.Table:
    """Every current link whose two ends are records that the view returns, with the entity of each end.

    Columns: the link's `record_id`, `label_id`, `role`, `first_day` and `last_day` (dates, null where unknown), and of
    each end `from_` and `to_`: `node` (the entity, else the record itself), `kind`, `label`.
    """
    links = current(view, LINK)
    known = ends(view)
    members = view.table(MEMBER).select("record_id", "entity_id") if MEMBER in view.reading.tables() else None
    one, other = _end(known, members, "from_"), _end(known, members, "to_")
    joined = links.join(one, links.from_record == one.from_id).join(other, links.to_record == other.to_id)
    return joined.select(
        "record_id",
        "label_id",
        "role",
        "from_node",
        "from_kind",
        "from_label",
        "to_node",
        "to_kind",
        "to_label",
        first_day=_day(joined.held_from, last=False),
        last_day=_day(joined.held_to, last=True),
    )


def links_named(view: View, records: Collection[str]) -> ir.Table:
    """The link records of these ids as the view shows them, with their sources."""
    table = current(view, LINK)
    columns = "record_id source from_kind from_record to_kind to_record role held_from held_to basis grading evidence"
    return table.filter(table.record_id.isin(sorted(records))).select(*columns.split())


def titles(view: View, records: Mapping[str, str]) -> ir.Table:
    """What these records, given with their kinds, are called: `record_id`, `kind`, `title` (null where not shown).

    Only the tables of those kinds are read.
    """
    parts = []
    for name in sorted(set(records.values()) & set(view.reading.tables())):
        asked = sorted(record for record, kind in records.items() if kind == name)
        table, column = current(view, name), title_column(name)
        title = ibis.literal(None, type="string") if column is None else table[column].cast("string")
        parts.append(
            table.filter(table.record_id.isin(asked)).select("record_id", kind=ibis.literal(name), title=title)
        )
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def entities_of(view: View, records: Collection[str]) -> ir.Table:
    """The entity of each of these records that has one: `record_id`, `entity_id`."""
    table = view.table(MEMBER)
    return table.filter(table.record_id.isin(sorted(records))).select("record_id", "entity_id")


def current(view: View, name: str) -> ir.Table:
    """The records of kind `name` that stand: the current version of each that its source still says."""
    table = view.table(name)
    return table.filter(table.valid_to.isnull(), table.withdrawn_at.isnull())


def _end(known: ir.Table, members: ir.Table | None, side: str) -> ir.Table:
    if members is None:
        found = known.mutate(node=known.record_id)
    else:
        joined = known.left_join(members, known.record_id == members.record_id)
        found = joined.select(
            record_id=known.record_id,
            kind=known.kind,
            label_id=known.label_id,
            node=joined.entity_id.fill_null(known.record_id),
        )
    return found.select(
        **{
            f"{side}id": found.record_id,
            f"{side}node": found.node,
            f"{side}kind": found.kind,
            f"{side}label": found.label_id,
        }
    )


def _day(partial: ir.StringValue, *, last: bool) -> ir.DateValue:
    """The first or last day that a partial date may mean; nothing for one with doubt marked in it."""
    if not last:
        return (partial + "-01-01").substr(0, 10).try_cast("date")
    year, month = (partial + "-12-31").try_cast("date"), (partial + "-01").try_cast("date")
    end_of_month = month + ibis.interval(months=1) - ibis.interval(days=1)
    return ibis.cases(
        (partial.length() == 4, year),
        (partial.length() == 7, end_of_month.cast("date")),
        else_=partial.try_cast("date"),
    )
