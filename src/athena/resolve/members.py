"""Members: who is whom as rows, made of what the model proposes and what people judged.

A row's `proposed_id` is the model's word alone and its `entity_id` what follows from that and every judgement that
stands, so that what was inferred and what was judged never share a column, and a judgement can be followed or taken
back without asking the model again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from athena.access.view import View
from athena.resolve.entity import EntityId, EntityKind, Membership, named
from athena.resolve.judgements import Standing
from athena.resolve.linkage import RecordId
from athena.resolve.tables import MEMBER
from athena.resolve.unite import Conflict, unite

SCHEMA = pa.schema(
    [
        ("entity_id", pa.string()),
        ("entity_kind", pa.string()),
        ("record_kind", pa.string()),
        ("record_id", pa.string()),
        ("proposed_id", pa.string()),
        ("first_seen", pa.timestamp("us", tz="UTC")),
        ("label_id", pa.int64()),
        ("run", pa.int64()),
        ("since", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True)
class Members:
    """Some rows of `entity_member` of one kind, sorted by record id."""

    kind: EntityKind
    rows: pa.Table

    @classmethod
    def of(cls, kind: EntityKind, rows: pa.Table) -> "Members":
        """Rows in any order and with columns in any order, put in order."""
        return cls(kind, rows.select(SCHEMA.names).cast(SCHEMA).sort_by("record_id"))

    @property
    def membership(self) -> Membership:
        """Which entity each record belongs to."""
        return Membership(self.kind, self.texts("record_id"), self.texts("entity_id"))

    @property
    def entities(self) -> tuple[EntityId, ...]:
        """The entities, sorted."""
        return tuple(EntityId(one) for one in sorted(set(self.rows["entity_id"].to_pylist())))

    def records_of(self, entity: EntityId) -> tuple[RecordId, ...]:
        """The records of one entity, the one received first in front."""
        chosen = self.rows.filter(pc.equal(self.rows["entity_id"], entity))
        ordered = chosen.sort_by([("first_seen", "ascending"), ("record_id", "ascending")])
        return tuple(RecordId(one) for one in ordered["record_id"].to_pylist())

    def texts(self, column: str) -> NDArray[np.str_]:
        """One text column."""
        return np.array(self.rows[column].to_pylist(), dtype=np.str_)


def members(view: View, kind: EntityKind, *, entities: tuple[EntityId, ...] = ()) -> Members:
    """The members that `view` shows of `entities`, or of every entity of `kind`; the reading is on the ledger."""
    table = view.table(MEMBER)
    chosen = table.filter(table.entity_kind == str(kind))
    if entities:
        chosen = chosen.filter(ibis._.entity_id.isin(list(entities)))
    return Members.of(kind, view.release(chosen.select(*SCHEMA.names)).rows)


def followed(proposed: Members, standing: Standing) -> tuple[Members, tuple[Conflict, ...]]:
    """The members as every standing judgement has them, from what the model proposes, and what could not be followed.

    Right for any rows that hold every entity they touch whole.
    """
    kind, rows = proposed.kind, proposed.rows
    ids = proposed.texts("record_id")
    _, first, inverse = np.unique(proposed.texts("proposed_id"), return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first)).astype(np.int32)
    cluster = place[inverse] if len(ids) else np.array([], dtype=np.int32)
    same = [one for one in standing.same() if one.kind is kind]
    united, conflicts = unite(ids, cluster, same, [one.pair for one in standing.apart() if one.kind is kind])
    found = named(kind, ids, united, _microseconds(rows))
    column = rows.schema.get_field_index("entity_id")
    settled = rows.set_column(column, "entity_id", pa.array(found.entity_ids.tolist(), pa.string()))
    return Members(kind, settled), conflicts


def proposed(
    kind: EntityKind,
    records: pa.Table,
    cluster: Mapping[RecordId, int],
    before: Members,
) -> Members:
    """What the model proposes, as rows, from its clusters.

    `records` has `record_id`, `record_kind`, `label_id` and `first_seen`. Whoever stood before keeps the time at
    which they were first seen: a record's later versions do not make it a newcomer.
    """
    known = dict(zip(before.rows["record_id"].to_pylist(), before.rows["first_seen"].to_pylist(), strict=True))
    ordered = records.sort_by("record_id")
    ids = ordered["record_id"].to_pylist()
    seen = [known.get(one, first) for one, first in zip(ids, ordered["first_seen"].to_pylist(), strict=True)]
    rows = pa.table(
        {
            "entity_id": pa.nulls(len(ids), pa.string()),
            "entity_kind": pa.array([str(kind)] * len(ids), pa.string()),
            "record_kind": ordered["record_kind"],
            "record_id": pa.array(ids, pa.string()),
            "proposed_id": pa.nulls(len(ids), pa.string()),
            "first_seen": pa.array(seen, SCHEMA.field("first_seen").type),
            "label_id": ordered["label_id"],
            "run": pa.nulls(len(ids), pa.int64()),
            "since": pa.nulls(len(ids), SCHEMA.field("since").type),
        },
        schema=SCHEMA,
    )
    numbers = np.array([cluster[RecordId(one)] for one in ids], dtype=np.int32)
    found = named(kind, np.array(ids, dtype=np.str_), numbers, _microseconds(rows))
    column = SCHEMA.get_field_index("proposed_id")
    return Members(kind, rows.set_column(column, "proposed_id", pa.array(found.entity_ids.tolist(), pa.string())))


def changed(before: Members, after: Members, run: int, at: datetime) -> tuple[Members, tuple[RecordId, ...]]:
    """The rows of `after` that are not as before, stamped with this run, and every record whose row must go.

    A record that stays in its entity keeps the run and time at which it came there.
    """
    stood = {row["record_id"]: row for row in before.rows.to_pylist()}
    fresh, gone = [], [one for one in stood if one not in set(after.rows["record_id"].to_pylist())]
    for row in after.rows.to_pylist():
        old = stood.get(row["record_id"])
        if old is not None and old["entity_id"] == row["entity_id"]:
            row |= {"run": old["run"], "since": old["since"]}
            if row == old:
                continue
        else:
            row |= {"run": run, "since": at.astimezone(UTC)}
        fresh.append(row)
        if old is not None:
            gone.append(row["record_id"])
    return Members(after.kind, pa.Table.from_pylist(fresh, schema=SCHEMA)), tuple(RecordId(one) for one in sorted(gone))


def _microseconds(rows: pa.Table) -> NDArray[np.int64]:
    found: NDArray[np.int64] = rows["first_seen"].cast(pa.int64()).combine_chunks().to_numpy(zero_copy_only=False)
    return found
