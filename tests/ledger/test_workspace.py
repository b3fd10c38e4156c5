"""A workspace's two logs and their keys."""

from pathlib import Path

import pytest

from athena.ledger.entry import Event
from athena.ledger.failures import Malformed, Refused
from athena.ledger.workspace import LogName, found_ledger, load_keys, log_folder, open_log, open_subjects, read_log


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    found_ledger(tmp_path, "force.example", 2026)
    return tmp_path


def test_both_logs_are_founded_with_keys_of_their_own(workspace: Path, event: Event) -> None:
    access, register = (load_keys(workspace, name) for name in LogName)
    assert access.origin == "force.example/athena/access/2026"
    assert access.signer.seed != register.signer.seed
    assert access.bodies != register.bodies
    with open_log(workspace, LogName.REGISTER) as log:
        log.append(event)
    assert read_log(workspace, LogName.REGISTER).entry(0).event == event
    assert read_log(workspace, LogName.ACCESS).size() == 0
    assert (log_folder(workspace, LogName.ACCESS) / "policy").read_text().startswith("# WARNING: quorum none")


def test_secrets_are_their_owner_s_only(workspace: Path) -> None:
    with open_subjects(workspace) as subjects:
        subjects.references(["x"])
    keys = workspace / "ledger" / "keys"
    assert keys.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in keys.iterdir()} == {0}


def test_a_ledger_is_founded_once(workspace: Path) -> None:
    with pytest.raises(Refused) as refused:
        found_ledger(workspace, "force.example")
    assert refused.value.code == "log-exists"


def test_missing_and_spoilt_keys_are_refused(workspace: Path) -> None:
    bodies = workspace / "ledger/keys/access.bodies"
    bodies.write_text("00\n")
    with pytest.raises(Malformed):
        load_keys(workspace, LogName.ACCESS)
    bodies.write_text("not hex\n")
    with pytest.raises(Malformed):
        load_keys(workspace, LogName.ACCESS)
    bodies.unlink()
    with pytest.raises(Refused) as refused:
        open_log(workspace, LogName.ACCESS)
    assert refused.value.code == "no-key"


def test_earlier_body_keys_stay_readable(workspace: Path, event: Event) -> None:
    with open_log(workspace, LogName.ACCESS) as log:
        log.append(event)
    path = workspace / "ledger/keys/access.bodies"
    path.write_text(f"{'11' * 32}\n{path.read_text()}")
    with open_log(workspace, LogName.ACCESS) as log:
        log.append(event)
    assert [entry.event for entry in read_log(workspace, LogName.ACCESS).entries()] == [event, event]
