"""Reliance: which cases, charts and leads rest on an entity, so that whoever takes it apart learns whom to tell.

The rooms that make cases, charts and leads note it in the same commit as the thing itself. It lies here and not in
resolution because rooms of one floor do not know each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select

from athena.access.case import CaseId
from athena.access.principal import PrincipalId
from athena.access.state.database import StateDatabase
from athena.access.state.effect import Change, put
from athena.access.state.models import CaseRow, RelianceRow


class Dependant(StrEnum):
    """What may rest on an entity."""

    CASE = "case"
    CHART = "chart"
    LEAD = "lead"


@dataclass(frozen=True)
class Reliance:
    """That one case, chart or lead rests on `subject`, an entity id, since when, and who answers for its case."""

    subject: str
    kind: Dependant
    dependant: str
    case: CaseId
    owner: PrincipalId
    since: datetime


def relies(subject: str, kind: Dependant, dependant: str, case: CaseId, now: datetime) -> Change:
    """The row that says that `dependant` rests on `subject` from now on; commit it with what makes the dependant."""
    key = {"subject": subject, "dependant_kind": str(kind), "dependant": dependant}
    return put(RelianceRow, key, case=case, since=now, ended_at=None)


def no_longer(subject: str, kind: Dependant, dependant: str, now: datetime) -> Change:
    """The row that ends it, for a chart deleted or a lead withdrawn."""
    return put(RelianceRow, {"subject": subject, "dependant_kind": str(kind), "dependant": dependant}, ended_at=now)


def relying(database: StateDatabase, subjects: Collection[str], now: datetime) -> tuple[Reliance, ...]:
    """Everything that rests on any of `subjects` at `now`, by case, kind and id."""
    chosen = (
        select(RelianceRow, CaseRow.owner)
        .join(CaseRow, CaseRow.id == RelianceRow.case)
        .where(RelianceRow.subject.in_(sorted(subjects)))
        .where(or_(RelianceRow.ended_at.is_(None), RelianceRow.ended_at > now))
        .order_by(RelianceRow.case, RelianceRow.dependant_kind, RelianceRow.dependant, RelianceRow.subject)
    )
    with database.transaction() as session:
        return tuple(
            Reliance(
                row.subject,
                Dependant(row.dependant_kind),
                row.dependant,
                CaseId(row.case),
                PrincipalId(owner),
                row.since,
            )
            for row, owner in session.execute(chosen)
        )
