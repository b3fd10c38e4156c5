"""A laid workspace to copy (a workspace may be moved), and child processes that can be killed."""

import shutil
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pyarrow as pa
import pytest

from athena.lake.workspace import Workspace, create_workspace, open_workspace

CHILD = Path(__file__).with_name("child.py")
Start = Callable[..., ForkServerProcess]


def _lay_counters(workspace: Workspace) -> None:
    with workspace.lake.write() as writer:

        def work() -> None:
            for table in ("first", "second"):
                writer.ensure_tables({table: {"record_id": "VARCHAR", "n": "BIGINT"}})
                writer.insert(table, pa.table({"record_id": ["start"], "n": pa.array([0], pa.int64())}))

        writer.commit(work)


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_workspace(tmp_path_factory.mktemp("empty") / "workspace").folder


@pytest.fixture(scope="session")
def _counting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_workspace(tmp_path_factory.mktemp("counting") / "workspace", [_lay_counters]).folder


@pytest.fixture
def workspace(_empty: Path, tmp_path: Path) -> Workspace:
    """An empty workspace of its own."""
    return open_workspace(Path(shutil.copytree(_empty, tmp_path / "workspace")))


@pytest.fixture
def counting(_counting: Path, tmp_path: Path) -> Workspace:
    """A workspace whose tables `first` and `second` always hold the same rows, in whole snapshots."""
    return open_workspace(Path(shutil.copytree(_counting, tmp_path / "counting")))


@pytest.fixture(scope="session")
def start(start_from: Callable[[Path], Start]) -> Start:
    """Start a task of child.py in a process of its own."""
    return start_from(CHILD)
