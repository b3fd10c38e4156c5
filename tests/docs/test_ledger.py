"""Every command on the ledger's page is run, in order, in one workspace."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from athena.cli import ledger, witness
from athena.ledger.alarms import AlarmKind
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, open_log

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"
SOURCE = Path(ledger.__file__).parents[2]
STARTER = "from athena.cli.main import app; app()"


def commands() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def serving() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.terminate()
        process.communicate(timeout=20)


def test_every_command_on_the_page_works(tmp_path: Path, serving: list[subprocess.Popen[str]]) -> None:
    athena = tmp_path / "bin" / "athena"
    athena.parent.mkdir()
    athena.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{STARTER}' \"$@\"\n")
    athena.chmod(0o755)
    work = tmp_path / "workspace"
    work.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PATH": f"{athena.parent}:{os.environ['PATH']}"}
    environment.pop("ATHENA_WORKSPACE", None)
    ports = {"8470": free_port(), "8471": free_port()}
    for command in commands():
        for documented, port in ports.items():
            command = command.replace(documented, port)
        if command.endswith(" &"):
            serving.append(
                subprocess.Popen(
                    command.removesuffix(" &").split(), cwd=work, env=environment, stdout=subprocess.PIPE, text=True
                )
            )
            stream = serving[-1].stdout
            assert stream is not None
            assert "serving" in stream.readline(), command
            continue
        done = subprocess.run(
            command, shell=True, check=False, cwd=work, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        if command.startswith("athena ledger found"):
            a_day_of_work(work)
    assert len(commands()) >= 15


def a_day_of_work(workspace: Path) -> None:
    """What the rest of Athena would write between the founding and the first proof."""
    event = Event(op=Operation.CONSULTATION, actor="a", role="r", purpose="p", decision="permit")
    with open_log(workspace, LogName.ACCESS) as log:
        log.append_many([event] * 300)


def test_every_alarm_is_named_on_the_page_and_no_other() -> None:
    table = PAGE.read_text().split("## The named alarms")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) == {kind.value for kind in AlarmKind}


def test_every_command_of_the_program_is_on_the_page() -> None:
    page = PAGE.read_text()
    for group, app in (("ledger", ledger.ledger_app), ("witness", witness.witness_app)):
        for command in app.registered_commands:
            name = command.name or (command.callback.__name__ if command.callback else "")
            # Other rooms may add commands of their own here and document them on their own pages.
            if command.callback is not None and command.callback.__module__ in (ledger.__name__, witness.__name__):
                assert f"athena {group} {name}" in page
