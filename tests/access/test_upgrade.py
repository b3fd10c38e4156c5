"""An older workspace says what it lacks, and is given it: once, on the ledger, and never over the force's own rules."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.access.test_need import BUILD

from athena.access import packaged
from athena.access.adoption import adopt_folder
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.session import Acting, acting, view_for
from athena.access.setup import missing_cases, missing_jobs
from athena.access.state_intact import state_findings
from athena.access.upgrade import Upgraded, upgrade

if TYPE_CHECKING:
    from athena.lake.workspace import Workspace

DORA, WENDY, IVAN = PrincipalId("dora"), PrincipalId("wendy"), PrincipalId("ivan")
JOBS = ("svc.resolve", "svc.index")
CASES = ("matching", "indexing")


def made_older(workspace: Workspace) -> None:
    """What an Athena before matching and indexing would have made: neither jobs nor cases."""
    database = sqlite3.connect(workspace.folder / "state" / "state.sqlite")
    with database:
        for table, column, names in (
            ("case_member", '"case"', CASES),
            ("case_file", "id", CASES),
            ("role_held", "principal", JOBS),
            ("principal", "id", JOBS),
        ):
            for name in names:
                database.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))
    database.close()


def test_a_job_that_is_missing_says_how_it_is_had(workspace: Workspace) -> None:
    made_older(workspace)
    with (
        Door.open(workspace, "wendy") as door,
        acting(Acting(WENDY)),
        pytest.raises(Refused, match=r"access\.workspace-older") as refused,
    ):
        view_for(door, BUILD)
    assert "athena upgrade" in str(refused.value)


def test_an_older_workspace_is_given_its_jobs_and_cases_once(workspace: Workspace) -> None:
    made_older(workspace)
    done = upgrade(workspace, WENDY, "wendy", "A new Athena")
    assert done == Upgraded((), (), JOBS, CASES)
    with Door.open(workspace, "wendy") as door, acting(Acting(WENDY)):
        assert not missing_jobs(door)
        assert not missing_cases(door)
        with view_for(door, BUILD) as view:
            assert view.release(view.table("person")).rows.num_rows
    assert upgrade(workspace, WENDY, "wendy", "A new Athena") == Upgraded((), (), (), ())
    assert state_findings(workspace.folder).alarms == ()


def test_nobody_but_a_data_protection_officer_upgrades(workspace: Workspace) -> None:
    with pytest.raises(Refused, match=r"access\.upgrade-not-yours"):
        upgrade(workspace, IVAN, "wendy", "A new Athena")
    with pytest.raises(Refused, match=r"access\.reason-short"):
        upgrade(workspace, DORA, "wendy", "x")


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A delivered policy in which a rule's words were mended, and one ground is new."""
    folder = Path(shutil.copytree(packaged.packaged_policy(), tmp_path / "delivered"))
    rules = folder / "10-door.cedar"
    rules.write_text(
        rules.read_text().replace("Nobody reads for a case that is closed.", "A closed case opens nothing.")
    )
    shutil.copy(folder / "grounds" / "volume-crime.yaml", folder / "grounds" / "rural-crime.yaml")
    monkeypatch.setattr("athena.access.upgrade.packaged_policy", lambda: folder)
    return folder


def test_what_the_force_never_changed_is_replaced_and_adopted(workspace: Workspace, newer: Path) -> None:
    done = upgrade(workspace, DORA, "wendy", "A new Athena")
    assert (done.files, done.kept) == (("10-door.cedar", "grounds/rural-crime.yaml"), ())
    with Door.open(workspace, "wendy") as door:
        assert "A closed case opens nothing." in door.policy.files["10-door.cedar"]
    again = newer / "10-door.cedar"
    again.write_text(again.read_text().replace("A closed case opens nothing.", "Nothing is read for a closed case."))
    assert upgrade(workspace, DORA, "wendy", "A newer Athena").files == ("10-door.cedar",)


def test_what_the_force_changed_is_kept_and_named(workspace: Workspace, newer: Path) -> None:
    own = workspace.folder / "policy" / "10-door.cedar"
    own.write_text(own.read_text().replace("Nobody reads for a case that is closed.", "Closed is closed."))
    adopt_folder(workspace, DORA, "wendy", "Plainer words")
    done = upgrade(workspace, DORA, "wendy", "A new Athena")
    assert (done.files, done.kept) == (("grounds/rural-crime.yaml",), ("10-door.cedar",))
    assert "Closed is closed." in own.read_text()


def test_files_that_do_not_go_together_change_nothing(workspace: Workspace, newer: Path) -> None:
    rules = newer / "10-door.cedar"
    rules.write_text(rules.read_text() + "\npermit (principal, action, resource);\n")
    before = (workspace.folder / "policy" / "10-door.cedar").read_bytes()
    with pytest.raises(Refused, match=r"access\.upgrade-by-hand"):
        upgrade(workspace, DORA, "wendy", "A new Athena")
    assert (workspace.folder / "policy" / "10-door.cedar").read_bytes() == before
