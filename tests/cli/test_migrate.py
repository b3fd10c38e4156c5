"""`athena migrate`: what each command prints, and how each says no."""

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from athena.cli import migrate
from athena.ingest.loading import make_workspace

ROOT = Path(__file__).parents[2]
NORTHMERE = ROOT / "tests" / "ingest" / "migration" / "northmere"
(SCRIPT,) = re.findall(r"```python file=make.py\n(.*?)```", (ROOT / "docs" / "migrate.md").read_text(), re.DOTALL)


class Command:
    """`athena migrate` over Northmere's folder and one file, in one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = typer.Typer()
        migrate.register(self.app)

    def __call__(self, name: str, *more: str, file: str = "CRIMES.DAT") -> tuple[int, str, str]:
        args = ["migrate", name, str(NORTHMERE), str(self.folder / file), "--workspace", str(self.folder / "workspace")]
        ran = CliRunner().invoke(self.app, [*args, *more])
        return ran.exit_code, ran.stdout, ran.stderr


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(SCRIPT, "make.py", "exec"), {})
    make_workspace(folder / "workspace")
    return Command(folder)


def test_from_plan_to_report(command: Command) -> None:
    status, out, err = command("plan", "--json")
    assert (status, err) == (0, "")
    assert (status, json.loads(out)["clear"]) == (0, True)
    status, out, err = command("report")
    assert status == 1
    assert "migration.no-proof" in err
    status, out, _ = command("run", "--json")
    done = json.loads(out)
    assert status == 0
    assert {one["mapped"]: (one["rows_in"], one["loaded"], one["rejected"]) for one in done["accounts"]} == {
        "crime": (2, 2, 0),
        "person": (2, 2, 0),
        "item": (2, 1, 1),
        "part-in-crime": (2, 2, 0),
    }
    status, out, _ = command("verify")
    assert status == 0
    assert "The proof holds" in out
    status, out, _ = command("report", "--json", "--output", str(command.folder / "report"))
    assert (status, json.loads(out)["holds"]) == (0, True)
    assert {path.name for path in (command.folder / "report").iterdir()} == {"report.html", "report.json"}


def test_a_control_total_that_differs_fails_the_plan(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "northmere"
    shutil.copytree(NORTHMERE, folder)
    with (folder / "migration.toml").open("a") as settings:
        settings.write('[control."*"]\nrecords = { all = 7 }\n')
    call = ["migrate", "plan", str(folder), str(command.folder / "CRIMES.DAT")]
    ran = CliRunner().invoke(command.app, [*call, "--workspace", str(command.folder / "workspace")])
    assert ran.exit_code == 1
    assert "fails" in ran.stdout


@pytest.mark.parametrize("name", ["plan", "run", "verify", "report"])
def test_a_file_that_is_not_there_is_refused_in_one_block(command: Command, name: str) -> None:
    status, out, err = command(name, file="GONE.DAT")
    assert (status, out) == (1, "")
    assert "migration.no-file" in err
