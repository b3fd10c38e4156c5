"""`GET /records/{record}/trace`: from a record back to the bytes that it was read from."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from athena.ingest.needs import TRACING
from athena.ingest.trace import Trace, Version, trace
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["records"])

RecordPath = Annotated[
    str, Path(max_length=80, description="The record's id", examples=["0f3c9a1e5b7d2f4c8e6a0b1c2d3e4f50"])
]


class OriginOut(BaseModel):
    """Where a version came from. `original` is the row as delivered; null where any field of it is hidden."""

    file: str
    sha256: str
    delivery: str
    received_at: datetime
    row: int
    mapping: str
    original: str | None = None


class VersionOut(BaseModel):
    """One version of a record, and where it came from; values are written as text."""

    number: int
    valid_from: datetime
    valid_to: datetime | None = None
    withdrawn_at: datetime | None = None
    says: dict[str, str]
    origin: OriginOut


class TraceOut(BaseModel):
    """A record with every version of it, the oldest first."""

    record: str
    kind: str
    versions: list[VersionOut]


EXAMPLE = {
    "results": {
        "record": "0f3c9a1e5b7d2f4c8e6a0b1c2d3e4f50", "kind": "crime",
        "versions": [
            {
                "number": 1, "valid_from": "2026-11-23T12:00:00Z", "valid_to": None, "withdrawn_at": None,
                "says": {"crime_reference": "NM0001234/24", "crime_type": "burglary"},
                "origin": {
                    "file": "crime/CRIMES.DAT", "sha256": "ab" * 32, "delivery": "2026-11-23",
                    "received_at": "2026-11-23T12:00:00Z", "row": 48213, "mapping": "crime@1", "original": None,
                },
            }
        ],
    },
    "withheld": [], "entry": 514, "entries": [514], "snapshot": 9, "next": None,
}  # fmt: skip


@router.get("/records/{record}/trace", summary="Follow a record back to its bytes", responses=given(EXAMPLE))
def follow(seeing: Annotated[Seeing, Depends(Needs(TRACING))], record: RecordPath) -> Answer[TraceOut]:
    """Every version of a record, what each says, and the delivered file and row that it was read from."""
    with seeing.view(asked=[record]) as view:
        return answer_of(view, _trace(trace(seeing.house.workspace, view, record)), shown=True)


def _trace(found: Trace) -> TraceOut:
    return TraceOut(record=found.record_id, kind=found.kind, versions=[_version(one) for one in found.versions])


def _version(one: Version) -> VersionOut:
    origin = one.origin
    original = None if origin.original is None else origin.original.decode("utf-8", "backslashreplace")
    return VersionOut(
        number=one.number,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        withdrawn_at=one.withdrawn_at,
        says={name: str(value) for name, value in one.says.items()},
        origin=OriginOut(
            file=origin.file,
            sha256=origin.sha256,
            delivery=origin.delivery,
            received_at=origin.received_at,
            row=origin.row,
            mapping=origin.mapping,
            original=original,
        ),
    )
