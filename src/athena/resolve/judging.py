"""Judging: what a person says of two records becomes a row and a ledger entry together, or neither."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from athena.access.case import stated_reason
from athena.access.deed import decide
from athena.access.state.database import StateDatabase
from athena.access.state.effect import Change, put
from athena.access.state.models import JudgementRow, RetractionRow
from athena.access.view import View
from athena.failures import Refused
from athena.ledger.canonical import Json
from athena.resolve.entity import EntityKind
from athena.resolve.judgements import Judgement, JudgementId, Retraction, Standing, Verdict, pair_of
from athena.resolve.linkage import RecordId
from athena.resolve.tables import MEMBER


def everything_said(database: StateDatabase) -> tuple[Judgement, ...]:
    """Every judgement ever made, the oldest first, those taken back among them."""
    chosen = (
        select(JudgementRow, RetractionRow)
        .outerjoin(RetractionRow, RetractionRow.judgement == JudgementRow.id)
        .order_by(JudgementRow.entry)
    )
    with database.transaction() as session:
        return tuple(_judgement(row, back) for row, back in session.execute(chosen))


def standing(database: StateDatabase) -> Standing:
    """What stands of it."""
    return Standing.of(everything_said(database))


def judge(
    view: View,
    kind: EntityKind,
    left: RecordId,
    right: RecordId,
    verdict: Verdict,
    reason: str,
    also: Sequence[Change] = (),
) -> Judgement:
    """Record what the holder of `view` says of two records that it shows; `also` is made true in the same commit.

    `view` is for combination. Refused with `resolve.not-shown` where it does not show both, `resolve.contradicts`
    where it cannot stand beside what others said, and as `athena.access.deed.decide`.
    """
    one, other = pair_of(left, right)
    _insist_shown(view, one, other)
    stated = stated_reason(reason, f"judge {one} and {other}")
    chain = standing(view.door.database).contradiction(one, other, verdict)
    if chain:
        raise _contradicts(one, other, verdict, chain)
    named = JudgementId(f"j-{secrets.token_hex(8)}")
    row = put(
        JudgementRow,
        {"id": named},
        entity_kind=str(kind),
        left_record=one,
        right_record=other,
        verdict=str(verdict),
        actor=view.principal.id,
        reason=stated,
        case=view.case.id,
        judged_at=view.door.clock(),
    )
    details: dict[str, Json] = {"judgement": named, "verdict": str(verdict), "kind": str(kind)}
    decide(view, [MEMBER], [one, other], [row, *also], reason=stated, details=details)
    return judgement_of(view.door.database, named)


def retract(view: View, judgement: JudgementId, reason: str, also: Sequence[Change] = ()) -> Judgement:
    """Record that a judgement is taken back, by whoever holds `view`; both stay readable for ever.

    Refused with `resolve.judgement-unknown`, `resolve.judgement-retracted`, and as `judge`.
    """
    found = judgement_of(view.door.database, judgement)
    if found.retraction is not None:
        back = found.retraction
        raise Refused(
            "resolve.judgement-retracted",
            f"Take back {judgement}",
            f"ledger entry {back.entry}",
            f"{back.actor} took it back on {back.at:%Y-%m-%d}: {back.reason}",
            "Nothing: it no longer stands. Anyone who may judge for their case can judge the pair afresh",
        )
    _insist_shown(view, *found.pair)
    stated = stated_reason(reason, f"take back {judgement}")
    row = put(
        RetractionRow,
        {"judgement": judgement},
        actor=view.principal.id,
        reason=stated,
        case=view.case.id,
        retracted_at=view.door.clock(),
    )
    details: dict[str, Json] = {"judgement": judgement, "retracted": True, "kind": str(found.kind)}
    decide(view, [MEMBER], list(found.pair), [row, *also], reason=stated, details=details)
    return judgement_of(view.door.database, judgement)


def judgement_of(database: StateDatabase, judgement: JudgementId) -> Judgement:
    """The judgement of this id. Refused with `resolve.judgement-unknown` where there is none."""
    for one in everything_said(database):
        if one.id == judgement:
            return one
    raise Refused(
        "resolve.judgement-unknown",
        f"Find the judgement {judgement!r}",
        "the state database",
        "Nobody made one of that id",
        "Whoever asks: `athena resolve explain ENTITY` names the judgements of an entity",
    )


def _insist_shown(view: View, *records: RecordId) -> None:
    table = view.table(MEMBER)
    shown = view.release(table.filter(table.record_id.isin(list(records))).select("record_id"), asked=records).rows
    missing = sorted(set(records) - set(shown["record_id"].to_pylist()))
    if missing:
        raise Refused(
            "resolve.not-shown",
            f"Judge {' and '.join(sorted(records))}",
            f"case {view.case.id}, ground {view.case.ground.name}",
            f"This view does not show {', '.join(missing)}, or no run has resolved it yet",
            f"Judge what you can see; {view.case.owner}, who owns the case, can say under which ground it may be seen",
        )


def _contradicts(left: RecordId, right: RecordId, verdict: Verdict, chain: Sequence[Judgement]) -> Refused:
    said = "; ".join(f"{one.id}: {one.verdict}, by {one.actor} on {one.at:%Y-%m-%d} for {one.case}" for one in chain)
    return Refused(
        "resolve.contradicts",
        f"Judge {left} and {right} {verdict}",
        f"{len(chain)} standing judgement{'s' if len(chain) > 1 else ''}",
        f"It cannot stand beside {said}",
        f"Speak with {chain[0].actor}, or take it back with a reason: athena resolve unmerge {chain[0].id}",
    )


def _judgement(row: JudgementRow, back: RetractionRow | None) -> Judgement:
    return Judgement(
        JudgementId(row.id),
        EntityKind(row.entity_kind),
        RecordId(row.left_record),
        RecordId(row.right_record),
        Verdict(row.verdict),
        row.actor,
        row.reason,
        row.case,
        row.judged_at,
        row.entry,
        None if back is None else Retraction(back.actor, back.reason, back.case, back.retracted_at, back.entry),
    )
