"""What the child processes of ingest's tests do; run by `conftest.start`, never imported."""

import os
import signal
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from athena.failures import Refused
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.staging import Progress
from athena.lake.workspace import open_workspace
from athena.lake.writing import Writer

_NAMED = ("fsync", "fdatasync", "replace", "rename", "mkdir", "unlink")
# How a durable write is made, in the lake and in the ledger; who asked for it stands further out.
_MEANS = ("durable", "files")


class Steps:
    """Tell each step that matters to a disk as it comes, in `told`; right before number `deadly`, end as kill -9 does.

    The log signs checkpoints beside the work and by the clock, so no two runs have quite the same steps: each tells its
    own, a killed one too.
    """

    def __init__(self, deadly: int, told: Path) -> None:
        self._told = told.open("w", buffering=1)
        self._deadly = deadly
        self._taken = 0
        self._changes = 0
        self._one_at_a_time = threading.Lock()

    def step(self, what: str) -> None:
        with self._one_at_a_time:
            self._taken += 1
            self._told.write(f"{what} {_place()}\n")
            if self._taken == self._deadly:
                os.kill(os.getpid(), signal.SIGKILL)

    def close(self) -> None:
        self._told.close()

    def around(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            self.step(what)
            done = call(*given, **named)
            if what == "publish":
                self.step("published")
            return done

        return wrapped

    def watch(self) -> None:
        for name in _NAMED:
            setattr(os, name, self.around(name, getattr(os, name)))
        setattr(Writer, "commit", self.around("publish", Writer.commit))  # noqa: B010 - mypy would have a method
        event.listen(Engine, "commit", self._state_commit)

    def _state_commit(self, connection: Connection) -> None:
        changes = connection.connection.dbapi_connection.total_changes  # type: ignore[union-attr]
        if changes != self._changes:
            self.step("commit")
        self._changes = changes


def _place() -> str:
    """The function of Athena that asked for a step, and who asked it."""
    frames = [frame for frame in traceback.extract_stack() if "/src/athena/" in frame.filename]
    names = [(Path(frame.filename).stem, frame.name) for frame in reversed(frames)]
    return " for ".join(f"{module}.{name}" for module, name in [who for who in names if who[0] not in _MEANS][:2])


def take(folder: str, file: str, deadly: int, told: str) -> None:
    """Ingest a file, killed at a step, and tell where each step stood."""
    workspace = open_workspace(Path(folder))
    steps = Steps(deadly, Path(told))
    steps.watch()
    with loading(workspace) as view:
        for outcome in ingest(view, [Path(file)], Progress()):
            assert not isinstance(outcome, Refused), outcome
    steps.close()


if "ORDER" in globals():
    task, given = globals()["ORDER"]
    {"take": take}[task](*given)
