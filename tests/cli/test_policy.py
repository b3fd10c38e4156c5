from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.access.packaged import packaged_policy
from athena.access.setup import set_up
from athena.cli import policy
from athena.lake.workspace import create_workspace


def run(*arguments: str) -> Result:
    app = typer.Typer()
    policy.register(app)
    return CliRunner().invoke(app, ["policy", *arguments], catch_exceptions=False)


def test_anybody_reads_every_rule_without_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rules = json.loads(run("list", "--json").stdout)
    assert len(rules) >= 50
    assert all(rule["plain"] and rule["basis"] and rule["since"] for rule in rules)
    assert "Looking for suspects never returns a victim" in run("list").stdout.replace("\n", " ") or rules


def test_a_rule_is_explained_and_an_unknown_one_refused() -> None:
    told = run("explain", "compartment-members").stdout
    assert "DPA 2018 s.40" in told
    assert "forbid (principal, action, resource)" in told
    assert "intelligence-officer" in told
    refused = run("explain", "nothing")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "access.rule-unknown" in refused.stderr


def test_a_supposition_is_answered_with_the_deciding_rule() -> None:
    asked = ["--ground", "intelligence-development", "--kind", "person", "--group", "contact", "--subject", "victim"]
    no = json.loads(run("try", "--role", "custody-officer", *asked, "--json").stdout)
    assert (no["allowed"], no["reason"]) == (False, "outside your purpose")
    assert {"ground-opens-role", "victim-contact"} <= {rule["id"] for rule in no["rules"]}
    yes = run("try", "--role", "investigator", "--ground", "volume-crime", *asked[2:])
    assert yes.stdout.startswith("Yes.")


@pytest.mark.parametrize(
    ("option", "word", "status"),
    [
        ("--role", "king", 1),
        ("--ground", "whim", 1),
        ("--kind", "dragon", 1),
        ("--form", "song", 2),
        ("--subject", "x", 1),
    ],
)
def test_what_does_not_exist_is_refused(option: str, word: str, status: int) -> None:
    asked = {"--role": "analyst", "--ground": "volume-crime", "--kind": "person", "--group": "identity", option: word}
    assert run("try", *(part for pair in asked.items() for part in pair)).exit_code == status


def test_check_is_silent_on_stderr_for_a_whole_policy_and_names_each_fault_of_another(tmp_path: Path) -> None:
    shutil.copytree(packaged_policy(), tmp_path / "policy")
    assert run("check", str(tmp_path / "policy")).exit_code == 0
    law = tmp_path / "policy" / "20-law.cedar"
    law.write_text(law.read_text().replace('@since("2026-11-23")', "", 1))
    found = run("check", str(tmp_path / "policy"))
    assert found.exit_code == 1
    assert "20-law.cedar: law-enforcement-only: @since is missing" in found.stderr


def test_a_change_is_adopted_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    workspace = tmp_path / "workspace"
    set_up(create_workspace(workspace), "wendy")
    file = workspace / "policy" / "grounds" / "volume-crime.yaml"
    file.write_text(file.read_text().replace("lasts_days: 180", "lasts_days: 90"))
    changed = run("check", "--workspace", str(workspace))
    assert changed.exit_code == 1
    assert "grounds/volume-crime.yaml" in changed.stderr
    found = run("adopt", "--reason", "Shorter, as the panel asked", "--workspace", str(workspace))
    assert found.exit_code == 0
    assert "grounds/volume-crime.yaml" in found.stdout
    assert "byte for byte" in run("check", "--workspace", str(workspace)).stdout
