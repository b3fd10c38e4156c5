"""Explaining an entity: why its records hold together, which link is weakest, and what was nearly part of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from athena.access.view import View
from athena.failures import Refused
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.forward import Forward, follow
from athena.resolve.holding import Holding, holding
from athena.resolve.judgements import Judgement, Standing, Verdict
from athena.resolve.judging import everything_said
from athena.resolve.linkage import RecordId
from athena.resolve.members import members
from athena.resolve.merging import kind_of
from athena.resolve.pairs import Outcome, Pair, pairs
from athena.resolve.publish import trail

MOST_RECORDS = 50
"""As many records as a view by record shows at once."""


@dataclass(frozen=True)
class NearMiss:
    """A record that was nearly part of an entity, and why it is not: the strongest pair, and what settled it."""

    record: RecordId
    entity: EntityId | None
    pair: Pair
    judged: tuple[Judgement, ...]

    @property
    def why_not(self) -> str:
        """In words."""
        if self.judged:
            said = self.judged[0]
            return f"{said.actor} judged them not the same on {said.at:%Y-%m-%d}: {said.reason}"
        against = "; ".join(f"{name} {bits:+.1f}" for name, bits in self.pair.against) or "nothing speaks against it"
        if self.pair.outcome is Outcome.QUEUED:
            return f"the evidence is left to people to judge ({against})"
        if self.pair.outcome is Outcome.JOINED:
            return f"alone it would join, and the rest of the two entities speaks against it ({against})"
        return f"too little speaks for it, or too much against ({against})"


@dataclass(frozen=True)
class Explanation:
    """Everything that a view may tell of one entity.

    `followed_from` is the id that was asked for, where it names nothing any more. `judgements` are all that speak of
    its records, also those taken back; `near` are the near misses, the nearest first.
    """

    entity: EntityId
    kind: EntityKind
    followed_from: EntityId | None
    records: tuple[RecordId, ...]
    holding: Holding
    judgements: tuple[Judgement, ...]
    near: tuple[NearMiss, ...]


def living(view: View, entity: EntityId) -> EntityId:
    """Where an id leads now. Refused with `resolve.entity-unknown`, and `resolve.entity-parted` where it leads to two.

    What the view does not show leads nowhere.
    """
    kind = kind_of(entity)
    if members(view, kind, entities=(entity,)).rows.num_rows:
        return entity
    moved = trail(view)
    ends = follow(entity, members(view, kind, entities=_named(entity, moved)).entities, moved)
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise Refused(
            "resolve.entity-parted",
            f"Follow the entity {entity}",
            "entity_forward",
            f"Its records are in {len(ends)} entities now",
            f"Whoever asks: name one of {', '.join(ends)}",
        )
    raise Refused(
        "resolve.entity-unknown",
        f"Look for the entity {entity}",
        f"case {view.case.id}, ground {view.case.ground.name}",
        "This view shows no record of it: it never was, its records are gone, or it may not be seen",
        f"{view.case.owner}, who owns the case, can say under which ground it may be seen",
    )


def explain_entity(view: View, asked: EntityId, near: int = 5) -> Explanation:
    """Explain what `asked` leads to; at most `near` near misses. Refused as `living`, and by the door past fifty."""
    entity = living(view, asked)
    kind = kind_of(entity)
    records = members(view, kind, entities=(entity,)).records_of(entity)
    found = pairs(view, kind, records=records)
    said = everything_said(view.door.database)
    stands = Standing.of(said)
    return Explanation(
        entity,
        kind,
        None if asked == entity else asked,
        records,
        holding(records, found, stands.about(records)),
        tuple(one for one in said if {*one.pair} & set(records)),
        _near(view, kind, records, found, stands)[:near],
    )


def _named(entity: EntityId, moved: Collection[tuple[int, Forward]]) -> tuple[EntityId, ...]:
    found = {entity}
    grown = True
    while grown:
        onward = {one.living_id for _, one in moved if one.entity_id in found}
        grown = not onward <= found
        found |= onward
    return tuple(sorted(found))


def _near(
    view: View, kind: EntityKind, records: tuple[RecordId, ...], found: Iterable[Pair], stands: Standing
) -> tuple[NearMiss, ...]:
    inside = set(records)
    best: dict[RecordId, Pair] = {}
    for pair in found:
        for here, there in ((pair.left, pair.right), (pair.right, pair.left)):
            if here in inside and there not in inside:
                best.setdefault(there, pair)
    where = _entities_of(view, kind, best)
    return tuple(
        NearMiss(
            record,
            where.get(record),
            pair,
            tuple(one for one in stands.on(pair.left, pair.right) if one.verdict is Verdict.NOT_SAME),
        )
        for record, pair in best.items()
    )


def _entities_of(view: View, kind: EntityKind, records: Iterable[RecordId]) -> dict[RecordId, EntityId]:
    wanted = sorted(records)[:MOST_RECORDS]
    if not wanted:
        return {}
    table = view.table("entity_member")
    chosen = table.filter(table.record_id.isin(wanted), table.entity_kind == str(kind))
    rows = view.release(chosen.select("record_id", "entity_id")).rows.to_pylist()
    return {RecordId(row["record_id"]): EntityId(row["entity_id"]) for row in rows}
