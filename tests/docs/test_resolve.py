"""docs/resolve.md: every command of the page runs, in order, on the demonstration's records and the public data."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Athena

from athena.cli.northmere import build

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/resolve.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ athena ")
]
EVALUATIONS = [command for command in COMMANDS if command.startswith("resolve evaluate")]
OTHERS = [command for command in COMMANDS if command not in EVALUATIONS]


@pytest.mark.skipif(not (ROOT.parent / "shared").exists(), reason="the public data is not beside this checkout")
@pytest.mark.parametrize("command", EVALUATIONS)
def test_every_evaluation_of_the_page_runs(athena: Athena, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(ROOT)
    ran = athena(*shlex.split(command))
    assert ran.status == 0, ran.err
    assert ran.out


def test_every_other_command_of_the_page_runs(
    athena: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "workspace", 300)
    monkeypatch.setenv("ATHENA_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path / "workspace-northmere-300" / "truth")
    words: dict[str, str] = {}
    # What they act on is made by those before: the page's order is first who is asked, then who runs.
    for command in sorted(OTHERS, key=lambda one: one.startswith("as ")):
        if "ENTITY" in command and "ENTITY" not in words:
            words |= _two_apart(athena)
        given = [words.get(word, word) for word in shlex.split(command)]
        ran = athena(*given)
        assert ran.status == 0, (given, ran.err)
        assert ran.out
        if given[:2] == ["resolve", "train"]:
            words["MODEL"] = re.findall(r"resolve register (\w+)", ran.out)[0]
        if "merge" in given:
            words["JUDGEMENT"] = re.findall(r"unmerge (j-\w+)", ran.out)[0]


def _two_apart(athena: Callable[..., Any]) -> dict[str, str]:
    """Two entities that a case shows, and a record of each."""
    asked = athena("as", "investigator", "--case", "demo", "--", "resolve", "queue", "--json")
    pair = json.loads(asked.out)[0]
    told = ("as", "investigator", "--case", "demo", "--", "resolve", "explain", pair["left"], pair["right"], "--json")
    one, other = json.loads(athena(*told).out)["entities"]
    return {"ENTITY": one, "OTHER-ENTITY": other, "RECORD": pair["left"], "OTHER-RECORD": pair["right"]}


def test_the_page_shows_every_command_of_the_room() -> None:
    from athena.cli.resolve import resolve_app

    shown = {word for command in COMMANDS for word in shlex.split(command)}
    assert {command.name for command in resolve_app.registered_commands} <= shown | {"resolve"}
