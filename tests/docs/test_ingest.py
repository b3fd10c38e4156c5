"""docs/ingest.md: every command runs in order, the worked example as written, and every module is named."""

import contextlib
import csv
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from athena.cli.main import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ingest.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ athena ")
]
MODULE, SEIZED_MODULE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXPORT, SEIZED = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
STREET = """\
Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context
,2024-05,Example Police,Example Police,-0.09,51.51,On or near Example Street,E01000001,Example 001A,Anti-social behaviour,,
,2024-05,Example Police,Example Police,-0.09,51.51,On or near Example Street,E01000001,Example 001A,Anti-social behaviour,,
,2024-05,Example Police,Example Police,51.51,-0.09,On or near Example Street,E01000001,Example 001A,Anti-social behaviour,,
"""  # noqa: E501 - a line is a row


class Athena:
    """The `athena` command in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, command: str) -> str:
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, shlex.split(command))
        assert done.exit_code == 0, f"athena {command}\n{done.output}"
        return done.stdout


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run every command of the page in order; what each printed, and what stood in the workspace at the end."""
    folder = tmp_path_factory.mktemp("page")
    athena = Athena(folder)
    (folder / "2024-05-example-street.csv").write_text(STREET)
    (folder / "incidents-2024-05.csv").write_text(EXPORT)
    (folder / "seized-2024-05.csv").write_text(SEIZED)
    before: dict[str, Callable[[], str]] = {
        "RECORD_ID": lambda: a_record(folder),
        "QUARANTINE_ID": lambda: entry(athena),
    }
    found = {}
    for command in COMMANDS:
        if "incidents-2024-05.csv" in command:
            (folder / "workspace" / "sources" / "incidents.py").write_text(MODULE)
        if "seized-2024-05.csv" in command:
            (folder / "workspace" / "sources" / "seized.py").write_text(SEIZED_MODULE)
        if "--corrected" in command:
            correct(folder / "held-back.csv")
        run = command
        for word, value in before.items():
            if word in run:
                run = run.replace(word, value())
        found[command] = athena(run)
    found["street"] = athena("quarantine list --all --json --source police-uk-street")
    found["incidents"] = athena("quarantine list --json --source control-room-incidents")
    found["seized"] = athena("quarantine list --json --source recovery-yard")
    found["status"] = athena("status --json")
    for kind in ("vehicle", "person", "link"):
        found[kind] = json.dumps(from_the_yard(folder, kind))
    return found


def from_the_yard(folder: Path, kind: str) -> list[dict[str, object]]:
    from athena.lake.workspace import open_workspace

    columns = {
        "vehicle": ("record_id", "vrm"),
        "person": ("record_id", "name_text", "date_of_birth"),
        "link": ("from_record", "role", "to_record"),
    }[kind]
    with open_workspace(folder / "workspace").lake.read() as reading:
        table = reading.table(kind)
        found = reading.execute(table.filter(table.source == "recovery-yard").order_by("source_row").select(*columns))
        return list(found.to_pylist())


def a_record(folder: Path) -> str:
    from athena.lake.workspace import open_workspace

    with open_workspace(folder / "workspace").lake.read() as reading:
        return str(reading.execute(reading.table("crime").select("record_id").limit(1))["record_id"][0].as_py())


def entry(athena: Athena) -> str:
    return str(json.loads(athena("quarantine list --json").splitlines()[0])["quarantine_id"])


def correct(file: Path) -> None:
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["Longitude"], row["Latitude"] = row["Latitude"], row["Longitude"]
    with file.open("w", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def test_the_page_shows_every_command_of_ingest(said: dict[str, str]) -> None:
    assert {command.split()[0] for command in COMMANDS} == {"init", "ingest", "status", "crimes", "trace", "quarantine"}
    assert all(said[command].strip() for command in COMMANDS)


def test_the_same_file_again_is_unchanged_and_makes_no_snapshot(said: dict[str, str]) -> None:
    (line,) = said["ingest 2024-05-example-street.csv --json"].splitlines()
    report = json.loads(line)
    assert {
        "file", "source", "sha256", "rows_in", "loaded", "unchanged", "superseded", "quarantined", "seconds"
    } <= report.keys()  # fmt: skip
    assert (report["rows_in"], report["loaded"], report["unchanged"], report["quarantined"]) == (3, 0, 2, 1)
    assert report["snapshot"] is None


def test_the_trace_shows_the_bytes_of_the_row(said: dict[str, str]) -> None:
    assert "On or near Example Street" in said["trace RECORD_ID"]


def test_the_corrected_row_is_loaded_and_its_entry_closed(said: dict[str, str]) -> None:
    (line,) = said["street"].splitlines()
    assert json.loads(line)["rule"] == "outside-the-united-kingdom"
    assert json.loads(line)["resolved_at"] is not None


def test_the_worked_example_loads_two_rows_and_holds_two_back(said: dict[str, str]) -> None:
    assert sorted(json.loads(line)["rule"] for line in said["incidents"].splitlines()) == ["bad-opened", "wrong-month"]
    assert "control-room-incidents" in said["status"]


def test_the_second_example_gives_several_records_of_one_row(said: dict[str, str]) -> None:
    vehicles, people, links = (json.loads(said[kind]) for kind in ("vehicle", "person", "link"))
    assert [row["vrm"] for row in vehicles] == ["JA21XYZ", "TB57ABC"]
    assert [(row["name_text"], row["date_of_birth"]) for row in people] == [("Ann Example", "1990-04-02")]
    assert links == [{"from_record": people[0]["record_id"], "role": "user_of", "to_record": vehicles[0]["record_id"]}]
    assert '"rule": "no-mark"' in said["seized"]


def test_every_module_is_named_on_the_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    modules = {path.stem for path in (ROOT / "src" / "athena" / "ingest").glob("*.py")} - {"__init__"}
    assert modules - named == set()


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    files = (ROOT / "tests" / "ingest").rglob("test_*.py")
    written = {name for file in files for name in re.findall(r"^def (test_\w+)\(", file.read_text(), re.MULTILINE)}
    assert len(named) > 20
    assert named - written == set()
