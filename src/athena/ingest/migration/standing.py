"""What stands in the lake for one mapping and slot: its current records, as the proof compares and totals them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from athena.access.view import View
from athena.ingest.mainframe.totals import Total, total_of
from athena.ingest.migration.folder import Part
from athena.ingest.migration.mapped import Value

EPOCH = date(1970, 1, 1).toordinal()
"""The day number of the day from which Arrow counts."""
_ISO = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True)
class Standing:
    """The records of one mapping that stand in one slot: current, and not withdrawn.

    `apart` are source keys to leave out: of rows that are rejected now, whose earlier version still stands.
    """

    view: View
    part: Part
    slot: str
    apart: Collection[str] = ()

    @property
    def rows(self) -> ir.Table:
        """The records."""
        table = self.view.table(self.part.source.kind)
        standing = table.filter(
            table.source == self.part.source.name,
            table.slot == self.slot,
            table.valid_to.isnull(),
            table.withdrawn_at.isnull(),
        )
        return standing.filter(~standing.source_key.isin(sorted(self.apart))) if self.apart else standing

    def count(self) -> int:
        """How many there are."""
        return int(self.view.execute(self.rows.agg(n=self.rows.count())).to_pylist()[0]["n"])

    def of(self, keys: Sequence[str], properties: Sequence[str]) -> pa.Table:
        """The records under these source keys: `source_key` and these properties, one row a record."""
        # One literal, taken apart by the engine: thousands of literals cost more to write than to look up.
        asked = ibis.literal(",".join(keys)).split(",").unnest().name("asked").as_table()
        wanted = self.rows.filter(self.rows.source_key.isin(asked.asked))
        return self.view.execute(wanted.select("source_key", "record_id", *properties))

    def total(self, property: str) -> Total:
        """The hash total of a property: numbers by their sum, dates (also as whole ISO text) by their day numbers."""
        column = self.view.execute(self.rows.select(property)).column(property).combine_chunks()
        array = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
        if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            array = array.filter(pc.fill_null(pc.match_substring_regex(array, _ISO), False)).cast(pa.date32())
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.date32())
        return day_total(array)


def day_total(array: pa.Array) -> Total:
    """The total of a column of numbers, or of dates by their day numbers."""
    if not pa.types.is_date32(array.type):
        return total_of(array)
    days = total_of(array.cast(pa.int32()).cast(pa.int64()))
    bounds = [None if one is None else one + EPOCH for one in (days.least, days.greatest)]
    return Total(days.count, days.nulls, days.sum + EPOCH * days.count, *bounds)


def same(expected: Value, held: object) -> bool:
    """Whether a property holds what a field says: numbers by value, dates by day (UTC), text letter by letter.

    Of a table, every occurrence in its order.
    """
    if isinstance(expected, tuple):
        if not isinstance(held, Sequence) or isinstance(held, str):
            return False
        return len(held) == len(expected) and all(same(one, other) for one, other in zip(expected, held, strict=True))
    if isinstance(expected, Mapping):
        if not isinstance(held, Mapping):
            return False
        return held.keys() == expected.keys() and all(same(value, held[name]) for name, value in expected.items())
    if expected is None or held is None:
        return expected is None and held is None
    if isinstance(expected, Decimal):
        return isinstance(held, int | float | Decimal) and Decimal(str(held)) == expected
    if isinstance(expected, str):
        return str(held) == expected
    if isinstance(held, datetime):
        return held.astimezone(UTC).date() == expected
    return held == expected or held == expected.isoformat()


def dangling(view: View, part: Part, slot: str) -> list[tuple[str, str]]:
    """The ends of this mapping's links, as kind and record id, under which nothing stands."""
    links = Standing(view, part, slot).rows
    found = []
    for end in ("from", "to"):
        ends = view.execute(links.select(kind=f"{end}_kind", record=f"{end}_record").distinct()).to_pylist()
        for kind in sorted({row["kind"] for row in ends}):
            table = view.table(kind)
            current = table.filter(table.valid_to.isnull(), table.withdrawn_at.isnull())
            named = links.filter(links[f"{end}_kind"] == kind)
            missing = named.filter(~named[f"{end}_record"].isin(current.record_id))
            found += [
                (kind, str(row["record"]))
                for row in view.execute(missing.select(record=missing[f"{end}_record"]).distinct()).to_pylist()
            ]
    return found
