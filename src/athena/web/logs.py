"""`/log/{name}/...`: the logs' own public files (C2SP tlog-tiles), so that anybody's verifier reads them here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from athena.ledger.http_server import public_file
from athena.ledger.workspace import LogName, log_folder
from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(include_in_schema=False)
_OPEN = Public("the files of the logs are what outsiders verify; they hold hashes and signatures")


@router.get("/log/{log}/{path:path}")
def log_file(log: LogName, path: str, house: Annotated[House, Depends(_OPEN)]) -> Response:
    """One public file of a log, by its exact canonical path."""
    found = public_file(log_folder(house.workspace.folder, log), path)
    return Response(found.body, found.status, media_type=found.content_type)
