"""`/ledger`: checkpoints and proofs of the transparency logs, for anybody. No body of an entry is ever given."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from athena.ledger.reader import LogReader
from athena.ledger.workspace import LogName
from athena.web.answer import Answer
from athena.web.api.examples import Responses, given
from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(prefix="/ledger/{log}", tags=["ledger"])
_OPEN = Public("hashes and signatures of salted commitments say nothing of anybody")
Anybody = Annotated[House, Depends(_OPEN)]
LogPath = Annotated[LogName, Path(description="Every use of a record, or every change of policy and register")]
_MOST = 2**53 - 1
Size = Annotated[int, Query(ge=0, le=_MOST)]


class CheckpointOut(BaseModel):
    """What the log claims: so many entries have this root. `note` is the signed text, cosignatures included."""

    origin: str
    size: int
    root: str
    note: str


class ConsistencyOut(BaseModel):
    """The proof that the tree of `old` entries is the beginning of the tree of `new`; hashes in hex."""

    old: int
    new: int
    old_root: str
    new_root: str
    proof: list[str]


_REST: dict[str, object] = {"withheld": [], "entry": None, "entries": [], "snapshot": None, "next": None}
CLAIMED = {
    "results": {
        "origin": "force.example/athena/access/2026",
        "size": 520,
        "root": "ab" * 32,
        "note": "force.example...",
    },
    **_REST,
}
CONSISTENT = {
    "results": {"old": 512, "new": 520, "old_root": "ab" * 32, "new_root": "cd" * 32, "proof": ["ef" * 32]},
    **_REST,
}
PROOF: Responses = {
    200: {"description": "A .tlog-proof file", "content": {"text/plain": {"example": "c2sp.org/tlog-proof@v1\n..."}}}
}


@router.get("/checkpoint", summary="What the log claims", responses=given(CLAIMED))
def checkpoint(house: Anybody, log: LogPath) -> Answer[CheckpointOut]:
    """The newest checkpoint: origin, size and root, with the note that the log and its witnesses signed."""
    signed = _reader(house, log).snapshot().signed
    claimed = signed.checkpoint
    note = bytes(signed).decode()
    return Answer(results=CheckpointOut(origin=claimed.origin, size=claimed.size, root=claimed.root.hex(), note=note))


@router.get(
    "/proof/{index}",
    summary="Prove that an entry is in the log",
    response_class=PlainTextResponse,
    responses=PROOF,
)
def proof(
    house: Anybody, log: LogPath, index: Annotated[int, Path(ge=0, le=_MOST, description="The entry's number")]
) -> PlainTextResponse:
    """The offline proof, as `athena ledger check` takes it, with the entry's leaf; never its body."""
    reader = _reader(house, log)
    proved = replace(reader.prove(index), extra=bytes(reader.leaf(index)))
    return PlainTextResponse(bytes(proved))


@router.get("/consistency", summary="Prove that nothing was rewritten", responses=given(CONSISTENT))
def consistency(house: Anybody, log: LogPath, old: Size, new: Size) -> Answer[ConsistencyOut]:
    """The proof that the log of `old` entries is the beginning of the log of `new`."""
    reader = _reader(house, log)
    steps = reader.consistency(old, new)
    tree = reader.snapshot().tree
    return Answer(
        results=ConsistencyOut(
            old=old,
            new=new,
            old_root=tree.root(old).hex(),
            new_root=tree.root(new).hex(),
            proof=[step.hex() for step in steps],
        )
    )


def _reader(house: House, log: LogName) -> LogReader:
    return house.door.logs.named(log).reader()
