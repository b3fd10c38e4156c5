"""What the tests of ingest share: real data where it is, fresh workspaces, small street files."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import ibis
import pytest

from athena.failures import Refused
from athena.ingest.intake import ingest
from athena.ingest.loading import loading, make_workspace
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.sources.police_uk_street import SOURCE as STREET
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace, open_workspace

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CITY_ARCHIVES = (
    "city-of-london_2015-03_2017-06.zip",
    "city-of-london_2017-12_2020-11.zip",
    "city-of-london_2018-12_2021-11_later-download.zip",
    "city-of-london_2022-03_2025-02.zip",
)


def real(folder: str) -> Path:
    found = DATA / folder
    if not found.is_dir():
        pytest.skip(f"the real data are not here: {found}")
    return found


@pytest.fixture(scope="session")
def police() -> Path:
    """The folder of data.police.uk archives."""
    return real("uk-police")


@pytest.fixture(scope="session")
def mps() -> Path:
    """The folder of the Metropolitan Police's tables."""
    return real("mps-london-datastore")


@pytest.fixture(scope="session")
def new_workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Workspace]:
    """Make a workspace with ingest's tables at a path, by copying one that was made once."""
    template = make_workspace(tmp_path_factory.mktemp("template") / "workspace")

    def make(folder: Path) -> Workspace:
        shutil.copytree(template.folder, folder)
        return open_workspace(folder)

    return make


@pytest.fixture
def workspace(tmp_path: Path, new_workspace: Callable[[Path], Workspace]) -> Workspace:
    """A fresh workspace."""
    return new_workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def start(start_from: Callable[[Path], Callable[..., ForkServerProcess]]) -> Callable[..., ForkServerProcess]:
    """Start a task of child.py in a process of its own."""
    return start_from(Path(__file__).with_name("child.py"))


@pytest.fixture(scope="session")
def attempt() -> Callable[..., list[DeliveryReport | Refused]]:
    """Ingest and give what came of it, refusals among it."""

    def run(workspace: Workspace, *paths: Path, correction: bool = False) -> list[DeliveryReport | Refused]:
        with loading(workspace) as view:
            return list(ingest(view, paths, Progress(), correction=correction))

    return run


@pytest.fixture(scope="session")
def take() -> Callable[..., list[DeliveryReport]]:
    """Ingest and give the reports; a delivery that is refused fails the test, and so does a sum that is wrong."""

    def run(workspace: Workspace, *paths: Path, correction: bool = False) -> list[DeliveryReport]:
        reports = []
        with loading(workspace) as view:
            for outcome in ingest(view, paths, Progress(), correction=correction):
                assert isinstance(outcome, DeliveryReport), outcome
                assert all(file.sums for file in outcome.files)
                reports.append(outcome)
        return reports

    return run


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[dict[str, object]]]:
    """Read the rows of a table in a workspace's newest snapshot: all, or of a kind the current ones only."""

    def read(workspace: Workspace, table: str, *, current: bool = False) -> list[dict[str, object]]:
        with workspace.lake.read() as reading:
            expression = reading.table(table)
            if current:
                expression = expression.filter(ibis._.valid_to.isnull())
            found: list[dict[str, object]] = reading.execute(expression).to_pylist()
        return found

    return read


@pytest.fixture(scope="session")
def street_rows() -> Callable[..., list[dict[str, str]]]:
    """Make street rows that every rule accepts: anti-social behaviour where there is no Crime ID, else burglary."""

    def make(count: int, month: str = "2024-05") -> list[dict[str, str]]:
        return [
            dict.fromkeys(STREET.format.schema().names, "")
            | {
                "Crime ID": f"{number:064x}" if number % 3 else "",
                "Month": month,
                "Reported by": "Example Police",
                "Falls within": "Example Police",
                "Longitude": f"-0.09{number % 10}",
                "Latitude": "51.51",
                "Location": "On or near Example Street",
                "LSOA code": "E01000001",
                "LSOA name": "City of London 001A",
                "Crime type": "Burglary" if number % 3 else "Anti-social behaviour",
                "Last outcome category": "Under investigation" if number % 3 else "",
            }
            for number in range(count)
        ]

    return make


@pytest.fixture(scope="session")
def as_csv() -> Callable[[Sequence[dict[str, str]]], bytes]:
    """Write rows as the portal does."""

    def write(rows: Sequence[dict[str, str]]) -> bytes:
        text = io.StringIO(newline="")
        out = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
        return text.getvalue().encode()

    return write


@pytest.fixture(scope="session")
def city(
    tmp_path_factory: pytest.TempPathFactory, police: Path, new_workspace: Callable[[Path], Workspace]
) -> tuple[Workspace, list[DeliveryReport]]:
    """All four City of London archives in one workspace, named in the wrong order, and what was reported of each."""
    workspace = new_workspace(tmp_path_factory.mktemp("city") / "workspace")
    with loading(workspace) as view:
        outcomes = list(ingest(view, [police / name for name in reversed(CITY_ARCHIVES)], Progress()))
    return workspace, [outcome for outcome in outcomes if isinstance(outcome, DeliveryReport)]


@pytest.fixture(scope="session")
def good(
    street_rows: Callable[..., list[dict[str, str]]], as_csv: Callable[[Sequence[dict[str, str]]], bytes]
) -> bytes:
    """A street file of 30 rows in which nothing is wrong."""
    return as_csv(street_rows(30))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory, new_workspace: Callable[[Path], Workspace]) -> Workspace:
    """A workspace for what is refused and so leaves no trace in it."""
    return new_workspace(tmp_path_factory.mktemp("untouched") / "workspace")
