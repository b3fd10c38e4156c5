"""A merge cut off by kill -9 at a durable step of each part that writes: said and followed, or not said at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from tests.resolve.conftest import Force

from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.setup import MATCHING, RESOLVE
from athena.lake.workspace import Workspace, open_workspace
from athena.resolve.entity import EntityKind
from athena.resolve.judging import everything_said
from athena.resolve.members import members

NEVER = 10**9
WENDY = PrincipalId("wendy")
Start = Callable[..., ForkServerProcess]


@pytest.fixture(scope="session")
def start(start_from: Callable[[Path], Start]) -> Start:
    """Start a task of child.py in a process of its own."""
    return start_from(Path(__file__).with_name("child.py"))


def places(told: Path) -> list[int]:
    """A step for each part of Athena that asks for some, from the midst of them."""
    asked: dict[str, list[int]] = {}
    for number, step in enumerate(told.read_text().splitlines(), 1):
        asked.setdefault(step.split()[1], []).append(number)
    return sorted(numbers[len(numbers) // 2] for numbers in asked.values())


def who_is_whom(workspace: Workspace, kind: EntityKind) -> str:
    with (
        Door.open(workspace, "wendy") as door,
        door.open_view(RESOLVE.id, None, MATCHING, Operation.COMBINATION, form=Form.LIST, on_behalf_of=WENDY) as job,
    ):
        return members(job, kind).membership.digest


@pytest.mark.slow
def test_a_merge_killed_at_a_durable_step_is_said_or_not_said_and_the_next_run_follows_what_was_said(
    force: Force, tmp_path: Path, start: Start
) -> None:
    force.run({"r1": 0, "r2": 0, "r3": 1, "r4": 1})
    one, other = force.entity("r1"), force.entity("r3")
    before = force.members().membership.digest
    force.door.close()
    whole = copied(force.workspace, tmp_path / "whole")
    child = start("unite", str(whole.folder), NEVER, str(tmp_path / "told"), one, other)
    child.join()
    assert child.exitcode == 0
    after = who_is_whom(whole, EntityKind.PERSON)
    killed = 0
    for number in places(tmp_path / "told"):
        trial = copied(force.workspace, tmp_path / f"trial-{number}")
        child = start("unite", str(trial.folder), number, str(tmp_path / "told-again"), one, other)
        child.join()
        # How many steps closing takes is not the same each time, so the last may not be reached.
        assert child.exitcode in (-9, 0), number
        killed += child.exitcode == -9
        assert who_is_whom(trial, EntityKind.PERSON) in (before, after), number
        with Door.open(trial, "wendy") as door:
            said = everything_said(door.database)
            then = Force(trial, door)
            then.run({"r1": 0, "r2": 0, "r3": 1, "r4": 1})
        assert who_is_whom(trial, EntityKind.PERSON) == (after if said else before), number
        shutil.rmtree(trial.folder)
    assert killed >= 5


def copied(workspace: Workspace, folder: Path) -> Workspace:
    shutil.copytree(workspace.folder, folder)
    return open_workspace(folder)
