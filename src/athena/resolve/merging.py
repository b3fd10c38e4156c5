"""Merging and un-merging entities: judged by a person, followed at once, and every dependant told in that commit."""

from collections.abc import Sequence
from dataclasses import dataclass

from athena.access.notice import sending
from athena.access.operation import Form, Operation
from athena.access.reliance import Reliance, relying
from athena.access.setup import MATCHING, RESOLVE
from athena.access.state.effect import Change
from athena.access.view import View
from athena.failures import Refused
from athena.resolve.entity import EntityId, EntityKind, birth_id
from athena.resolve.judgements import Judgement, JudgementId, Standing, Verdict
from athena.resolve.judging import judge, judgement_of, retract, standing
from athena.resolve.linkage import RecordId
from athena.resolve.members import Members, followed, members
from athena.resolve.publish import Occasion, Published, publish


@dataclass(frozen=True)
class Blast:
    """What taking `judgement` back would do: which entities there would be, and what relies on the one there is.

    `parts` gives each entity that would be there, with how many records; `relying` every case, chart and lead that
    rests on the entity as it stands or on one of its parts.
    """

    judgement: Judgement
    entity: EntityId
    parts: tuple[tuple[EntityId, int], ...]
    relying: tuple[Reliance, ...]

    @property
    def splits(self) -> bool:
        """Whether anything comes apart: other judgements, or the model, may hold it together still."""
        return len(self.parts) > 1


def kind_of(entity: EntityId) -> EntityKind:
    """The kind that an entity id speaks of. Refused with `resolve.no-entity-id` for what is no such id."""
    for kind in EntityKind:
        if entity.startswith(birth_id(kind, RecordId(""))[:2]):
            return kind
    raise Refused(
        "resolve.no-entity-id",
        f"Look for the entity {entity!r}",
        "what was asked",
        "An entity id is P-, V-, D-, L- or O- and thirteen letters and digits",
        "Whoever asks: take it from a screen, `athena search` or the table entity_member",
    )


def merge(view: View, one: EntityId, other: EntityId, reason: str) -> tuple[Judgement, Published]:
    """Judge two entities one and follow it at once; the id that was given first lives on.

    `view` is the officer's, for combination; the judgement is about the first record of each that it shows. Refused
    with `resolve.same-already`, `resolve.other-kinds`, `resolve.entity-unknown`, `resolve.must-stay-apart` where the
    union would hold two that were judged not the same, and as `judge`.
    """
    if one == other:
        raise Refused(
            "resolve.same-already",
            f"Merge {one} with itself",
            str(one),
            "It is one entity already",
            "Whoever asks: name another entity",
        )
    kind = _one_kind(one, other)
    shown = members(view, kind, entities=(one, other))
    left, right = _first_of(view, shown, one), _first_of(view, shown, other)
    with matching_job(view) as job:
        whole = members(job, kind, entities=(one, other))
        stands = standing(view.door.database)
        _insist_unwalled(whole, stands, one, other)
        judged = judge(view, kind, left, right, Verdict.SAME, reason)
        after, _ = followed(whole, stands.with_(judged))
        return judged, publish(job, whole, after, Occasion("judgement", {"judgement": judged.id}))


def blast(view: View, judgement: JudgementId) -> Blast:
    """What taking back a merge would do, before anything is done. Refused as `unmerge`."""
    found = judgement_of(view.door.database, judgement)
    with matching_job(view) as job:
        whole = _around(job, found)
        after, _ = followed(whole, standing(view.door.database).without(found))
        return _blast(view, found, whole, after)


def unmerge(view: View, judgement: JudgementId, reason: str) -> tuple[Blast, Published]:
    """Take a judgement back and follow it at once; who answers for a case that relied on it is told in that commit.

    Each part has the id back that it had before. Refused as `judging.retract`.
    """
    found = judgement_of(view.door.database, judgement)
    with matching_job(view) as job:
        whole = _around(job, found)
        after, _ = followed(whole, standing(view.door.database).without(found))
        hit = _blast(view, found, whole, after)
        retract(view, judgement, reason, _telling(view, hit, reason))
        return hit, publish(job, whole, after, Occasion("judgement", {"retracted": judgement}))


