"""What records say, read through the matching job's view: the current version of each, and when it was first received.

The job sees no protected characteristic, so none can be compared.
"""

from collections.abc import Collection, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from athena.access.view import View
from athena.resolve.configuration import Configuration
from athena.resolve.entity import EntityKind

ALWAYS = ("record_id", "source", "label_id", "first_seen")
_NAMES = ("given_names", "middle_names", "family_name")


def held(view: View, kind: EntityKind, columns: Sequence[str], *, records: Collection[str] = ()) -> pa.Table:
    """The records of `kind` that `view` shows, with `ALWAYS`, `record_kind` and those of `columns` that the kind has.

    All of them, or those of `records`. A record that its source withdrew is still one. In order of record id; the
    reading is on the ledger.
    """
    table = view.table(str(kind))
    first = table.group_by("record_id").aggregate(first_seen=table.received_at.min())
    current = table.filter(table.valid_to.isnull())
    if records:
        current = current.filter(current.record_id.isin(sorted(records)))
    named = [name for name in columns if name in table.columns and name not in ALWAYS]
    chosen = current.join(first, "record_id").select(*ALWAYS, *named)
    rows = view.release(chosen.order_by("record_id")).rows
    return rows.append_column("record_kind", pa.array([str(kind)] * rows.num_rows, pa.string()))


def columns_of(by: Configuration) -> tuple[str, ...]:
    """The columns that comparing people reads."""
    found = [column for one in by.attributes for column in (*one.columns, *one.given, *one.family)]
    return tuple(dict.fromkeys(found))


def as_compared(people: pa.Table) -> pa.Table:
    """People's rows as they are compared: a whole name only where the source does not keep its parts apart.

    Else one name would be compared twice, and would count as two that a person goes by.
    """
    parts = [pc.is_valid(people[name]) for name in _NAMES if name in people.column_names]
    if "name_text" not in people.column_names or not parts:
        return people
    apart = parts[0]
    for one in parts[1:]:
        apart = pc.or_(apart, one)
    at = people.column_names.index("name_text")
    whole = pc.if_else(apart, pa.scalar(None, pa.string()), people["name_text"])
    return people.set_column(at, "name_text", whole)


def truth_columns(table: ir.Table) -> ir.Table:
    """Which delivered row each current record of a kind is from, by which whoever knows the truth can name it."""
    current = table.filter(table.valid_to.isnull())
    return current.select("record_id", "source_file", "source_row").order_by(ibis.asc("record_id"))
