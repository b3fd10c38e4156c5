"""What to ask a reviewer next: the worthiest questions that a view shows, with known answers among them."""

from collections import Counter
from dataclasses import dataclass

from athena.access.view import View
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.judgements import Standing, Verdict
from athena.resolve.judging import everything_said
from athena.resolve.linkage import RecordId
from athena.resolve.members import members
from athena.resolve.pairs import Outcome, pairs
from athena.resolve.queue import Question, questions
from athena.resolve.reviewing import EVERY, waiting


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
    stood = members(view, kind)
    where = stood.membership.by_record
    sizes = Counter(EntityId(one) for one in stood.rows["entity_id"].to_pylist())
    unsure = [one.pair for one in said if one.verdict is Verdict.UNSURE and one.actor == view.principal.id]
    open_pairs = pairs(view, kind, outcome=Outcome.QUEUED)
    real = questions(open_pairs, where, sizes, Standing.of(said), unsure)
    known = [
        Asked(one.left, one.right, None)
        for one in waiting(view.door.database, view.principal.id)
        if one.kind is kind and one.left in where and one.right in where
    ]
    return _among([Asked(one.pair.left, one.pair.right, one) for one in real], known)[:most]


def _among(real: list[Asked], known: list[Asked]) -> tuple[Asked, ...]:
    mixed: list[Asked] = []
    for number, one in enumerate(real, start=1):
        mixed.append(one)
        if number % (EVERY - 1) == 0 and known:
            mixed.append(known.pop(0))
    return (*mixed, *known)
