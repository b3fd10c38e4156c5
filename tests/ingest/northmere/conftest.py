"""A small Northmere, loaded once through the sources of this room as a force would load its own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from athena.ingest import northmere as modules
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace
from athena.synth import Request, generate

Table: TypeAlias = Callable[..., list[dict[str, object]]]
SYSTEMS = (
    "anpr",
    "command_and_control",
    "custody",
    "gazetteer",
    "hr",
    "intelligence",
    "stops",
    "telephone",
    "vehicles",
)


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "northmere"
    generate(Request(people=2_500, years=1, seed=5), folder)
    return folder


@pytest.fixture(scope="session")
def empty(new_workspace: Callable[[Path], Workspace], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that has Northmere's sources and no records."""
    workspace = new_workspace(tmp_path_factory.mktemp("loaded") / "workspace")
    for module in sorted(Path(modules.__file__).parent.glob("[a-z]*.py")):
        shutil.copy(module, workspace.sources / f"northmere_{module.name}")
    return workspace


@pytest.fixture(scope="session")
def loaded(empty: Workspace, export: Path) -> Workspace:
    take(empty, export)
    return empty


def take(workspace: Workspace, folder: Path) -> list[DeliveryReport]:
    with loading(workspace) as view:
        found = list(ingest(view, [folder / name for name in SYSTEMS if (folder / name).exists()], Progress()))
    assert all(isinstance(report, DeliveryReport) for report in found)
    return [report for report in found if isinstance(report, DeliveryReport)]


def rows_of(workspace: Workspace, kind: str, **where: object) -> list[dict[str, object]]:
    with workspace.lake.write() as writer:
        table = writer.table(kind)
        table = table.filter(*(table[name] == value for name, value in where.items())) if where else table
        return list(writer.rows(table.order_by("source", "slot", "source_row")).to_pylist())


@pytest.fixture
def table(loaded: Workspace) -> Table:
    """Give the rows of a kind, where the named columns have these values."""
    return lambda kind, **where: rows_of(loaded, kind, **where)
