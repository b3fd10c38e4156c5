"""What to ask a reviewer next: the worthiest questions that a view shows, with known answers among them."""

from dataclasses import dataclass

from athena.access.view import View
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.judgements import Standing, Verdict
from athena.resolve.judging import everything_said
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Outcome, pairs
from athena.resolve.queue import Question, questions
from athena.resolve.reviewing import EVERY, waiting
from athena.resolve.tables import EDGE, MEMBER


@dataclass(frozen=True)
class Asked:
    """One line of a reviewer's queue: two records. Nothing in it tells a known question from another."""

    left: RecordId
    right: RecordId
    question: Question | None


def next_questions(view: View, kind: EntityKind, most: int) -> tuple[Asked, ...]:
    """At most `most` questions for the holder of `view`, the worthiest first; every tenth has a known answer.

    `view` is by list. What the holder was unsure of is not asked of them again, and of others it is.
    """
    said = everything_said(view.door.database)
    planted = [one for one in waiting(view.door.database, view.principal.id) if one.kind is kind]
    where, sizes = _asked_about(view, kind, {record for one in planted for record in (one.left, one.right)})
    unsure = [one.pair for one in said if one.verdict is Verdict.UNSURE and one.actor == view.principal.id]
    open_pairs = pairs(view, kind, outcome=Outcome.QUEUED)
    real = questions(open_pairs, where, sizes, Standing.of(said), unsure)
    known = [Asked(one.left, one.right, None) for one in planted if one.left in where and one.right in where]
    return _among([Asked(one.pair.left, one.pair.right, one) for one in real], known)[:most]


def _asked_about(
    view: View, kind: EntityKind, planted: set[RecordId]
) -> tuple[dict[RecordId, EntityId], dict[EntityId, int]]:
    """The entity of each record of an open pair or of `planted`, and its size: nobody else's record is read for it."""
    table, edges = view.table(MEMBER), view.table(EDGE)
    open_pairs = edges.filter(edges.entity_kind == str(kind), edges.outcome == str(Outcome.QUEUED))
    sized = table.filter(table.entity_kind == str(kind)).select("record_id", "entity_id")
    sized = sized.mutate(size=sized.count().over(group_by="entity_id"))
    asked = sized.record_id.isin(open_pairs.left_record) | sized.record_id.isin(open_pairs.right_record)
    if planted:
        asked |= sized.record_id.isin(sorted(planted))
    rows = view.release(sized.filter(asked)).rows.to_pylist()
    return (
        {RecordId(row["record_id"]): EntityId(row["entity_id"]) for row in rows},
        {EntityId(row["entity_id"]): int(row["size"]) for row in rows},
    )


def _among(real: list[Asked], known: list[Asked]) -> tuple[Asked, ...]:
    mixed: list[Asked] = []
    for number, one in enumerate(real, start=1):
        mixed.append(one)
        if number % (EVERY - 1) == 0 and known:
            mixed.append(known.pop(0))
    return (*mixed, *known)
