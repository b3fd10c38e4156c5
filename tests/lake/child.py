"""What the child processes of the lake's tests do; run by `conftest.start`, never imported."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import athena.lake.connection
import athena.lake.extensions
import athena.lake.reading
import athena.lake.storage
from athena.failures import Busy
from athena.lake.storage import SnapshotId
from athena.lake.workspace import Workspace, create_workspace, open_workspace
from athena.lake.writing import Writer


class Trap:
    """Kill this process, as kill -9 does, right before the step number `at` of those that matter to a disk."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            self.step()
            return call(*given, **named)

        return wrapped

    def set(self) -> None:
        for name in ("fsync", "replace", "rename", "mkdir", "unlink", "rmdir"):
            setattr(os, name, self.around(getattr(os, name)))
        connect = athena.lake.connection.connect

        def trapped(*given: Any, **named: Any) -> athena.lake.connection.Connection:
            opened = connect(*given, **named)
            duck: Any = Trapped(opened.duck, self)
            return athena.lake.connection.Connection(duck, opened.backend, opened.spill)

        athena.lake.storage.connect = trapped  # type: ignore[attr-defined]


class Trapped:
    """A DuckDB connection whose statements are steps."""

    def __init__(self, duck: Any, trap: Trap) -> None:
        self._duck, self._trap = duck, trap

    def execute(self, *given: Any) -> Any:
        return self._trap.around(self._duck.execute)(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._duck, name)


def add_one(writer: Writer, who: str) -> int:
    """Add a row to both tables and replace the greatest number there; give the number added."""

    def work() -> int:
        row = writer.run("SELECT max(n) FROM lake.first").fetchone()
        assert row is not None
        n = int(row[0]) + 1
        for table in ("first", "second"):
            writer.insert(table, pa.table({"record_id": [f"{who}-{n}"], "n": pa.array([n], pa.int64())}))
            writer.run(f"UPDATE lake.{table} SET record_id = 'first' WHERE n = 0")
        return n

    return writer.commit(work)[0]


def commit(folder: str, at: int, done: str) -> None:
    """Commit once, trapped; then say so in the file `done`."""
    workspace = open_workspace(Path(folder))
    Trap(at).set()
    with workspace.lake.write() as writer:
        add_one(writer, "child")
        Path(done).touch()


def keep(folder: str, at: int, done: str, file: str) -> None:
    """Keep a file in the evidence store, trapped."""
    workspace = open_workspace(Path(folder))
    Trap(at).set()
    with Path(file).open("rb") as content:
        workspace.evidence.keep(content)
    Path(done).touch()


def refresh(folder: str, at: int, done: str) -> None:
    """Build the reading copy, trapped."""
    workspace = open_workspace(Path(folder))
    Trap(at).set()
    workspace.lake.refresh_copy()
    Path(done).touch()


def create(folder: str, at: int, done: str) -> None:
    """Make a workspace, trapped."""
    Trap(at).set()
    create_workspace(Path(folder), [lambda laid: (laid.folder / "furnished").touch()])
    Path(done).touch()


def commit_on(folder: str, who: str, seconds: float, log: str) -> None:
    """Commit as often as it goes for so many seconds, noting each number after its commit returned."""
    workspace = open_workspace(Path(folder))
    until = time.monotonic() + seconds
    with Path(log).open("a") as noted:
        while time.monotonic() < until:
            with workspace.lake.write(patience=600) as writer:
                for _ in range(3):
                    noted.write(f"{add_one(writer, who)}\n")
                    noted.flush()
            workspace.lake.refresh_copy()


def watch(folder: str, seconds: float, log: str) -> None:
    """Read as often as it goes for so many seconds; stop at the first thing that is not as it must be.

    The newest snapshot, and that of the newest reading copy, which may be dropped at any moment.
    """
    workspace = open_workspace(Path(folder))
    until = time.monotonic() + seconds
    newest, reads, copies = 0, 0, 0
    while time.monotonic() < until:
        made = [SnapshotId(int(file.stem)) for file in workspace.lake.copies.folder.glob("*.duckdb")]
        at = max(made) if made and reads % 2 == 0 else None
        with workspace.lake.read(at) as reading:
            assert at is not None or reading.snapshot >= newest, "the snapshot number went back"
            newest = max(newest, reading.snapshot)
            for _ in range(2):
                seen = [reading.execute(reading.table(table)).to_pylist() for table in ("first", "second")]
                first, second = (sorted((row["n"], row["record_id"]) for row in rows) for rows in seen)
                assert first == second, "one table is ahead of the other"
                assert [n for n, _ in first] == list(range(len(first))), "a commit is missing, or there twice"
            reads, copies = reads + 1, copies + reading.from_copy
    Path(log).write_text(f"{reads} {copies}")


def wait_for_turn(folder: str, patience: float, told: str) -> None:
    """Try to write, and note what came of it."""
    try:
        open_workspace(Path(folder)).lake.write(patience).close()
    except Busy as busy:
        Path(told).write_text(str(busy))
    else:
        Path(told).write_text("my turn")


def hold(folder: str, ready: str) -> None:
    """Hold the right to write until killed."""
    with open_workspace(Path(folder)).lake.write():
        Path(ready).touch()
        time.sleep(60)


def commit_on_a_full_disk(folder: str, room: int, told: str) -> None:
    """Commit many rows while no file may grow past `room` bytes, and note the error."""
    workspace = open_workspace(Path(folder))
    rows = pa.table({"record_id": [os.urandom(16).hex() for _ in range(50_000)], "n": pa.array(range(1, 50_001))})

    def work() -> None:
        for table in ("first", "second"):
            writer.insert(table, rows)

    with workspace.lake.write() as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            writer.commit(work)
            error = "nothing"
        except (OSError, duckdb.Error) as raised:
            error = f"{type(raised).__name__}: {raised}"
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    Path(told).write_text(error)


def refresh_on_a_full_disk(folder: str, room: int, told: str) -> None:
    """Build a reading copy while no file may grow past `room` bytes, and note the error."""
    workspace: Workspace = open_workspace(Path(folder))
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        workspace.lake.refresh_copy()
        error = "nothing"
    except (OSError, duckdb.Error) as raised:
        error = f"{type(raised).__name__}: {raised}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    Path(told).write_text(error)


def spill_beside(folder: str, told: str) -> None:
    """Compute what does not fit into memory, and note the result, how much was spilled, and whether it shows."""
    limits = athena.lake.connection.Limits(memory="60MB", threads=1)
    connection = athena.lake.connection.connect(
        Path(folder) / "lake", "SELECT 1", limits, athena.lake.extensions.FOR_COPY
    )
    connection.duck.execute(
        "CREATE TEMP TABLE many AS SELECT 'PLANTED' || range AS word, range AS n FROM range(2000000)"
    )
    spilled = b"".join(file.read_bytes() for file in connection.spill.folder.rglob("*"))
    row = connection.duck.execute("SELECT sum(n), count(word) FROM many").fetchone()
    connection.close()
    assert row is not None
    Path(told).write_text(f"{row[0]} {row[1]} {len(spilled)} {b'PLANTED' in spilled}")


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task
    for task in (
        commit,
        keep,
        refresh,
        create,
        commit_on,
        watch,
        wait_for_turn,
        hold,
        commit_on_a_full_disk,
        refresh_on_a_full_disk,
        spill_beside,
    )
}

if "ORDER" in globals():
    task, given = globals()["ORDER"]
    TASKS[task](*given)
    sys.stdout.flush()
