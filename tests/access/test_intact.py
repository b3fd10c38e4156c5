"""A policy file with one byte changed is named by the ledger, whatever the state database says."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from athena.access.door import Door
from athena.access.findings import Findings
from athena.access.intact import policy_findings
from athena.access.policy import files_of
from athena.access.refused import Refused
from athena.cli import ledger

if TYPE_CHECKING:
    from athena.lake.workspace import Workspace


def test_a_policy_as_adopted_raises_nothing(workspace: Workspace) -> None:
    assert policy_findings(workspace.folder) == Findings()


def test_any_one_byte_of_any_policy_file_or_ground_is_named(workspace: Workspace) -> None:
    folder = workspace.folder / "policy"
    chance = random.Random(7)
    for name, path in files_of(folder).items():
        content = path.read_bytes()
        # A line feed that becomes a carriage return reads as the same text, and must be found all the same.
        feed = content.index(b"\n")
        for at, by in ((chance.randrange(len(content)), 1 << chance.randrange(8)), (feed, 0x0A ^ 0x0D)):
            path.write_bytes(content[:at] + bytes([content[at] ^ by]) + content[at + 1 :])
            assert [alarm.what for alarm in policy_findings(workspace.folder).alarms] == [f"policy/{name}"]
            with pytest.raises(Refused, match=r"access\.policy-(changed|unreadable)"):
                Door.open(workspace, "wendy")
        path.write_bytes(content)
    assert policy_findings(workspace.folder) == Findings()


def test_a_file_that_was_added_or_taken_away_is_named(workspace: Workspace) -> None:
    folder = workspace.folder / "policy"
    (folder / "99-more.cedar").write_text("", encoding="utf-8")
    (folder / "20-law.cedar").unlink()
    assert {alarm.what: alarm.why for alarm in policy_findings(workspace.folder).alarms} == {
        "policy/99-more.cedar": "nobody adopted it",
        "policy/20-law.cedar": "it was adopted and is not there",
    }


def test_verifying_a_workspace_says_so_and_fails(workspace: Workspace) -> None:
    path = workspace.folder / "policy" / "grounds" / "volume-crime.yaml"
    app = typer.Typer()
    ledger.register(app)
    words = ["ledger", "verify", "--workspace", str(workspace.folder), "--json"]
    assert CliRunner().invoke(app, words).exit_code == 0
    path.write_bytes(path.read_bytes().replace(b"lasts_days: 180", b"lasts_days: 980"))
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 1
    (alarm,) = json.loads(found.stdout)["alarms"]
    assert (alarm["kind"], Path(alarm["what"])) == ("policy-altered", Path("register/policy/grounds/volume-crime.yaml"))
