"""What anybody may look at: the public page, the rules with the simulator, and the logs with a check of a proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, HTMLResponse

from athena.access.algorithms import algorithms
from athena.access.door import POLICY
from athena.access.ground import ground_named, read_grounds
from athena.access.guide import Answer, Supposition, suppose
from athena.access.roles import DUTIES, Role
from athena.access.shape import all_groups, all_kinds
from athena.forecast.methods import METHODS
from athena.forecast.reported import refused_words, reported_words
from athena.ledger.checkpoint import SignedCheckpoint
from athena.ledger.failures import Failure
from athena.ledger.policy_file import policy_or_key
from athena.ledger.verify import check_proof
from athena.ledger.workspace import LogName
from athena.pole import Label
from athena.web.console.rendering import page
from athena.web.console.sessions import COOKIE
from athena.web.failing import BadRequest
from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(include_in_schema=False)
_STATIC = FilePath(__file__).parents[1] / "static"
_OPEN = Public("rules, hashes and what computes about people are public, and no record is read")
Anybody = Annotated[House, Depends(_OPEN)]
SUBJECTS = ("unknown", "suspect", "convicted", "victim", "witness", "other", "none")


@dataclass(frozen=True)
class Log:
    """One log as an outsider sees it: its newest checkpoint, and how many witnesses signed it."""

    name: str
    signed: SignedCheckpoint
    lines: int

    @property
    def root(self) -> str:
        """The root in hex."""
        return self.signed.checkpoint.root.hex()


@dataclass(frozen=True)
class Checked:
    """Whether entry `number` is proved to be in the log, under which root, and what speaks against it."""

    number: int
    log: str
    size: int
    proved: bool
    why: tuple[str, ...]
    leaf: str


@router.get("/public")
def public(request: Request, house: Anybody) -> HTMLResponse:
    """What an outsider may know, without signing in."""
    _known(request)
    house.door.decider()
    return page(
        request,
        "public.html",
        logs=_logs(house),
        rules=len(house.door.policy.rules),
        algorithms=algorithms(house.door.database),
        now=house.door.clock(),
        methods=METHODS,
        reported=reported_words(),
        refused=refused_words(),
    )


@router.get("/policy")
def policy(
    request: Request,
    house: Anybody,
    role: Annotated[str, Query(max_length=80)] = "",
    ground: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=80)] = "person",
    group: Annotated[str, Query(max_length=80)] = "contact",
    subject: Annotated[str, Query(max_length=80)] = "victim",
) -> HTMLResponse:
    """Every rule in plain words, and whether somebody could see something, by Cedar itself."""
    _known(request)
    house.door.decider()
    asked = _supposed(house, role, ground, kind, group, subject) if role and ground else None
    return page(
        request,
        "policy.html",
        rules=house.door.policy.rules,
        digest=house.door.policy.digest,
        people=[one for one in DUTIES if not one.held_by_systems],
        grounds=read_grounds(house.workspace.folder / POLICY),
        kinds=all_kinds(),
        groups=all_groups(),
        subjects=SUBJECTS,
        chosen={"role": role, "ground": ground, "kind": kind, "group": group, "subject": subject},
        answer=asked,
    )


@router.get("/oversight")
def oversight(
    request: Request,
    house: Anybody,
    log: LogName = LogName.ACCESS,
    entry: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
) -> HTMLResponse:
    """The logs: how long, under which root, signed by whom; and a check that an entry is in one of them."""
    _known(request)
    checked = _checked(house, log, int(entry)) if entry else None
    return page(request, "oversight.html", logs=_logs(house), log=str(log), entry=entry, checked=checked)


@router.get("/static/{name}")
def static(name: Annotated[str, Path(pattern=r"^[a-z]+\.(css|js)$")], _house: Anybody) -> FileResponse:
    """The style sheet and the keys."""
    file = _STATIC / name
    if not file.is_file():
        raise BadRequest("no-such-page", "Not Found", name, "there is no such file", "Go back")
    kind = "text/css" if file.suffix == ".css" else "text/javascript"
    return FileResponse(file, media_type=kind, headers={"Cache-Control": "max-age=300"})


def _known(request: Request) -> None:
    """Let an open page show the banner of whoever is signed in."""
    request.state.session = request.app.state.sessions.found(request.cookies.get(COOKIE))


def _logs(house: House) -> list[Log]:
    found = []
    for name in LogName:
        signed = house.door.logs.named(name).reader().snapshot().signed
        found.append(Log(str(name), signed, bytes(signed).decode().count("\n— ")))
    return found


def _supposed(house: House, role: str, ground: str, kind: str, group: str, subject: str) -> Answer:
    if role not in set(Role):
        raise BadRequest("role", "There is no such role", role, "the rules speak of roles", "Choose one of the list")
    template = ground_named(house.workspace.folder / POLICY, ground)
    label = Label("official", subject, "ungraded", "law_enforcement", "4" if subject != "none" else "none")
    return suppose(house.door.policy, Supposition(Role(role), template, kind, group, label))


def _checked(house: House, log: LogName, number: int) -> Checked:
    opened = house.door.logs.named(log)
    reader = opened.reader()
    size = reader.snapshot().size
    try:
        leaf = bytes(reader.leaf(number))
        proof = replace(reader.prove(number), extra=leaf)
    except Failure as failure:
        return Checked(number, str(log), size, False, (failure.why,), "")
    alarms = check_proof(proof, leaf, policy_or_key(str(opened.folder / "policy")))
    return Checked(number, str(log), size, not alarms, tuple(map(str, alarms)), leaf.decode("utf-8", "replace"))
