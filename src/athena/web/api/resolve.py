"""`/entities/{id}/explanation` and `/resolve/queue`: why records are one, and what to ask a person next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from athena.resolve.asking import next_questions
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.explaining import Explanation, explain_entity
from athena.resolve.holding import Link
from athena.resolve.judgements import Judgement
from athena.resolve.needs import EXPLAINING, QUEUEING
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["resolve"])


class PairOut(BaseModel):
    """Two records that may be one."""

    left: str
    right: str


class HeldOut(PairOut):
    """What holds two records together: bits of evidence by comparison, or the judgement of a person."""

    weight: float | None = None
    evidence: dict[str, float]
    judgement: str | None = None


class NearOut(BaseModel):
    """A record that was nearly part of an entity, and in words why it is not."""

    record: str
    entity: str | None = None
    weight: float
    evidence: dict[str, float]
    why_not: str


class JudgementOut(PairOut):
    """What a person said of two records; `retracted_by` and its reason where it was taken back."""

    id: str
    verdict: str
    actor: str
    reason: str
    case: str
    at: str
    entry: int
    retracted_by: str | None = None
    retraction_reason: str | None = None


class ExplanationOut(BaseModel):
    """Why an entity's records hold together.

    `links` are the strongest tree that spans them, `weakest` the one that would give way first and `sides` the
    records on either side of it. `loose` are groups that nothing shown here connects.
    """

    entity: str
    kind: str
    followed_from: str | None = None
    records: list[str]
    links: list[HeldOut]
    weakest: HeldOut | None = None
    sides: list[list[str]]
    loose: list[list[str]]
    near: list[NearOut]
    judgements: list[JudgementOut]


_HELD = {"left": "r1", "right": "r2", "weight": 14.2, "evidence": {"name": 9.1, "born": 5.1}, "judgement": None}
_REST = {"withheld": [], "entry": 519, "entries": [519], "snapshot": 9, "next": None}
EXPLAINED = {
    "results": {
        "entity": "P-7ZK3M9QX2B4TD", "kind": "person", "followed_from": None, "records": ["r1", "r2"], "links": [_HELD],
        "weakest": _HELD, "sides": [["r1"], ["r2"]], "loose": [], "near": [], "judgements": [],
    },
    **_REST,
}  # fmt: skip
QUEUED = {"results": [{"left": "r3", "right": "r4"}], **_REST}


@router.get("/entities/{entity}/explanation", summary="Why an entity is one", responses=given(EXPLAINED))
def explain(
    seeing: Annotated[Seeing, Depends(Needs(EXPLAINING))],
    entity: Annotated[
        str, Path(max_length=40, description="An entity's id; an old one is followed", examples=["P-7ZK3M9QX2B4TD"])
    ],
) -> Answer[ExplanationOut]:
    """Why an entity's records hold together, which link is weakest, and why near misses are not part of it."""
    with seeing.view() as view:
        return answer_of(view, _explained(explain_entity(view, EntityId(entity))))


@router.get("/resolve/queue", summary="What is worth asking a person", responses=given(QUEUED))
def queue(
    seeing: Annotated[Seeing, Depends(Needs(QUEUEING))],
    kind: Annotated[EntityKind, Query(description="What the records are about")] = EntityKind.PERSON,
    limit: Annotated[int, Query(ge=1, le=100, description="How many questions")] = 20,
) -> Answer[list[PairOut]]:
    """Pairs of records whose answer is worth most, the worthiest first; some have an answer that is known."""
    with seeing.view() as view:
        found = next_questions(view, kind, limit)
        return answer_of(view, [PairOut(left=one.left, right=one.right) for one in found])


def _explained(found: Explanation) -> ExplanationOut:
    weakest = found.holding.weakest
    return ExplanationOut(
        entity=found.entity,
        kind=str(found.kind),
        followed_from=found.followed_from,
        records=list(found.records),
        links=[_held(one) for one in found.holding.links],
        weakest=None if weakest is None else _held(weakest),
        sides=[list(side) for side in found.holding.sides],
        loose=[list(group) for group in found.holding.loose],
        near=[
            NearOut(
                record=one.record,
                entity=one.entity,
                weight=one.pair.weight,
                evidence=dict(one.pair.comparisons),
                why_not=one.why_not,
            )
            for one in found.near
        ],
        judgements=[_judged(one) for one in found.judgements],
    )


def _held(link: Link) -> HeldOut:
    if isinstance(link.because, Judgement):
        return HeldOut(left=link.left, right=link.right, weight=None, evidence={}, judgement=link.because.id)
    evidence = dict(link.because.comparisons)
    return HeldOut(left=link.left, right=link.right, weight=link.weight, evidence=evidence, judgement=None)


def _judged(said: Judgement) -> JudgementOut:
    back = said.retraction
    return JudgementOut(
        id=said.id,
        left=said.left,
        right=said.right,
        verdict=str(said.verdict),
        actor=said.actor,
        reason=said.reason,
        case=said.case,
        at=said.at.isoformat(),
        entry=said.entry,
        retracted_by=None if back is None else back.actor,
        retraction_reason=None if back is None else back.reason,
    )
