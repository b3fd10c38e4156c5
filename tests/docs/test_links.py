"""Every command on the page of links is run, in order, over the fictional force."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parents[2] / "docs" / "links.md").read_text(encoding="utf-8")


def test_every_command_on_the_page_works(
    athena: Callable[..., Any], linked_force: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    commands = [line[len("$ athena ") :] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    assert len(commands) >= 5
    for command in commands:
        ran = athena(*shlex.split(command))
        assert ran.status == 0, f"{command}: {ran.err}"
