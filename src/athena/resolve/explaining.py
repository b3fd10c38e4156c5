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
from athena.resolve.pairs import Outcome, Pair, between, leading_out
from athena.resolve.publish import trail


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
    moved = _onward(view, entity)
    ids = tuple(sorted({entity, *(one.living_id for _, one in moved)}))
    ends = follow(entity, members(view, kind, entities=ids).entities, moved)
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
    said = everything_said(view.door.database)
    stands = Standing.of(said)
    return Explanation(
        entity,
        kind,
        None if asked == entity else asked,
        records,
        _holding(view, kind, records, stands.about(records)),
        tuple(one for one in said if {*one.pair} & set(records)),
        _near(view, kind, records, stands, near),
    )


def _onward(view: View, entity: EntityId) -> tuple[tuple[int, Forward], ...]:
    """The forwards that lead away from `entity`, step by step: the whole trail is more than one enquiry shows."""
    moved: list[tuple[int, Forward]] = []
    passed: set[EntityId] = set()
    here = {entity}
    while here:
        steps = trail(view, left=here)
        moved += steps
        passed |= here
        here = {one.living_id for _, one in steps} - passed
    return tuple(moved)


def _holding(view: View, kind: EntityKind, records: tuple[RecordId, ...], judgements: Collection[Judgement]) -> Holding:
    """Why `records` hold together, asking for the heaviest pairs between what is still loose, and for no others.

    Two dozen records may have three hundred pairs between them, and it takes 23 to explain why they are one.
    """
    found: list[Pair] = []
    while True:
        held = holding(records, found, judgements)
        more = between(view, kind, held.loose) if held.loose else ()
        if not more:
            return held
        found += more


def _near(
    view: View, kind: EntityKind, records: tuple[RecordId, ...], stands: Standing, most: int
) -> tuple[NearMiss, ...]:
    inside = set(records)
    best = {pair.right if pair.left in inside else pair.left: pair for pair in leading_out(view, kind, records, most)}
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
    wanted = sorted(records)
    if not wanted:
        return {}
    table = view.table("entity_member")
    chosen = table.filter(table.record_id.isin(wanted), table.entity_kind == str(kind))
    rows = view.release(chosen.select("record_id", "entity_id")).rows.to_pylist()
    return {RecordId(row["record_id"]): EntityId(row["entity_id"]) for row in rows}
