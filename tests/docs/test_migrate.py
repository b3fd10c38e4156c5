"""docs/migrate.md: every command runs in order, with the mapping fix that the page tells of, and says what it says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from athena.ingest.migration.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "migrate.md").read_text(encoding="utf-8")
NORTHMERE = ROOT / "tests" / "ingest" / "migration" / "northmere"
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ athena ")
]
(SCRIPT,) = re.findall(r"```python file=make.py\n(.*?)```", PAGE, re.DOTALL)
ATHENA = """
from athena.cli import main, migrate
if not any(group.name == "migrate" for group in main.app.registered_groups):
    migrate.register(main.app)
main.run()
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, str]]:
    """Run every command of the page in order, with the fix before the replay: command, exit status, output."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(NORTHMERE, folder / "northmere", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=folder, check=True)
    found: list[tuple[str, int, str]] = []
    for command in COMMANDS:
        if command in [one for one, _, _ in found]:
            mend(folder / "northmere" / "mapping.py")
        done = subprocess.run(
            [sys.executable, "-c", ATHENA, *shlex.split(command)],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert done.returncode == 0, f"athena {command}\n{done.stdout}\n{done.stderr}"
        found.append((command, done.returncode, done.stdout))
    found.append(("report.html", 0, (folder / "report" / "report.html").read_text()))
    return found


def mend(mapping: Path) -> None:
    text = mapping.read_text().replace('"N": "stolen"}', '"N": "stolen", "D": "destroyed"}')
    mapping.write_text(text.replace('"item",\n        1,', '"item",\n        2,'))


def test_the_plan_names_the_rule_that_will_reject(said: list[tuple[str, int, str]]) -> None:
    assert "unknown-found 1" in said[1][2]


def test_the_replay_loads_the_one_rejected_row(said: list[tuple[str, int, str]]) -> None:
    runs = [out for command, _, out in said if command == "migrate run northmere CRIMES.DAT"]
    assert "Published as snapshot" in runs[0]
    assert "Replayed, of what was rejected" in runs[1]


def test_the_proof_holds_and_the_report_shows_it(said: list[tuple[str, int, str]]) -> None:
    (out,) = [out for command, _, out in said if command == "migrate verify northmere CRIMES.DAT"]
    assert "The proof holds" in out
    assert "The proof holds" in said[-1][2]


def test_the_later_delivery_drifts_in_one_field(said: list[tuple[str, int, str]]) -> None:
    (out,) = [out for command, _, out in said if command.endswith("LATER.DAT --json")]
    drift = {one["mapped"]: one for one in json.loads(out)["proof"]["drift"]}
    assert [field["property"] for field in drift["person"]["fields"]] == ["height_cm"]


def test_every_table_of_the_settings_and_every_module_is_named() -> None:
    assert [name for name in Settings.model_fields if f"`[{name}" not in PAGE] == []
    modules = {path.stem for path in (ROOT / "src" / "athena" / "ingest" / "migration").glob("*.py")} - {"__init__"}
    assert modules - set(re.findall(r"`(\w+)`", PAGE)) == set()
