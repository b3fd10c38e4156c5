from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from athena.access.setup import set_up
from athena.cli import case, upgrade
from athena.lake.workspace import create_workspace


def test_a_workspace_of_today_lacks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    set_up(create_workspace(tmp_path / "workspace"), "wendy")
    app = typer.Typer()
    upgrade.register(app)
    case.register(app)
    runner = CliRunner(env={"ATHENA_WORKSPACE": str(tmp_path / "workspace")})
    done = runner.invoke(app, ["upgrade", "--reason", "A new Athena"])
    assert (done.exit_code, done.stdout) == (0, "Nothing was missing.\n")
    assert runner.invoke(app, ["upgrade", "--reason", "x"]).exit_code == 1
