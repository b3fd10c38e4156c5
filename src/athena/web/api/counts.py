"""`GET /crimes` and `GET /status`: counts of recorded crime, and what was delivered, with gaps shown as gaps."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from athena.ingest.counts import Question, count_crimes
from athena.ingest.coverage import Coverage
from athena.ingest.needs import COUNTING, STATUS
from athena.ingest.status import KindStatus, QuarantineStatus, SourceStatus, status
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["intake"])

Month = Annotated[
    str | None, Query(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="As 2024-05", examples=["2024-05"])
]


class CountOut(BaseModel):
    """One line: the values that were counted by, in their order, and the count; null where it was not delivered."""

    values: list[str]
    count: int | None = None


class CrimesOut(BaseModel):
    """Counts of recorded crime. A month that was not delivered is a gap, told in `gaps`, and never zero."""

    by: list[str]
    counts: list[CountOut]
    total: int
    gaps: list[str]
    notes: list[str]


class CoverageOut(BaseModel):
    """What was delivered of one kind for one area, as months, less the gaps; null where it never was."""

    area: str
    kind: str
    first: str | None = None
    last: str | None = None
    gaps: list[str]


class StatusOut(BaseModel):
    """What the workspace holds: deliveries by source, records by kind, coverage, and what waits in quarantine."""

    sources: list[SourceStatus]
    kinds: list[KindStatus]
    coverage: list[CoverageOut]
    quarantine: list[QuarantineStatus]


_REST = {"withheld": [], "entry": 517, "entries": [517], "snapshot": 9, "next": None}
CRIMES = {
    "results": {
        "by": ["month"], "counts": [{"values": ["2024-05"], "count": 412}, {"values": ["2024-06"], "count": None}],
        "total": 412, "gaps": ["northmere street: no delivery for 2024-06"], "notes": ["Recorded by: northmere."],
    },
    **_REST,
}  # fmt: skip
HELD = {
    "results": {
        "sources": [{"source": "custody", "files": 1, "rows": 1204, "quarantined": 3}],
        "kinds": [{"kind": "custody", "current": 1201, "withdrawn": 0, "older_versions": 0}],
        "coverage": [
            {"area": "northmere", "kind": "street", "first": "2024-05", "last": "2024-07", "gaps": ["2024-06"]}
        ],
        "quarantine": [{"source": "custody", "rule": "bad-date", "rows": 3}],
    },
    **_REST,
}


@router.get("/crimes", summary="Count recorded crime", responses=given(CRIMES))
def crimes(
    seeing: Annotated[Seeing, Depends(Needs(COUNTING))],
    by: Annotated[
        str, Query(max_length=200, description="month, type, force, district, lsoa, place, outcome", examples=["month"])
    ] = "type",
    area: Annotated[
        str | None, Query(max_length=200, description="An LSOA or ward code, a district or a force")
    ] = None,
    type: Annotated[str | None, Query(max_length=200, description="Only this type of crime")] = None,
    first: Month = None,
    last: Month = None,
    source: Annotated[str | None, Query(max_length=80, description="Published counts, as mps-ward")] = None,
) -> Answer[CrimesOut]:
    """Count recorded crime by any of its dimensions, within an area, a type and a stretch of months."""
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    with seeing.view() as view:
        found = count_crimes(view, Question(names, area, type, _month(first), _month(last), source))
        counts = [CountOut(values=list(one.values), count=one.count) for one in found.counts]
        out = CrimesOut(
            by=list(found.by), counts=counts, total=found.total, gaps=list(found.gaps), notes=list(found.notes)
        )
        return answer_of(view, out)


@router.get("/status", summary="What was delivered and what is held", responses=given(HELD))
def held(seeing: Annotated[Seeing, Depends(Needs(STATUS))]) -> Answer[StatusOut]:
    """Sources, records, coverage with its gaps, and what waits in quarantine."""
    with seeing.view() as view:
        found = status(view)
        out = StatusOut(
            sources=list(found.sources),
            kinds=list(found.kinds),
            coverage=[_coverage(one) for one in found.coverage],
            quarantine=list(found.quarantine),
        )
        return answer_of(view, out)


def _coverage(one: Coverage) -> CoverageOut:
    first, last = (f"{one.span.first:%Y-%m}", f"{one.span.last:%Y-%m}") if one.span else (None, None)
    return CoverageOut(area=one.area, kind=one.kind, first=first, last=last, gaps=[str(gap) for gap in one.gaps])


def _month(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"{text}-01")
