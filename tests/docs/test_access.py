"""Every command on the access page is run, in order, in one workspace; and the page leaves no module out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from athena.access.setup import set_up
from athena.cli import acting, breakglass, case, ledger, policy, principal, replay, token, upgrade
from athena.ingest.tables import lay_tables
from athena.lake.workspace import create_workspace

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    return [
        shlex.split(line[len("$ athena ") :]) for block in blocks for line in block.splitlines() if line.startswith("$")
    ]


def faces() -> typer.Typer:
    app = typer.Typer()
    for room in (acting, policy, case, breakglass, principal, ledger, replay, token, upgrade):
        room.register(app)
    return app


def test_every_command_on_the_page_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(create_workspace(tmp_path / "workspace", [lay_tables]), "wendy", "force.example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    for name in ("ATHENA_WORKSPACE", "ATHENA_CASE", "ATHENA_ROLE"):
        monkeypatch.delenv(name, raising=False)
    app, said = faces(), {}
    for command in commands():
        result = CliRunner().invoke(app, command, catch_exceptions=False)
        assert result.exit_code == 0, f"{command}: {result.output}"
        said[" ".join(command)] = result.output
    answers = {key: text for key, text in said.items() if "policy try" in key}
    assert all("victim-contact" in text for text in answers.values())
    assert "child is missing" in said["as sam -- break-glass notices"]


def test_every_module_is_named_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    paths = (ROOT / "src" / "athena" / "access").rglob("*.py")
    modules = {path.stem for path in paths if path.parent.name != "versions"}
    assert modules - {"__init__", "env"} - named == set()


def test_every_module_has_a_test_of_its_name() -> None:
    source, tests = ROOT / "src" / "athena" / "access", ROOT / "tests" / "access"
    for path in source.rglob("*.py"):
        if path.stem != "__init__" and "migrations" not in path.parts:
            assert (tests / path.relative_to(source).parent / f"test_{path.name}").is_file(), path


def test_every_rule_that_the_page_names_exists() -> None:
    from athena.access.policy import read_policy

    rules = {str(rule.id) for rule in read_policy(ROOT / "policy").rules}
    table = PAGE.split("## No case")[0]
    named = set(re.findall(r"`(?:athena policy explain )?([a-z]+(?:-[a-z]+)+)`", table))
    assert named <= rules
