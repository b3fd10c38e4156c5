"""Drift: how a second delivery differs from the first, field by field, while old and new system run side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis

from athena.access.view import View
from athena.ingest.migration.folder import Part
from athena.pole import kind


@dataclass(frozen=True)
class FieldDrift:
    """How many records changed in one property, and how many of them gained or lost it."""

    property: str
    changed: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Drift:
    """How the records of one mapping differ from those of the delivery before.

    `unseen` records changed only in fields that are not carried. `new` and `withdrawn` count records that only the
    later, or only the earlier, delivery has.
    """

    mapped: str
    slot: str
    earlier: str
    new: int
    changed: int
    unseen: int
    withdrawn: int
    fields: Sequence[FieldDrift]


def drift(view: View, part: Part, slot: str, earlier: str, received_at: datetime) -> Drift:
    """Set what a delivery received at `received_at` said against what stood before, in the slot.

    Fields are listed with the most changed first, and only those that changed.
    """
    table = view.table(part.source.kind).filter(ibis._.source == part.source.name, ibis._.slot == slot)
    properties = list(kind(part.source.kind).own)
    now = table.filter(table.received_at == received_at)
    before = table.filter(table.valid_to == received_at).select(
        "record_id", **{f"was_{name}": table[name] for name in properties}
    )
    both = now.join(before, "record_id")
    differs = {name: ~both[name].identical_to(both[f"was_{name}"]) for name in properties}
    counts = {name: one.ifelse(1, 0).sum() for name, one in differs.items()}
    gained = {f"gained_{name}": (differs[name] & both[f"was_{name}"].isnull()).ifelse(1, 0).sum() for name in differs}
    lost = {f"lost_{name}": (differs[name] & both[name].isnull()).ifelse(1, 0).sum() for name in differs}
    same = (~ibis.or_(*differs.values())).ifelse(1, 0).sum()
    row = view.execute(both.agg(_all=both.count(), _same=same, **counts, **gained, **lost)).to_pylist()[0]
    arrived = view.execute(now.filter(now.version == 1).agg(n=ibis._.count())).to_pylist()[0]["n"]
    gone = table.filter(table.withdrawn_at == received_at)
    fields = [
        FieldDrift(name, int(row[name]), int(row[f"gained_{name}"]), int(row[f"lost_{name}"]))
        for name in properties
        if row[name]
    ]
    return Drift(
        part.mapped.name,
        slot,
        earlier,
        new=arrived,
        changed=row["_all"],
        unseen=int(row["_same"] or 0),
        withdrawn=view.execute(gone.agg(n=gone.count())).to_pylist()[0]["n"],
        fields=sorted(fields, key=lambda one: (-one.changed, one.property)),
    )
