"""`GET /search`: one question over every kind of record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from athena.search.needs import SEARCHING
from athena.search.searching import PAGE, Result, collapsed, search
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.cursor import cursor, offset_of
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["search"])


class ResultOut(BaseModel):
    """One record as it is shown: `way` says how surely it answers, `why` by which fields, `says` what it says."""

    record: str
    kind: str
    entity: str | None = None
    title: str
    way: str
    why: list[str]
    says: dict[str, str]


class SearchOut(BaseModel):
    """One page of an answer, with the question in words, counts and facets of everything that answers.

    `entities` are the records of the page by whom or what they are about. `at_least` says that counting stopped.
    `behind` is how many snapshots the index has still to follow.
    """

    asked: str
    records: list[ResultOut]
    entities: list[list[str]]
    total: int
    at_least: bool
    counts: dict[str, int]
    facets: dict[str, dict[str, int]]
    did_you_mean: list[str]
    behind: int


EXAMPLE = {
    "results": {
        "asked": "“smith”",
        "records": [
            {
                "record": "0f3c9a1e5b7d2f4c8e6a0b1c2d3e4f50", "kind": "person", "entity": "P-7ZK3M9QX2B4TD",
                "title": "Ann SMITH", "way": "spelt", "why": ["Name: “smith” as spelt"],
                "says": {"name_text": "Ann SMITH", "date_of_birth": "1984-02-11"},
            }
        ],
        "entities": [["0f3c9a1e5b7d2f4c8e6a0b1c2d3e4f50"]],
        "total": 41, "at_least": False, "counts": {"spelt": 41}, "facets": {"kind": {"person": 41}},
        "did_you_mean": [], "behind": 0,
    },
    "withheld": [{"what": "intelligence", "rows": 87, "reason": "outside your purpose", "ask": None}],
    "entry": 512, "entries": [512], "snapshot": 9, "next": "WyJhMSIsOSwyMF0",
}  # fmt: skip


@router.get("/search", summary="Find people, vehicles, places, events and reports", responses=given(EXAMPLE))
def find(
    seeing: Annotated[Seeing, Depends(Needs(SEARCHING))],
    q: Annotated[
        str,
        Query(max_length=500, description="What to look for, in the language of docs/search.md", examples=["smith"]),
    ],
    limit: Annotated[int, Query(ge=1, le=50, description="How many records", examples=[20])] = PAGE,
    cursor_: Annotated[str | None, Query(alias="cursor", description="`next` of the page before")] = None,
    wide: Annotated[bool, Query(description="Names that are near or sound alike, too")] = False,
) -> Answer[SearchOut]:
    """Answer a question with what the token's case opens, and say why each record answers.

    One page is one release and one ledger entry; the words are kept sealed. Order, counts and facets speak only of
    what may be seen.
    """
    question = {"q": q, "limit": limit, "wide": wide}
    with seeing.view() as view:
        index = seeing.house.index()
        offset = offset_of(cursor_, question, index.standing.snapshot)
        found = search(view, index, q, limit=limit, offset=offset, wide=wide)
        next_ = None if found.next is None else cursor(question, index.standing.snapshot, found.next)
        out = SearchOut(
            asked=found.asked,
            records=[_result(one) for one in found.results],
            entities=[[one.record for one in group] for group in collapsed(found.results)],
            total=found.total,
            at_least=found.at_least,
            counts={way.name.lower(): count for way, count in found.counts.items()},
            facets={name: dict(counts) for name, counts in found.facets.items()},
            did_you_mean=list(found.meant),
            behind=found.behind,
        )
        return answer_of(view, out, next=next_)


def _result(one: Result) -> ResultOut:
    return ResultOut(
        record=one.record,
        kind=one.kind,
        entity=one.entity,
        title=one.title,
        way=one.way.name.lower(),
        why=[str(match) for match in one.why],
        says=dict(one.says),
    )
