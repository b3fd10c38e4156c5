"""Any one byte of any tile, body, checkpoint, journal or policy file of a workspace, changed: verify names the file."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from athena.access.appoint import PUBLISHED
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.roles import Role
from athena.access.setup import set_up
from athena.cli.main import app
from athena.ingest.tables import lay_tables
from athena.lake.workspace import create_workspace

BUNDLE = 256
A_FILE = 3
KINDS = {"checkpoint", "journal", "policy", "policy.sha256", "signed", "tile", "entries", "bodies", "rule"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose access log has a full bundle and a partial one, made by releases and refusals as in life."""
    folder = tmp_path_factory.mktemp("bytes") / "workspace"
    workspace = create_workspace(folder, [lay_tables])
    set_up(workspace, "wendy", "force.example")
    with Door.open(workspace, "wendy") as door:
        who = PrincipalId("wendy")
        with door.open_view(who, None, PUBLISHED, Operation.CONSULTATION, role=Role.ANALYST, form=Form.COUNT) as view:
            counted = view.table("crime").aggregate(n=view.table("crime").count())
            for _ in range(BUNDLE + 3 - door.log.reader().size()):
                view.release(counted)
    return folder


def kind_of(path: Path) -> str:
    """Which kind of file `path` is, by the words of docs/ledger.md."""
    parts = path.parts
    if parts[0] == "policy":
        return "rule"
    if "tile" in parts:
        return "entries" if "entries" in parts else "tile"
    return "bodies" if "bodies" in parts else path.name


def checked_files(folder: Path) -> list[Path]:
    """Every file whose bytes the ledger answers for. `lock` holds only the number of the last writer."""
    places = [folder / "policy", folder / "ledger" / "access", folder / "ledger" / "register"]
    found = [path for place in places for path in sorted(place.rglob("*")) if path.is_file() and path.name != "lock"]
    return [path.relative_to(folder) for path in found]


def alarms(folder: Path) -> list[str]:
    """What `athena ledger verify` names."""
    found = CliRunner().invoke(app, ["ledger", "verify", "--workspace", str(folder), "--json"])
    answer = json.loads(found.stdout)
    assert (found.exit_code == 1) == bool(answer["alarms"]) == (not answer["ok"])
    return [alarm["what"] for alarm in answer["alarms"]]


def names(what: str, path: Path) -> bool:
    """Whether an alarm about `what` points at `path`. A digest and its policy are one statement in two files."""
    place = path.as_posix()
    asked = place.removesuffix(".sha256") if place.endswith("policy.sha256") else place
    return asked.removeprefix("ledger/") in what or (place.startswith("policy/") and place in what)


def flipped(folder: Path, path: Path, at: int, by: int) -> list[str]:
    """What is named when one byte of one file is changed, and put back."""
    target = folder / path
    content = target.read_bytes()
    target.write_bytes(content[:at] + bytes([content[at] ^ by]) + content[at + 1 :])
    try:
        return alarms(folder)
    finally:
        target.write_bytes(content)


def some(chance: random.Random, size: int) -> list[int]:
    """The first byte, the last, and a few between."""
    return sorted({0, size - 1, *(chance.randrange(size) for _ in range(A_FILE - 2))})


def unnamed(folder: Path, places: Callable[[int], list[int]]) -> Iterator[str]:
    chance = random.Random(11)
    for path in checked_files(folder):
        for at in places((folder / path).stat().st_size):
            by = 1 << chance.randrange(8)
            found = flipped(folder, path, at, by)
            if not any(names(what, path) for what in found):
                yield f"{path} byte {at} by {by}: named {found}"


def test_the_workspace_has_every_kind_of_file_and_is_sound(whole: Path) -> None:
    assert {kind_of(path) for path in checked_files(whole)} == KINDS
    assert alarms(whole) == []


@pytest.mark.slow
def test_some_bytes_of_every_file(whole: Path) -> None:
    assert list(unnamed(whole, partial(some, random.Random(5)))) == []


@pytest.mark.soak
def test_every_byte_of_every_file(whole: Path, tmp_path: Path) -> None:
    """Hours: a verification for each byte. A copy, for it may be ended half-way."""
    folder = Path(shutil.copytree(whole, tmp_path / "copy"))
    assert list(unnamed(folder, lambda size: list(range(size)))) == []
