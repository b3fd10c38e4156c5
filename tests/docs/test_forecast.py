"""docs/forecast.md: its commands run, and its list of modules is the room's."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/forecast.md").read_text(encoding="utf-8")


def test_every_command_on_the_page_works(
    athena: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(1)
    days = np.datetime64("2023-01-01") + np.sort(draw.integers(0, 280, 700))
    rows = [f"{day},{x:.0f},{y:.0f}" for day, (x, y) in zip(days, draw.normal(1000, 600, (700, 2)), strict=True)]
    Path("northmere-burglary.csv").write_text("\n".join(["date,x,y", *rows]) + "\n", encoding="utf-8")
    commands = re.findall(r"^\$ athena (.+)$", PAGE, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        ran = athena(*shlex.split(command))
        assert ran.status == 0, (command, ran.err)
        assert ran.out


def test_every_module_is_on_the_page() -> None:
    modules = {file.stem for file in (ROOT / "src/athena/forecast").glob("*.py")} - {"__init__"}
    assert modules == set(re.findall(r"`(\w+)`", PAGE.split("## Modules")[1]))
