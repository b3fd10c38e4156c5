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


def test_the_page_makes_its_files_and_every_command_succeeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outputs: list[str] = []
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["body"], encoding="utf-8")
        if block["kind"] == "python":
            subprocess.run([sys.executable, block["file"]], check=True, cwd=tmp_path)
        for line in block["body"].splitlines() if block["kind"] == "console" else ():
            words = shlex.split(line.removeprefix("$ "))
            assert words[0] == "athena"
            result = CliRunner().invoke(page_app(), words[1:])
            assert result.exit_code == 0, (line, result.output, result.exception)
            outputs.append(result.stdout)
    assert len(outputs) == 4
    report = json.loads(outputs[2])
    assert report["records"] == 5
    assert report["bytes"] == (tmp_path / "CRIMES.DAT").stat().st_size
    assert report["bytes"] == sum(
        report[f"{part}_bytes"] for part in ("record", "header", "filler", "filtered", "quarantined")
    )
    assert_crimes(tmp_path / "crimes.parquet")
    assert json.loads(outputs[3])["quarantined_bytes"] > 0


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
