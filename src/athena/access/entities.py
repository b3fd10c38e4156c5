"""Whom an id means: an entity, or a record that stands for its entity, as far as one view returns it.

Resolution writes who is whom into `entity_member` and where old ids lead into `entity_forward`; every other room reads
them here, so that an id that was written down years ago means the same in search, in links and on a profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

from athena.access.operation import RECORD_ROWS
from athena.access.refused import Refused
from athena.access.shape import MEMBER
from athena.access.view import View

FORWARD = "entity_forward"
_MOST_STEPS = 32


@dataclass(frozen=True)
class Entity:
    """What an id stands for: the entity it leads to now, or a record that no entity holds and that is its own.

    `records` are those that the view returns, sorted, at most as many as one view by record releases; `total` is how
    many it returns in all. `followed_from` is the id that was asked for, where it names nothing any more.
    """

    id: str
    kind: str
    records: tuple[str, ...]
    total: int
    followed_from: str | None = None


def entity_of(view: View, name: str) -> Entity | None:
    """What `name` stands for: the id of an entity, of one that has moved on, or of a record. None for nothing shown.

    Each step is a release, so that what was asked for is on the ledger. Refused with `access.entity-parted` where the
    records of an old id are in several entities now: which of them was meant is for a person to say.
    """
    if MEMBER not in view.reading.tables():
        return _record(view, name)
    return _living(view, name) or _followed(view, name) or _record(view, name)


def _living(view: View, name: str) -> Entity | None:
    table = view.table(MEMBER)
    held = table.filter(table.record_id == name).select(held="entity_id")
    mine = table.filter((table.entity_id == name) | table.entity_id.isin(held.held))
    chosen = mine.select("record_id", "entity_id", "entity_kind").mutate(total=ibis._.count().over())
    rows = view.release(chosen.order_by("record_id").limit(RECORD_ROWS)).rows.to_pylist()
    if not rows:
        return None
    records = tuple(str(row["record_id"]) for row in rows)
    return Entity(str(rows[0]["entity_id"]), str(rows[0]["entity_kind"]), records, int(rows[0]["total"]))


def _followed(view: View, name: str) -> Entity | None:
    """Where the records of an id went, step by step, each by the last run in which records left it."""
    if FORWARD not in view.reading.tables():
        return None
    ends: dict[str, Entity] = {}
    waiting, seen = [name], {name}
    for _ in range(_MOST_STEPS):
        onward = sorted(_onward(view, waiting) - seen)
        seen |= set(onward)
        waiting = []
        for one in onward:
            living = _living(view, one)
            if living is None:
                waiting.append(one)
            else:
                ends[living.id] = living
        if not waiting:
            break
    if len(ends) > 1:
        raise _parted(view, name, sorted(ends))
    return next((Entity(e.id, e.kind, e.records, e.total, name) for e in ends.values()), None)


def _onward(view: View, names: Sequence[str]) -> set[str]:
    table = view.table(FORWARD)
    chosen = table.filter(table.entity_id.isin(sorted(names))).select("entity_id", "living_id", "run")
    rows = view.release(chosen.order_by(ibis.desc("run")).limit(RECORD_ROWS)).rows.to_pylist()
    last: dict[str, int] = {}
    for row in rows:
        last[row["entity_id"]] = max(last.get(row["entity_id"], 0), int(row["run"]))
    return {str(row["living_id"]) for row in rows if int(row["run"]) == last[row["entity_id"]]}


def _record(view: View, name: str) -> Entity | None:
    kind = view.kind_of(name)
    return None if kind is None else Entity(name, kind, (name,), 1)


def _parted(view: View, name: str, ends: Sequence[str]) -> Refused:
    return Refused(
        "entity-parted",
        what=f"follow the entity {name}",
        where=f"case {view.case.id}",
        why=f"its records are in {len(ends)} entities now",
        remedy=f"name one of {', '.join(ends)}",
        who="whoever asks",
    )
