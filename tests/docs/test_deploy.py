"""docs/deploy.md: its commands run, and its list of modules is the room's."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")


def write_calls(target: Path) -> None:
    """Four weeks of an invented control room, a call every three hours."""
    rows = (
        f"2025-03-{3 + day:02d}T{hour:02d}:10:00Z,2025-03-{3 + day:02d}T{hour:02d}:20:00Z,"
        f"2025-03-{3 + day:02d}T{hour:02d}:35:00Z,{1 + hour % 2},{1000 * (hour % 5)},{500 * day},W{hour // 12}"
        for day in range(28)
        for hour in range(0, 24, 3)
    )
    header = "called_at,arrived_at,closed_at,grade,easting,northing,ward"
    target.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_every_command_on_the_page_works(
    athena: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_calls(Path("calls.csv"))
    Path("team.yaml").write_text(PAGE.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    uplift = PAGE.split("```yaml uplift.yaml\n")[1].split("```")[0]
    for name in ("uplift.yaml", "steady.yaml"):
        Path(name).write_text(uplift, encoding="utf-8")
    Path("sites.csv").write_text("name,x,y\nHarbour,900,900\nHill,300,1500\nMoor,0,0\n", encoding="utf-8")
    draw = np.random.default_rng(1)
    days = np.datetime64("2023-01-01") + np.sort(draw.integers(0, 200, 500))
    rows = [f"{day},{x:.0f},{y:.0f}" for day, (x, y) in zip(days, draw.normal(1000, 600, (500, 2)), strict=True)]
    Path("northmere-burglary.csv").write_text("\n".join(["date,x,y", *rows]) + "\n", encoding="utf-8")
    Path("orders.yaml").write_text("units:\n  u1: {x: 0, y: 0, minutes: 240}\n", encoding="utf-8")
    commands = re.findall(r"^\$ athena (.+)$", PAGE, re.MULTILINE)
    assert commands
    for command in commands:
        ran = athena(*shlex.split(command))
        assert ran.status == 0, (command, ran.err)
        assert ran.out


def test_every_module_is_on_the_page() -> None:
    modules = {file.stem for file in (ROOT / "src/athena/deploy").glob("*.py")} - {"__init__"}
    assert modules == set(re.findall(r"`(\w+)`", PAGE.split("## Modules")[1]))
