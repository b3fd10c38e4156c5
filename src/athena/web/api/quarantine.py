"""`/quarantine`: rows that were held back, why, and what to do about each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from athena.ingest.needs import QUARANTINE
from athena.ingest.quarantine import Entry, QuarantineId, entries, original
from athena.web.answer import Answer, answer_of
from athena.web.api.examples import given
from athena.web.cursor import cursor, offset_of
from athena.web.gate import Needs, Seeing

router = APIRouter(tags=["intake"])


class EntryOut(BaseModel):
    """One row in quarantine: where it stands, which rule stopped it, why, what to do, and how it was closed."""

    id: str
    source: str
    slot: str
    file: str
    sha256: str
    row: int
    rule: str
    columns: str
    reason: str
    remedy: str
    received_at: datetime
    resolved_at: datetime | None = None
    resolution: str | None = None


class WholeEntryOut(EntryOut):
    """An entry with the bytes of its row, as text."""

    original: str


_ENTRY = {
    "id": "7d0c", "source": "custody", "slot": "custody/2024-05", "file": "custody.csv", "sha256": "ab" * 32, "row": 17,
    "rule": "bad-date", "columns": "detained_at", "reason": "31 February does not exist",
    "remedy": "Custody: correct the date", "received_at": "2026-11-23T12:00:00Z", "resolved_at": None,
    "resolution": None,
}  # fmt: skip
_REST = {"withheld": [], "entry": 518, "entries": [518], "snapshot": 9, "next": None}
LISTED = {"results": [_ENTRY], **_REST}
WHOLE = {"results": {**_ENTRY, "original": "17,NM/17,2024-02-31"}, **_REST}


@router.get("/quarantine", summary="Rows that were held back", responses=given(LISTED))
def held_back(
    seeing: Annotated[Seeing, Depends(Needs(QUARANTINE))],
    source: Annotated[str | None, Query(max_length=80, description="Only rows of this source")] = None,
    closed: Annotated[bool, Query(description="Closed entries too")] = False,
    limit: Annotated[int, Query(ge=1, le=500, description="How many")] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", description="`next` of the page before")] = None,
) -> Answer[list[EntryOut]]:
    """The rows in quarantine, in the order of file and row."""
    question = {"source": source, "closed": closed, "limit": limit}
    with seeing.view() as view:
        offset = offset_of(cursor_, question, view.snapshot)
        found = entries(view, source=source, closed=closed, limit=limit + 1, offset=offset)
        next_ = cursor(question, view.snapshot, offset + limit) if len(found) > limit else None
        return answer_of(view, [EntryOut.model_validate(_said(one)) for one in found[:limit]], next=next_)


@router.get("/quarantine/{entry}", summary="One row that was held back, with its bytes", responses=given(WHOLE))
def one(
    seeing: Annotated[Seeing, Depends(Needs(QUARANTINE))],
    entry: Annotated[str, Path(max_length=80, description="The entry's id", examples=["7d0c"])],
) -> Answer[WholeEntryOut]:
    """Where a held-back row stands, its bytes, why it was stopped and what to do."""
    with seeing.view() as view:
        found = entries(view, [QuarantineId(entry)])[0]
        row = original(view, found).decode("utf-8", "backslashreplace")
        return answer_of(view, WholeEntryOut.model_validate({"original": row, **_said(found)}))


def _said(one: Entry) -> dict[str, object]:
    said = {name: getattr(one, name) for name in EntryOut.model_fields if name != "id"}
    return {"id": one.quarantine_id, **said}
