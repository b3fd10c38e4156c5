"""Every command on the page of search is run, in order, over a fictional force."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.access.conftest import furnish

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")


def test_every_command_on_the_page_works(
    athena: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATHENA_WORKSPACE", str(furnish(tmp_path / "workspace").folder))
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    commands = [line[len("$ athena ") :] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    assert len(commands) >= 8
    for command in commands:
        ran = athena(*shlex.split(command))
        assert ran.status == 0, f"{command}: {ran.err}"
