"""What tests of several rooms share: the command line as a person runs it, and small deliveries as the portal's."""

import csv
import multiprocessing
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("athena", deadline=None)
settings.load_profile("athena")

STREET = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
]


# What takes seconds to make and serves several files of tests: those that ask for it stay on one worker.
_SHARED = ("city", "postgres", "built_links", "northmere", "crimes", "loaded")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker the tests of a file, or of a costly fixture, so that it is made once; long ones begin.

    Spread test by test, what a file's tests share would be made on every worker.
    """
    slow = set()
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            shared = next((name for name in _SHARED if name in getattr(item, "fixturenames", ())), None)
            file = item.location[0]
            item.add_marker(pytest.mark.xdist_group(f"{file.split('/')[1]} {shared}" if shared else file))
        if item.get_closest_marker("slow") is not None:
            slow.add(_group(item))
    items.sort(key=lambda item: _group(item) not in slow)


def _group(item: pytest.Item) -> object:
    mark = item.get_closest_marker("xdist_group")
    return mark.args[0] if mark is not None else None


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit status, and what it printed."""

    status: int
    out: str
    err: str


Athena = Callable[..., Ran]
Street = Callable[..., Path]


@pytest.fixture(scope="session")
def start_from() -> Callable[[Path], Callable[..., ForkServerProcess]]:
    """Start tasks of a file of them, each in a process of its own that may be killed.

    A task is a name and its arguments, which the file finds as `ORDER`. Cheap: a server has imported everything once.
    """
    context = multiprocessing.get_context("forkserver")
    modules = ["athena.ingest.intake", "athena.ingest.loading", "pyarrow", "ibis", "tests.preloaded"]
    context.set_forkserver_preload(modules)

    def of(child: Path) -> Callable[..., ForkServerProcess]:
        def begin(task: str, *given: object) -> ForkServerProcess:
            process = context.Process(target=runpy.run_path, args=(str(child), {"ORDER": (task, given)}))
            process.start()
            return process

        return begin

    return of


@pytest.fixture(scope="session", autouse=True)
def only_by_the_door() -> Iterator[None]:
    """The net of `tests/openers.py`, under every test."""
    from tests.openers import watch

    with pytest.MonkeyPatch.context() as patch:
        watch(patch)
        yield


@pytest.fixture
def athena(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Athena:
    """Run `athena` with these words, in this process, exactly as the installed command does."""

    def run(*words: str | Path) -> Ran:
        from athena.cli.main import run as run_command

        monkeypatch.setattr(sys, "argv", ["athena", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            run_command()
        printed = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


@pytest.fixture
def street(tmp_path: Path, street_in: Callable[[Path], Street]) -> Street:
    """Write a street file of the portal: rows say only what matters to the test, the rest is plausible."""
    return street_in(tmp_path)


@pytest.fixture(scope="session")
def street_in() -> Callable[[Path], Street]:
    """Write street files below a folder, as `street` does below the test's own."""
    return lambda below: partial(_write_street, below)


@pytest.fixture(scope="session")
def new_workspace_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `athena init` makes it, for tests to copy: making one costs seconds."""
    from athena.ingest.loading import make_workspace

    return make_workspace(tmp_path_factory.mktemp("new") / "workspace").folder


@pytest.fixture
def workspace(new_workspace_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace, which commands use without being told."""
    folder = tmp_path / "workspace"
    shutil.copytree(new_workspace_folder, folder)
    monkeypatch.setenv("ATHENA_WORKSPACE", str(folder))
    return folder


@pytest.fixture(scope="session")
def built_links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fictional force whose records are linked, with its graph built; never written to."""
    from tests.links.force import furnish

    from athena.access.session import open_for
    from athena.links.building import graph_of
    from athena.links.keeping import keep
    from athena.links.needs import BUILDING

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
        workspace = furnish(tmp_path_factory.mktemp("links") / "workspace")
        with open_for(workspace, BUILDING) as view:
            keep(workspace, graph_of(view))
    return workspace.folder


@pytest.fixture
def linked_force(built_links: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test; commands use it without being told, and wendy is at the keyboard."""
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    folder = tmp_path / "workspace"
    shutil.copytree(built_links, folder)
    monkeypatch.setenv("ATHENA_WORKSPACE", str(folder))
    return folder


def crime_id(number: int) -> str:
    """Give the Crime ID that the portal might have given the crime of this number."""
    return f"{number:064x}"


def _write_street(
    below: Path,
    rows: Sequence[Mapping[str, str]],
    month: str = "2024-05",
    force: str = "northmere",
    folder: str = "delivery",
) -> Path:
    target = below / folder / month / f"{month}-{force}-street.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", newline="") as stream:
        out = csv.DictWriter(stream, STREET, lineterminator="\n")
        out.writeheader()
        out.writerows(_street_row(month, force) | dict(row) for row in rows)
    return target


def _street_row(month: str, force: str) -> dict[str, str]:
    name = force.replace("-", " ").title() + " Police"
    return {
        "Crime ID": crime_id(1),
        "Month": month,
        "Reported by": name,
        "Falls within": name,
        "Longitude": "-0.106345",
        "Latitude": "51.520463",
        "Location": "On or near Bread Street",
        "LSOA code": "E01000005",
        "LSOA name": "City of London 001E",
        "Crime type": "Burglary",
        "Last outcome category": "Under investigation",
        "Context": "",
    }
