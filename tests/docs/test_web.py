"""docs/web.md: its commands run, its routes are the API's, and its modules the room's."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.web.app import API, make_app
from athena.web.gate import gated

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_run(
    athena: Callable[..., Any], linked_force: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import uvicorn

    async def startup_and_stop(server: uvicorn.Server, sockets: object = None) -> None:
        server.should_exit = True

    monkeypatch.setattr(uvicorn.Server, "startup", startup_and_stop)
    commands = re.findall(r"^\$ athena (.+)$", PAGE, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        ran = athena(*shlex.split(command.replace("8080", "0")))
        assert ran.status == 0, ran.err


def test_every_route_of_the_api_is_on_the_page() -> None:
    table = PAGE
    for route in gated(make_app(None).routes):
        path = route.name.split(" ", 1)[1].removeprefix(API)
        ends = [part for part in path.split("/") if part and "{" not in part]
        assert all(part in table for part in ends), route.name


def test_every_module_is_on_the_page() -> None:
    room = ROOT / "src" / "athena" / "web"
    modules = {file.stem for file in room.rglob("*.py")} - {"__init__"}
    assert modules - set(re.findall(r"`(\w+)`", PAGE)) == set()