def matching_job(view: View) -> View:
    """The matching job, on behalf of whoever judges: a judgement moves also records that its maker may not see."""
    return view.door.open_view(
        RESOLVE.id, None, MATCHING, Operation.COMBINATION, form=Form.LIST, on_behalf_of=view.principal.id
    )


def _around(job: View, judgement: Judgement) -> Members:
    """The whole entities that the two records of a judgement are in."""
    table = job.table("entity_member")
    of_pair = table.filter(table.record_id.isin(list(judgement.pair))).select("entity_id")
    found = job.release(of_pair).rows["entity_id"].to_pylist()
    return members(job, judgement.kind, entities=tuple(EntityId(one) for one in sorted(set(found))))


def _blast(view: View, judgement: Judgement, whole: Members, after: Members) -> Blast:
    where = whole.membership.by_record.get(judgement.left) or whole.membership.by_record.get(judgement.right)
    if where is None:
        raise Refused(
            "resolve.records-gone",
            f"Take back {judgement.id}",
            "the members of every entity",
            "Neither record that it speaks of is held any more",
            "Nothing need be done; the data-protection officer can say what became of them",
        )
    parts = tuple((one, len(after.records_of(one))) for one in after.entities)
    subjects = {*whole.entities, *after.entities}
    return Blast(judgement, where, parts, relying(view.door.database, subjects, view.door.clock()))


def _telling(view: View, hit: Blast, reason: str) -> list[Change]:
    parts = ", ".join(one for one, _ in hit.parts)
    by_owner: dict[str, list[Reliance]] = {}
    for one in hit.relying:
        by_owner.setdefault(one.owner, []).append(one)
    return [
        sending(
            owner,
            hit.entity,
            f"{view.principal.id} took apart {hit.entity} (now {parts}): {reason}. It is relied on by "
            + ", ".join(f"{one.kind} {one.dependant} of case {one.case}" for one in told),
            view.door.clock(),
        )
        for owner, told in sorted(by_owner.items())
    ]


def _one_kind(one: EntityId, other: EntityId) -> EntityKind:
    kind = kind_of(one)
    if kind_of(other) is not kind:
        raise Refused(
            "resolve.other-kinds",
            f"Merge {one} with {other}",
            "the two ids",
            f"One is a {kind} and the other a {kind_of(other)}",
            "Whoever asks: name two entities of one kind; that they are connected is a link and not identity",
        )
    return kind


def _first_of(view: View, shown: Members, entity: EntityId) -> RecordId:
    records = shown.records_of(entity)
    if not records:
        raise Refused(
            "resolve.entity-unknown",
            f"Merge {entity}",
            f"case {view.case.id}, ground {view.case.ground.name}",
            "This view shows no record of it: it never was, it goes by another id now, or it may not be seen",
            f"`athena resolve explain {entity}` follows old ids; {view.case.owner}, who owns the case, can say under "
            "which ground it may be seen",
        )
    return records[0]


def _insist_unwalled(whole: Members, stands: Standing, one: EntityId, other: EntityId) -> None:
    where = whole.membership.by_record
    wall: Sequence[Judgement] = [
        judgement
        for judgement in stands.apart()
        if {where.get(judgement.left), where.get(judgement.right)} == {one, other}
    ]
    if wall:
        said = wall[0]
        raise Refused(
            "resolve.must-stay-apart",
            f"Merge {one} with {other}",
            f"judgement {said.id}",
            f"{said.actor} judged two of their records not the same on {said.at:%Y-%m-%d}: {said.reason}",
            f"Speak with {said.actor}, or take it back with a reason: athena resolve unmerge {said.id}",
        )
