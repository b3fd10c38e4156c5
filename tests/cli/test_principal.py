from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.access.setup import set_up
from athena.cli import principal
from athena.lake.workspace import create_workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    set_up(create_workspace(tmp_path / "workspace"), "wendy")
    return tmp_path / "workspace"


def run(workspace: Path, *words: str) -> Result:
    app = typer.Typer()
    principal.register(app)
    return CliRunner(env={"ATHENA_WORKSPACE": str(workspace)}).invoke(app, ["principal", *words])


def test_somebody_is_appointed_listed_and_ended(workspace: Path) -> None:
    appointing = ["appoint", "ada", "--role", "analyst", "--role", "public", "--name", "Ada", "--reason", "New here"]
    assert "ada: analyst, public (register entry" in run(workspace, *appointing).stdout
    assert "Ada" in run(workspace, "list").stdout
    assert run(workspace, "end", "ada", "--role", "public", "--reason", "Not needed").exit_code == 0
    roles = {one["id"]: one["roles"] for one in json.loads(run(workspace, "list", "--json").stdout)}
    assert roles["ada"] == ["analyst"]
    assert roles["svc.ingest"] == ["service"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["appoint", "wendy", "--role", "investigator", "--reason", "Me"], "access.appoint-self"),
        (["appoint", "ada", "--role", "service", "--reason", "Her"], "access.role-nature"),
        (["appoint", "Ada!", "--role", "analyst", "--reason", "Her"], "access.bad-principal"),
        (["end", "mallory", "--role", "analyst", "--reason", "Him"], "access.principal-unknown"),
    ],
)
def test_an_appointment_is_refused(workspace: Path, words: list[str], code: str) -> None:
    found = run(workspace, *words)
    assert (found.exit_code, found.stdout) == (1, "")
    assert code in found.stderr
