"""Forwarding: where the records of an id went, so that an id written down years ago still leads somewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from athena.resolve.entity import EntityId, EntityKind, Membership
from athena.resolve.linkage import RecordId


class Why(StrEnum):
    """What became of an id whose records went elsewhere: it names nobody any more, or it lives on without them."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, order=True)
class Forward:
    """That `records` records left `entity_id` for `living_id` in one run."""

    entity_id: EntityId
    living_id: EntityId
    kind: EntityKind
    why: Why
    records: int


def forwards(before: Mapping[RecordId, EntityId], after: Membership) -> tuple[Forward, ...]:
    """What moved between two runs, in the order of the old ids; records that are new or gone have not moved."""
    now = after.by_record
    living = set(now.values())
    moved = Counter((old, now[record]) for record, old in before.items() if record in now and now[record] != old)
    return tuple(
        sorted(
            Forward(old, new, after.kind, Why.SPLIT if old in living else Why.MERGE, records)
            for (old, new), records in moved.items()
        )
    )


def follow(entity: EntityId, living: Iterable[EntityId], trail: Iterable[tuple[int, Forward]]) -> tuple[EntityId, ...]:
    """Where `entity` leads now: itself while it lives, else every living id that its records went to, sorted.

    `trail` is every forward with the number of its run. Each step takes the last run in which an id's records left
    it; empty for an id that never was, and for one all of whose records are gone.
    """
    alive = set(living)
    if entity in alive:
        return (entity,)
    left: dict[EntityId, dict[int, set[EntityId]]] = defaultdict(lambda: defaultdict(set))
    for run, forward in trail:
        left[forward.entity_id][run].add(forward.living_id)
    return tuple(sorted(_ends(entity, alive, left, set())))


def _ends(
    entity: EntityId,
    alive: set[EntityId],
    left: Mapping[EntityId, Mapping[int, set[EntityId]]],
    seen: set[EntityId],
) -> set[EntityId]:
    if entity in alive:
        return {entity}
    if entity in seen or entity not in left:
        return set()
    last = left[entity][max(left[entity])]
    return {end for onward in last for end in _ends(onward, alive, left, seen | {entity})}
