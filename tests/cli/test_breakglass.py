from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.access.setup import set_up
from athena.cli import acting, breakglass, case, principal
from athena.lake.workspace import create_workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    folder = tmp_path / "workspace"
    set_up(create_workspace(folder), "wendy")
    for who, above in (("sam", ()), ("ivan", ("--supervisor", "sam")), ("eve", ("--supervisor", "sam"))):
        words = ["principal", "appoint", who, "--role", "investigator", "--reason", "New here", *above]
        assert run(folder, *words).exit_code == 0
    opening = ["case", "open", "Mint", "--ground", "volume-crime", "--reason", "Two break-ins", "--id", "mint"]
    assert run(folder, "as", "ivan", "--", *opening).exit_code == 0
    return folder


def run(workspace: Path, *words: str) -> Result:
    app = typer.Typer()
    for room in (acting, breakglass, case, principal):
        room.register(app)
    return CliRunner(env={"ATHENA_WORKSPACE": str(workspace)}).invoke(app, list(words))


def test_it_says_until_when_who_was_told_and_when_it_is_reviewed(workspace: Path) -> None:
    said = run(workspace, "as", "eve", "--", "break-glass", "open", "mint", "--reason", "A child is missing").stdout
    for word in ("until", "have been told", "To be reviewed by"):
        assert word in said
    assert "mint" in run(workspace, "as", "sam", "--", "break-glass", "list").stdout
    (notice,) = json.loads(run(workspace, "as", "sam", "--", "break-glass", "notices", "--json").stdout)
    assert "A child is missing" in notice["text"]


@pytest.mark.parametrize(
    ("who", "words", "code"),
    [
        ("eve", ["open", "mint", "--reason", "A child is missing", "--minutes", "61"], "access.glass-minutes"),
        ("ivan", ["open", "mint", "--reason", "A child is missing"], "access.glass-needless"),
        ("eve", ["open", "mint", "--reason", "urgent"], "access.reason-short"),
        ("sam", ["review", "x", "--finding", "justified", "--reason", "It was so"], "access.glass-unknown"),
    ],
)
def test_it_is_refused(workspace: Path, who: str, words: list[str], code: str) -> None:
    found = run(workspace, "as", who, "--", "break-glass", *words)
    assert (found.exit_code, found.stdout) == (1, "")
    assert code in found.stderr
