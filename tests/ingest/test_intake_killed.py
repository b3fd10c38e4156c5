"""A delivery cut off by kill -9 at each durable step, and six at once."""

import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

Take = Callable[..., list[DeliveryReport]]
Rows = Callable[..., list[dict[str, object]]]
Start = Callable[..., ForkServerProcess]
NAME = "2024-05-{}-street.csv"
NEVER = 10**9


def state(rows: Rows, workspace: Workspace) -> list[str]:
    """What a workspace says, the times apart."""
    times = {"received_at", "valid_from", "valid_to", "withdrawn_at", "resolved_at"}
    said = rows(workspace, "crime") + rows(workspace, "quarantine")
    return sorted(str([value for name, value in row.items() if name not in times]) for row in said)


@dataclass(frozen=True)
class Second:
    """A workspace with a first delivery, a second one for it, what it says before and after, and the steps between."""

    workspace: Workspace
    delivery: Path
    before: list[str]
    after: list[str]
    steps: list[str]

    @property
    def places(self) -> list[int]:
        """A step for each part of Athena that asks for some, from the midst of them: the number of each, in order."""
        asked: dict[str, list[int]] = {}
        for number, step in enumerate(self.steps, 1):
            asked.setdefault(step.split()[1], []).append(number)
        return sorted(numbers[len(numbers) // 2] for numbers in asked.values())


@pytest.fixture(scope="module")
def second(
    tmp_path_factory: pytest.TempPathFactory,
    new_workspace: Callable[[Path], Workspace],
    start: Start,
    take: Take,
    rows: Rows,
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> Second:
    folder = tmp_path_factory.mktemp("killed")
    sample = street_rows(20)
    sample[3]["Month"] = "2031-01"
    deliveries = folder / "first.zip", folder / "second.zip"
    for delivery in deliveries:
        with zipfile.ZipFile(delivery, "w") as archive:
            archive.writestr(NAME.format("example"), as_csv(sample))
        # What the second says is another outcome, and one row less.
        sample[1]["Last outcome category"] = "Unable to prosecute suspect"
        sample.pop()
    workspace = new_workspace(folder / "workspace")
    take(workspace, deliveries[0])
    undisturbed = copied(workspace, folder / "undisturbed")
    child = start("take", str(undisturbed.folder), str(deliveries[1]), NEVER, str(folder / "told"))
    child.join()
    assert child.exitcode == 0
    steps = (folder / "told").read_text().splitlines()
    return Second(workspace, deliveries[1], state(rows, workspace), state(rows, undisturbed), steps)


def copied(workspace: Workspace, folder: Path) -> Workspace:
    shutil.copytree(workspace.folder, folder)
    return Workspace(folder, workspace.created)


def kill_at(steps: Iterable[int], second: Second, tmp_path: Path, start: Start, take: Take, rows: Rows) -> None:
    """Kill at each of these steps, each in a fresh copy: a whole snapshot is left, and the next try completes it."""
    for number in steps:
        trial = copied(second.workspace, tmp_path / f"trial-{number}")
        child = start("take", str(trial.folder), str(second.delivery), number, str(tmp_path / "told"))
        child.join()
        taken = (tmp_path / "told").read_text().splitlines()
        where = f"step {number}: {taken[-1]}"
        # A run may have fewer steps than the undisturbed one; then it came to its end.
        assert child.exitcode == (-9 if len(taken) == number else 0), where
        left = state(rows, trial)
        assert left in (second.before, second.after), where
        assert (left == second.after) == any(step.startswith("published ") for step in taken), where
        take(trial, second.delivery)
        assert state(rows, trial) == second.after, where
        assert not list(trial.folder.rglob("*.partial")), where
        shutil.rmtree(trial.folder)


def test_the_steps_are_of_every_part_that_writes(second: Second) -> None:
    assert second.before != second.after
    written = "\n".join(second.steps)
    for part in ("evidence.keep", "journal.append", "publish ", "_make_durable", "reading.publish", "store.grow"):
        assert part in written
    assert len(second.places) >= 10


@pytest.mark.slow
def test_killed_at_each_durable_step_the_lake_is_whole_and_carries_on(
    second: Second, tmp_path: Path, start: Start, take: Take, rows: Rows
) -> None:
    kill_at(second.places, second, tmp_path, start, take, rows)


@pytest.mark.soak
def test_killed_at_every_single_step(second: Second, tmp_path: Path, start: Start, take: Take, rows: Rows) -> None:
    kill_at(range(1, len(second.steps) + 1), second, tmp_path, start, take, rows)


@pytest.mark.slow
def test_six_at_once_all_land_and_all_sum(
    tmp_path: Path,
    workspace: Workspace,
    start: Start,
    rows: Rows,
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> None:
    running = []
    for number, letter in enumerate("abcdef"):
        file = tmp_path / NAME.format(f"force-{letter}")
        file.write_bytes(as_csv(street_rows(10 + number)))
        running.append(start("take", str(workspace.folder), str(file), NEVER, str(tmp_path / letter)))
    for child in running:
        child.join()
        assert child.exitcode == 0
    delivered = rows(workspace, "delivered_file")
    assert sorted(str(row["area"]) for row in delivered) == [f"force-{letter}" for letter in "abcdef"]
    assert sum(int(str(row["loaded"])) for row in delivered) == len(rows(workspace, "crime")) == sum(range(10, 16))
