"""Measuring reviewers: known answers among the questions, asked like any other, that never touch a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import select

from athena.access.case import stated_reason
from athena.access.deed import decide
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.access.state.database import StateDatabase
from athena.access.state.effect import put
from athena.access.state.models import AnswerRow, KnownAnswerRow
from athena.access.view import View
from athena.resolve.entity import EntityKind
from athena.resolve.judgements import Judgement, Verdict, pair_of
from athena.resolve.judging import judge
from athena.resolve.linkage import RecordId
from athena.resolve.tables import MEMBER

EVERY = 10
"""One question in so many is one whose answer is known."""


@dataclass(frozen=True)
class Known:
    """A pair whose answer is known, and on what basis: never shown to whoever is asked it."""

    kind: EntityKind
    left: RecordId
    right: RecordId
    verdict: Verdict
    basis: str
    planted_by: str


@dataclass(frozen=True)
class Measured:
    """How one reviewer did on known answers: how many they were asked, how many right, how often unsure.

    `low` and `high` are the 95 % Wilson interval of the share of right answers among those that were not unsure.
    """

    reviewer: str
    asked: int
    right: int
    unsure: int

    @property
    def share(self) -> float:
        """The share of right answers among those that were not unsure; 0 where there was none."""
        decided = self.asked - self.unsure
        return self.right / decided if decided else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of that share; 0 to 1 where nothing was decided."""
        n, z = self.asked - self.unsure, 1.96
        if not n:
            return 0.0, 1.0
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def plant(view: View, kind: EntityKind, left: RecordId, right: RecordId, verdict: Verdict, basis: str) -> int:
    """Make a pair a known answer, on a stated basis such as fingerprints; give the ledger entry's number.

    `view` is for combination. Whoever plants it is never asked it. Refused as `athena.access.deed.decide`, and with
    `access.reason-short` for a basis that says nothing.
    """
    one, other = pair_of(left, right)
    stated = stated_reason(basis, f"plant {one} and {other}")
    row = put(
        KnownAnswerRow,
        {"left_record": one, "right_record": other},
        entity_kind=str(kind),
        verdict=str(verdict),
        basis=stated,
        planted_by=view.principal.id,
        planted_at=view.door.clock(),
    )
    return decide(view, [MEMBER], [one, other], [row], reason=stated, details={"known_answer": True})


def answer(
    view: View, kind: EntityKind, left: RecordId, right: RecordId, verdict: Verdict, reason: str
) -> Judgement | None:
    """Take a reviewer's answer: a judgement, or, to a known question, a measurement and then None.

    The reviewer is not told which it was. Refused as `athena.resolve.judging.judge`.
    """
    one, other = pair_of(left, right)
    if not any((known.left, known.right) == (one, other) for known in waiting(view.door.database, view.principal.id)):
        return judge(view, kind, one, other, verdict, reason)
    row = put(
        AnswerRow,
        {"left_record": one, "right_record": other, "reviewer": str(view.principal.id)},
        verdict=str(verdict),
        answered_at=view.door.clock(),
    )
    stated = stated_reason(reason, f"judge {one} and {other}")
    decide(view, [MEMBER], [one, other], [row], reason=stated, details={"verdict": str(verdict), "kind": str(kind)})
    return None


def waiting(database: StateDatabase, reviewer: str) -> tuple[Known, ...]:
    """The known questions that this reviewer has not answered and did not plant, by their records."""
    answered = select(AnswerRow.left_record, AnswerRow.right_record).where(AnswerRow.reviewer == reviewer)
    with database.transaction() as session:
        done = {(left, right) for left, right in session.execute(answered)}
        rows = session.scalars(select(KnownAnswerRow).order_by(KnownAnswerRow.left_record, KnownAnswerRow.right_record))
        return tuple(
            Known(
                EntityKind(row.entity_kind),
                RecordId(row.left_record),
                RecordId(row.right_record),
                Verdict(row.verdict),
                row.basis,
                row.planted_by,
            )
            for row in rows
            if (row.left_record, row.right_record) not in done and row.planted_by != reviewer
        )


def measured_for(door: Door, reader: PrincipalId) -> tuple[Measured, ...]:
    """What `reader` may know of it: their own, and a data-protection officer everybody's.

    It is there to find questions and people that need help, and is no league table.
    """
    everybody = Role.DATA_PROTECTION_OFFICER in principal_of(door.database, reader, door.clock()).roles
    return tuple(one for one in measured(door.database) if everybody or one.reviewer == reader)


def measured(database: StateDatabase) -> tuple[Measured, ...]:
    """How every reviewer did, by name."""
    chosen = select(AnswerRow, KnownAnswerRow.verdict).join(
        KnownAnswerRow,
        (KnownAnswerRow.left_record == AnswerRow.left_record) & (KnownAnswerRow.right_record == AnswerRow.right_record),
    )
    with database.transaction() as session:
        given = [(row.reviewer, Verdict(row.verdict), Verdict(truth)) for row, truth in session.execute(chosen)]
    return tuple(_measured(one, given) for one in sorted({reviewer for reviewer, _, _ in given}))


def _measured(reviewer: str, given: Sequence[tuple[str, Verdict, Verdict]]) -> Measured:
    mine = [(said, truth) for one, said, truth in given if one == reviewer]
    return Measured(
        reviewer,
        len(mine),
        sum(said is truth for said, truth in mine),
        sum(said is Verdict.UNSURE for said, _ in mine),
    )
