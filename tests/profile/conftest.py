"""The fictional force of this room, made once and copied for tests that write."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.profile.force import furnish

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.view import View
from athena.lake.workspace import open_workspace

Viewing = Callable[..., View]


@pytest.fixture(scope="session")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("profile") / "workspace").folder


@pytest.fixture
def folder(told_of: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = Path(shutil.copytree(told_of, tmp_path / "workspace"))
    monkeypatch.setenv("ATHENA_WORKSPACE", str(place))
    return place


@pytest.fixture
def door(folder: Path) -> Iterator[Door]:
    with Door.open(open_workspace(folder), "wendy") as door:
        yield door


@pytest.fixture
def viewing(door: Door) -> Iterator[Viewing]:
    opened: list[View] = []

    def of(who: str = "ivan", case: str = "larch") -> View:
        view = door.open_view(PrincipalId(who), None, CaseId(case), Operation.CONSULTATION, form=Form.RECORD)
        opened.append(view)
        return view

    yield of
    for view in opened:
        view.close()
