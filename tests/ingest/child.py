"""What the child processes of ingest's tests do; run by `conftest.start`, never imported."""

import os
import signal
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
    """Count the steps that matter to a disk; right before number `deadly`, end as kill -9 does."""

    def __init__(self, deadly: int) -> None:
        self.places: list[str] = []
        self._deadly = deadly
        self._changes = 0

    def step(self, what: str) -> None:
        self.places.append(f"{what} {_place()}")
        if len(self.places) == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)

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
    """Ingest a file, killed at a step; to the end, note where each step stood."""
    workspace = open_workspace(Path(folder))
    steps = Steps(deadly)
    steps.watch()
    with loading(workspace) as view:
        for outcome in ingest(view, [Path(file)], Progress()):
            assert not isinstance(outcome, Refused), outcome
    Path(told).write_text("\n".join(steps.places))


if "ORDER" in globals():
    task, given = globals()["ORDER"]
    {"take": take}[task](*given)
