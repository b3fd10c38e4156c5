"""A state edited by hand, put back from yesterday, or robbed of a row is named, and the door's own work never is."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from athena.access.breakglass import Finding, break_glass, review
from athena.access.casework import open_case, plan_for
from athena.access.door import Door
from athena.access.findings import Findings
from athena.access.principal import PrincipalId
from athena.access.state_intact import state_findings

if TYPE_CHECKING:
    from athena.lake.workspace import Workspace

EVE, SAM, MALLORY = PrincipalId("eve"), PrincipalId("sam"), PrincipalId("mallory")


def named(workspace: Workspace) -> dict[str, str]:
    return {alarm.what: alarm.why for alarm in state_findings(workspace.folder).alarms}


def by_hand(workspace: Workspace, *statements: str) -> None:
    """What somebody with the database file and no door does."""
    database = sqlite3.connect(workspace.folder / "state" / "state.sqlite")
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def lived(workspace: Workspace) -> None:
    """A case opened, a glass broken and reviewed, a role ended: rows made, changed and changed again."""
    from athena.access.appoint import end_role
    from athena.access.case import CaseId
    from athena.access.roles import Role

    with Door.open(workspace, "wendy") as door:
        open_case(door, SAM, None, plan_for("Yew", "volume-crime", "A fictional reason", [], "yew"))
        glass = break_glass(door, EVE, None, CaseId("yew"), "A child is missing")
        review(door, SAM, glass.id, Finding.JUSTIFIED, "It was as she said")
        end_role(door, PrincipalId("dora"), PrincipalId("carl"), Role.CUSTODY_OFFICER, "He has left")


def test_what_the_door_did_raises_nothing(workspace: Workspace) -> None:
    lived(workspace)
    assert state_findings(workspace.folder) == Findings()


@pytest.mark.parametrize(
    ("statements", "row", "why"),
    [
        (
            ["INSERT INTO role_held VALUES ('eve', 'overseer', '2026-11-23T12:00:00.000Z', NULL, 3)"],
            "state/role_held/eve/overseer",
            "no entry of the ledger made it",
        ),
        (
            ["INSERT INTO case_member VALUES ('larch', 'eve', '2026-11-23T12:00:00.000Z', NULL, 9)"],
            "state/case_member/larch/eve",
            "no entry of the ledger made it",
        ),
        (["DELETE FROM review"], "state/review/", "it is not there"),
        (
            ["UPDATE access_grant SET expires = '2099-01-01T00:00:00.000Z'"],
            "state/access_grant/",
            "it is not what entry",
        ),
        (["UPDATE role_held SET ended_at = NULL WHERE principal = 'carl'"], "state/role_held/carl/", "it is not what"),
        (["UPDATE ground SET kinds = '[]' WHERE id LIKE 'yew%'"], "state/ground/yew.volume-crime", "it is not what"),
    ],
)
def test_a_row_changed_by_hand_is_named(workspace: Workspace, statements: list[str], row: str, why: str) -> None:
    lived(workspace)
    by_hand(workspace, *statements)
    ((found, said),) = named(workspace).items()
    assert found.startswith(row)
    assert why in said


def test_a_forged_row_that_copies_another_entry_s_number_is_named(workspace: Workspace) -> None:
    by_hand(
        workspace,
        "INSERT INTO role_held SELECT 'eve', 'analyst', since, NULL, entry FROM role_held WHERE role='analyst' LIMIT 1",
    )
    assert list(named(workspace)) == ["state/role_held/eve/analyst"]


def test_a_state_put_back_from_yesterday_is_named(workspace: Workspace, tmp_path: Path) -> None:
    with Door.open(workspace, "wendy"):
        pass
    shutil.copytree(workspace.folder / "state", tmp_path / "yesterday")
    lived(workspace)
    shutil.rmtree(workspace.folder / "state")
    shutil.copytree(tmp_path / "yesterday", workspace.folder / "state")
    found = named(workspace)
    assert found["state/role_held/carl/custody-officer"].endswith("it is as it was before")
    assert found["state/case_file/yew"] == "the ledger says that it was made, and it is not there"
    assert any(row.startswith("state/review/") for row in found)


def test_a_copy_without_keys_or_without_a_state_says_what_was_not_checked(workspace: Workspace) -> None:
    shutil.rmtree(workspace.folder / "ledger" / "keys")
    (omission,) = state_findings(workspace.folder).omissions
    assert (omission.what, omission.who) == ("state", "the keeper of the ledger's body keys")
    shutil.rmtree(workspace.folder / "state")
    (omission,) = state_findings(workspace.folder).omissions
    assert "no state database" in omission.why


def test_rows_that_an_older_athena_made_are_counted_and_not_trusted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("athena.access.state.outbox.ROWS", "something_else")
    with Door.open(workspace, "wendy") as door:
        open_case(door, SAM, None, plan_for("Yew", "volume-crime", "A fictional reason", [], "yew"))
    found = state_findings(workspace.folder)
    assert found.alarms == ()
    (omission,) = found.omissions
    assert omission.why.startswith("3 rows were made by an older Athena")
