"""docs/resolve.md: its commands run on the data that it names."""

import re
import shlex
from pathlib import Path

import pytest
from tests.conftest import Athena

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/resolve.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if "resolve evaluate" in line
]


@pytest.mark.skipif(not (ROOT.parent / "shared").exists(), reason="the public data is not beside this checkout")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_evaluation_of_the_page_runs(athena: Athena, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(ROOT)
    ran = athena(*shlex.split(command))
    assert ran.status == 0, ran.err
    assert ran.out


def test_the_page_shows_how_to_evaluate() -> None:
    assert len(COMMANDS) == 2
