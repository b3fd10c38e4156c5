"""Every command of docs/legacy.md runs, in order, on the files the page itself makes."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from athena.cli import legacy
from athena.ingest.mainframe.doubt import Doubt

PAGE = Path(__file__).parents[2] / "docs/legacy.md"
BLOCK = re.compile(r"```(?P<kind>\w+)(?: file=(?P<file>\S+))?\n(?P<body>.*?)```", re.DOTALL)


def page_app() -> typer.Typer:
    app = typer.Typer()
    legacy.register(app)
    return app


PROGRAM = "from athena.cli.main import run; run()"


def said_by(line: str, folder: Path) -> str:
    """What a command of the page prints: of the reader in this process, of everything else in one of its own."""
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "athena"
    if words[1] == "legacy":
        result = CliRunner().invoke(page_app(), words[1:])
        assert result.exit_code == 0, (line, result.output, result.exception)
        return result.stdout
    command = [sys.executable, "-c", PROGRAM, *words[1:]]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of somebody who did all that the page says, and what each command said."""
    folder = tmp_path_factory.mktemp("page")
    said: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
            if block["file"]:
                (folder / block["file"]).parent.mkdir(exist_ok=True)
                (folder / block["file"]).write_text(block["body"], encoding="utf-8")
            if block["file"] == "make.py":
                subprocess.run([sys.executable, block["file"]], check=True, cwd=folder)
            if block["kind"] == "console":
                said |= {line: said_by(line, folder) for line in block["body"].splitlines()}
    return folder, said


def test_the_page_makes_its_files_and_every_command_succeeds(walked: tuple[Path, dict[str, str]]) -> None:
    folder, said = walked
    whole, part = (json.loads(out) for line, out in said.items() if line.startswith("$ athena legacy convert"))
    assert whole["records"] == 5
    assert whole["bytes"] == (folder / "CRIMES.DAT").stat().st_size
    assert whole["bytes"] == sum(
        whole[f"{part}_bytes"] for part in ("record", "header", "filler", "filtered", "quarantined")
    )
    assert_crimes(folder / "crimes.parquet")
    assert part["quarantined_bytes"] > 0


def test_a_half_forgotten_layout_shows_where_it_is_wrong(walked: tuple[Path, dict[str, str]]) -> None:
    (shown,) = [out for line, out in walked[1].items() if "remembered.cpy" in line]
    for word in ("--format V", "40404040F8F9", "BAD_DIGIT", "LEFT_OVER_BYTES", "38 bytes"):
        assert word in shown


def test_the_page_ends_in_a_signed_report(walked: tuple[Path, dict[str, str]]) -> None:
    folder, said = walked
    assert "misread 1" in said["$ athena migrate plan crimes CRIMES.DAT"]
    assert "The proof holds" in said["$ athena migrate verify crimes CRIMES.DAT"]
    assert json.loads((folder / "report/report.json").read_text())["holds"]
    assert "The proof holds" in (folder / "report/report.html").read_text()


def assert_crimes(path: Path) -> None:
    rows = pq.read_table(path).to_pylist()
    assert [row["_parent"] for row in rows] == [None, 0, 0, None, 3]
    assert str(rows[0]["CRIME_BODY"]["RECORDED_DATE"]) == "1989-12-31"
    assert str(rows[0]["CRIME_BODY"]["LOSS_VALUE"]) == "125.50"
    assert rows[1]["PERSON_BODY"]["BIRTH_DATE"] is None  # 29 February of 1962
    assert rows[2]["PROPERTY_BODY"]["DESCRIPTION"] == "WATCH, COST £95"
    assert [doubt["reason"] for doubt in rows[3]["_doubt"]] == ["BAD_DATE", "LOW_VALUES"]


def test_every_reason_a_reader_can_give_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [doubt.name for doubt in Doubt if doubt is not Doubt.NONE and f"`{doubt.name}`" not in text] == []
