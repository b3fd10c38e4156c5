"""`GET /entities/{id}/profile`: what the records of one person or thing say, side by side, and who says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from athena.profile.claim import Claim
from athena.profile.needs import SHOWING
from athena.profile.oneness import Oneness
from athena.profile.profile import Profile, Warning_, profile
from athena.profile.record import Record, Terms
from athena.profile.tie import Tie
from athena.profile.timeline import Event
from athena.web.answer import Answer, WithheldLine, answer_of
from athena.web.api.examples import given
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["profile"])


class RecordOut(BaseModel):
    """One record of the profile, under its terms; `hidden` are the field groups that are not shown of it."""

    id: str
    kind: str
    source: str
    source_file: str
    source_row: int
    received_at: datetime
    valid_from: datetime
    valid_to: datetime | None = None
    withdrawn: datetime | None = None
    terms: Terms
    says: dict[str, str]
    hidden: list[str]


class ProfileOut(BaseModel):
    """Everything that one view may tell of one person or thing.

    Conflicting values stand side by side. `events` give the roles that this one had *in each*; nothing says what a
    person is. `left` says of each part how many are not shown, `masked` on how many records a field group is hidden,
    `looked` why the log of who has looked is not open here.
    """

    id: str
    kind: str
    title: str
    followed_from: str | None = None
    as_known_on: datetime | None = None
    records: list[RecordOut]
    total: int
    claims: list[Claim]
    warnings: list[Warning_]
    events: list[Event]
    places: list[Tie]
    things: list[Tie]
    people: list[Tie]
    left: dict[str, int]
    oneness: Oneness
    masked: dict[str, int]
    looked: WithheldLine | None = None


_SAYING = {
    "record": "r1", "source": "custody", "grading": "", "handling": "ungraded", "lawful_basis": "law_enforcement",
    "review_group": "3", "review_on": "2030-05-09", "first_known": "2024-05-09", "withdrawn": False,
}  # fmt: skip
EXAMPLE: dict[str, object] = {
    "results": {
        "id": "P-7ZK3M9QX2B4TD", "kind": "person", "title": "Ann SMITH", "followed_from": None, "as_known_on": None,
        "records": [], "total": 1,
        "claims": [
            {
                "property": "date_of_birth", "label": "Date of birth", "group": "identity", "conflict": True,
                "why_not": "",
                "values": [
                    {"text": "1984-02-11", "sayings": [_SAYING], "first": "", "last": ""},
                    {"text": "1984-11-02", "sayings": [_SAYING], "first": "", "last": ""},
                ],
            }
        ],
        "warnings": [], "events": [], "places": [], "things": [], "people": [], "left": {},
        "oneness": {"inside": [], "judged": [], "near": []}, "masked": {"contact": 1}, "looked": None,
    },
    "withheld": [], "entry": 520, "entries": [520], "snapshot": 9, "next": None,
}  # fmt: skip


@router.get("/entities/{entity}/profile", summary="What is held of one person or thing", responses=given(EXAMPLE))
def show(
    seeing: Annotated[Seeing, Depends(Needs(SHOWING))],
    entity: Annotated[
        str, Path(max_length=80, description="The id of an entity or of a record", examples=["P-7ZK3M9QX2B4TD"])
    ],
    as_known_on: Annotated[date | None, Query(description="What was held at the end of this day")] = None,
) -> Answer[ProfileOut]:
    """What each source says, its events with the role in each, its places, things and people, and why it is one."""
    moment = None if as_known_on is None else datetime.combine(as_known_on, time.max, UTC)
    with seeing.view(asked=[entity], known_on=moment) as view:
        return answer_of(view, _profile(profile(view, entity, moment)), shown=True)


def _profile(found: Profile) -> ProfileOut:
    same = {name: getattr(found, name) for name in ProfileOut.model_fields if name not in ("records", "looked")}
    looked = None if found.looked is None else WithheldLine.of(found.looked)
    return ProfileOut.model_validate({**same, "records": [_record(one) for one in found.records], "looked": looked})


def _record(one: Record) -> RecordOut:
    same = {name: getattr(one, name) for name in RecordOut.model_fields if name != "says"}
    return RecordOut.model_validate({**same, "says": {name: str(value) for name, value in one.says.items()}})
