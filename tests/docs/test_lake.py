"""docs/lake.md: its commands run, in order, in one folder, and every module of the room has its heading."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from athena.cli.main import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lake.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]


def test_the_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 2
    for command in COMMANDS:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, result.output


def test_every_module_has_its_heading() -> None:
    modules = {file.stem for file in (ROOT / "src" / "athena" / "lake").glob("*.py")} - {"__init__"}
    assert modules <= set(re.findall(r"^#+ (\w+)$", PAGE, re.MULTILINE))


def test_every_module_has_its_test() -> None:
    modules = {file.stem for file in (ROOT / "src" / "athena" / "lake").glob("*.py")} - {"__init__"}
    assert modules == {file.stem.removeprefix("test_") for file in (ROOT / "tests" / "lake").glob("test_*.py")}


def test_every_test_the_page_names_is_there() -> None:
    for file in re.findall(r"`(test_\w+\.py)`", PAGE):
        assert (ROOT / "tests" / "lake" / file).exists()
