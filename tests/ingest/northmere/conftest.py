"""A small Northmere, loaded once through the sources of this room as a force would load its own."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.ingest import northmere as modules
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace
from athena.synth import Request, generate

Table: TypeAlias = Callable[..., list[dict[str, object]]]
HeldBack: TypeAlias = Mapping[tuple[str, str], str]
END = "=" * 20 + "\n"
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


@pytest.fixture(scope="session")
def held_back(
    export: Path, new_workspace: Callable[[Path], Workspace], tmp_path_factory: pytest.TempPathFactory
) -> HeldBack:
    """Give what each source holds back of the rows that `SPOILT` spoils, by source, as (key, rule); others load."""
    folder = tmp_path_factory.mktemp("spoilt")
    workspace = new_workspace(folder / "workspace")
    modules.install_northmere(workspace)
    for path, spoil in SPOILT.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        spoil(export / path, folder / path)
    reports = take(workspace, folder)
    assert all(file.sums and file.quarantined for report in reports for file in report.files)
    with workspace.lake.write() as writer:
        rows = writer.rows(writer.table("quarantine")).to_pylist()
    return {(str(row["source"]), str(row["rule"])): str(row["columns_at_fault"]) for row in rows}


def _csv_with(**bad: str) -> Callable[[Path, Path], None]:
    """Write the header, one good row, and for each word one row with it in its column."""

    def spoil(whole: Path, part: Path) -> None:
        with whole.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))[: len(bad) + 1]
        for row, (column, word) in zip(rows[1:], bad.items(), strict=True):
            row[column] = word
        with part.open("w", encoding="utf-8", newline="") as stream:
            out = csv.DictWriter(stream, list(rows[0]))
            out.writeheader()
            out.writerows(rows)

    return spoil


def _spoil_incidents(whole: Path, part: Path) -> None:
    good, untimed, elsewhere = whole.read_text(encoding="utf-8").splitlines()[:3]
    spoilt = [
        json.loads(untimed) | {"called_at": "2025-01-01 10:00"},
        json.loads(elsewhere) | {"incident": "NM-20240101-0001"},
    ]
    part.write_text("\n".join([good, *map(json.dumps, spoilt)]) + "\n", encoding="utf-8")


def _spoil_intelligence(whole: Path, part: Path) -> None:
    # A month of a small Northmere may have but two reports.
    texts = [path.read_text(encoding="utf-8") for path in sorted(whole.parent.glob("*.txt"))]
    good, ungraded, undated = "".join(texts).split(END)[:3]
    ungraded = re.sub(r"INFORMATION ASSESSMENT: .", "INFORMATION ASSESSMENT: X", ungraded)
    undated = re.sub(r"SUBMITTED: .*", "SUBMITTED: last week", undated)
    part.write_text(END.join([good, ungraded, undated, ""]), encoding="utf-8")


def _spoil_reads(whole: Path, part: Path) -> None:
    reads = pq.read_table(whole).slice(0, 3)
    times, confidence = reads["read_at"].to_pylist(), reads["confidence"].to_pylist()
    for name, values in (("read_at", [times[0], None, times[2]]), ("confidence", [*confidence[:2], 101])):
        place = reads.schema.get_field_index(name)
        reads = reads.set_column(place, name, pa.array(values, reads.schema.field(name).type))
    pq.write_table(reads, part)


SPOILT: Mapping[str, Callable[[Path, Path], None]] = {
    "anpr/reads.parquet": _spoil_reads,
    "anpr/cameras.csv": _csv_with(easting="9999999999"),
    "command_and_control/2025-01.jsonl": _spoil_incidents,
    "custody/custody.csv": _csv_with(arrived_at="soon", dob="31/02/1990"),
    "gazetteer/addresses.csv": _csv_with(northing="north"),
    "gazetteer/streets.csv": _csv_with(start_easting=""),
    "hr/officers.csv": _csv_with(joined="1.1.2020", left="31/04/2024"),
    "intelligence/2025-02.txt": _spoil_intelligence,
    "stops/stop_search.csv": _csv_with(
        searched_at="noon", type="Look", object="Hat", outcome="Cake", ethnicity_self="Z9", ethnicity_officer="Green"
    ),
    "telephone/enquiry_01.csv": _csv_with(**{"from": "999", "to": "+33123456789", "started_at": "2025-01-01T10:00:00"}),
    "vehicles/keepers.csv": _csv_with(vrm="", dob="1/1/90", acquired="x", disposed="99/99/9999"),
}
"""One file of every sort with one good row, and one row for each rule of its source that breaks it."""
