from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.access.case import CaseId
from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.roles import Role
from athena.access.session import Acting, open_door, view_for
from athena.access.session import acting as acting_as
from athena.access.setup import set_up
from athena.cli import acting, case, ledger, principal, replay
from athena.ingest.tables import lay_tables
from athena.lake.workspace import create_workspace, open_workspace


def run(workspace: Path, *words: str) -> Result:
    app = typer.Typer()
    for room in (acting, case, principal, ledger, replay):
        room.register(app)
    return CliRunner(env={"ATHENA_WORKSPACE": str(workspace)}).invoke(app, list(words))


def test_what_a_reader_saw_is_printed_byte_for_byte_and_an_overseer_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    folder = tmp_path / "workspace"
    set_up(create_workspace(folder, [lay_tables]), "wendy")
    for who, role in (("pat", "professional-standards"), ("olga", "overseer")):
        assert run(folder, "principal", "appoint", who, "--role", role, "--reason", "New here").exit_code == 0
        opening = ["case", "open", who, "--ground", "log-lawfulness", "--reason", "Monthly sample"]
        assert run(folder, "as", who, "--", *opening).exit_code == 0
    counting = Need("crimes", Operation.CONSULTATION, Form.COUNT, CaseId("published"), Role.ANALYST)
    with (
        acting_as(Acting(PrincipalId("wendy"))),
        open_door(open_workspace(folder)) as door,
        view_for(door, counting) as view,
    ):
        seen = view.release(view.table("crime").agg(n=view.table("crime").count()))
    shown = run(folder, "as", "pat", "--case", "pat", "--", "ledger", "show", str(seen.entry))
    assert shown.stdout == '[["n","int64"]]\n[0]\n'
    assert seen.sha256 in shown.stderr
    as_json = run(folder, "as", "pat", "--case", "pat", "--", "ledger", "show", str(seen.entry), "--json")
    assert json.loads(as_json.stdout)["rows"] == [{"n": 0}]
    refused = run(folder, "as", "olga", "--case", "olga", "--", "ledger", "show", str(seen.entry))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "access.replay-not-yours" in refused.stderr
