from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from athena.access.refused import Refused
from athena.access.session import current
from athena.cli import acting


def app() -> typer.Typer:
    found = typer.Typer()
    acting.register(found)

    @found.command()
    def whoami() -> None:
        who = current()
        typer.echo(f"{who.principal} {who.case} {who.role}")

    @found.command()
    def fail() -> None:
        with acting.plainly():
            raise Refused("x", what="this", why="shut", remedy="ask", who="dora")

    return found


def test_a_command_runs_as_somebody_for_a_case_in_a_role() -> None:
    result = CliRunner().invoke(app(), ["as", "ivan", "--case", "larch", "--role", "investigator", "--", "whoami"])
    assert (result.exit_code, result.stdout) == (0, "ivan larch investigator\n")


def test_it_ends_with_the_command_and_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    result = CliRunner().invoke(app(), ["as", "ivan", "--", "fail"])
    assert result.exit_code == 1
    assert "access.x" in result.stderr
    assert "Traceback" not in result.stderr
    assert current().principal == "wendy"


@pytest.mark.parametrize(
    "bad", [["as", "Not A Name", "--", "whoami"], ["as", "ivan", "--role", "king", "--", "whoami"]]
)
def test_nobody_acts_as_what_cannot_be(bad: list[str]) -> None:
    result = CliRunner().invoke(app(), bad)
    assert (result.exit_code, result.stdout) == (1, "")
