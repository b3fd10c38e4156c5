"""Verifying what a person points at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from athena.ledger.entry import Event
from athena.ledger.failures import Refused
from athena.ledger.http_server import witness_server
from athena.ledger.keys import SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy_file import write_policy
from athena.ledger.verify import Demands
from athena.ledger.verify_place import Wish, logs_at, verify_place, verify_workspace
from athena.ledger.witness import Witness
from athena.ledger.witness_client import gather
from athena.ledger.workspace import LogName, found_ledger, open_log

Grow = Callable[[Path, int], None]


@pytest.fixture
def workspace(tmp_path: Path, event: Event) -> Path:
    found_ledger(tmp_path, "force.example", 2026)
    with open_log(tmp_path, LogName.ACCESS) as log:
        log.append_many([event] * 3)
    return tmp_path


def test_a_workspace_its_ledger_and_one_log_are_all_understood(workspace: Path) -> None:
    assert set(logs_at(str(workspace))) == set(logs_at(str(workspace / "ledger"))) == {"access", "register"}
    assert logs_at(str(workspace / "ledger/access")) == {"": str(workspace / "ledger/access")}
    reports = verify_place(str(workspace), Wish())
    assert {name: report.entries for name, report in reports.items()} == {"access": 3, "register": 0}
    assert all(report.ok for report in reports.values())


def test_the_keyholder_s_bodies_are_opened_and_an_auditor_s_copy_needs_no_keys(workspace: Path) -> None:
    assert verify_workspace(workspace, Wish())["access"].bodies_checked == 3
    for path in (workspace / "ledger/keys").iterdir():
        path.unlink()
    assert verify_workspace(workspace, Wish(demands=Demands(bodies=True)))["access"].ok


def test_a_remembered_checkpoint_moves_forward_only(empty_log: Path, tmp_path: Path, grow: Grow, keys: LogKeys) -> None:
    wish = Wish(policy=str(keys.signer.verifier), remember=tmp_path / "seen")
    for count in (5, 5):
        grow(empty_log, count)
        assert verify_place(str(empty_log), wish)[""].ok
        assert (tmp_path / "seen").read_bytes() == (empty_log / "checkpoint").read_bytes()
    Log.found(tmp_path / "again", keys)
    grow(tmp_path / "again", 5)
    kept = (tmp_path / "seen").read_bytes()
    report = verify_place(str(tmp_path / "again"), wish)[""]
    assert [alarm.kind for alarm in report.alarms] == ["rolled-back"]
    assert (tmp_path / "seen").read_bytes() == kept


def test_a_missing_memory_and_a_bad_policy_are_alarms(made_log: Path, tmp_path: Path, keys: LogKeys) -> None:
    key = str(keys.signer.verifier)
    report = verify_place(str(made_log), Wish(policy=key, since=(tmp_path / "none",)))[""]
    assert [alarm.kind for alarm in report.alarms] == ["memory-malformed"]
    report = verify_place(str(made_log), Wish(policy=key[:-1]))[""]
    assert [alarm.kind for alarm in report.alarms] == ["policy-malformed"]


def test_requests_without_sense_are_refused(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        verify_place(str(workspace), Wish(remember=tmp_path / "seen"))
    assert refused.value.code == "which-log"
    report = verify_place("http://127.0.0.1:9", Wish())[""]
    assert [alarm.kind for alarm in report.alarms] == ["policy-malformed"]


@pytest.fixture
def cosigned(empty_log: Path, tmp_path: Path, keys: LogKeys, mayor: SigningKey, event: Event) -> Iterator[Path]:
    """A log whose witness is running and has signed ten entries."""
    server = witness_server(Witness(tmp_path / "witness", [mayor], [keys.signer.verifier]))
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    text = f"log {keys.signer.verifier}\nwitness m {mayor.verifier} {url}\nquorum m\n"
    policy = write_policy(tmp_path / "policy", text.encode())
    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 10)
        gather(log, policy)
    yield tmp_path / "policy"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_witness_s_own_memory_shows_a_roll_back(
    cosigned: Path, empty_log: Path, tmp_path: Path, grow: Grow, keys: LogKeys
) -> None:
    wish = Wish(policy=str(cosigned), ask_witnesses=True)
    assert verify_place(str(empty_log), wish)[""].ok
    Log.found(tmp_path / "again", keys)
    grow(tmp_path / "again", 5)
    alarms = verify_place(str(tmp_path / "again"), wish)[""].alarms
    assert {alarm.kind.value for alarm in alarms} == {"quorum-not-met", "rolled-back"}


def test_a_witness_that_cannot_be_asked_is_an_alarm(
    made_log: Path, tmp_path: Path, keys: LogKeys, mayor: SigningKey
) -> None:
    text = f"log {keys.signer.verifier}\nwitness m {mayor.verifier} http://127.0.0.1:9/\nquorum none\n"
    (tmp_path / "policy").write_text(text)
    report = verify_place(str(made_log), Wish(policy=str(tmp_path / "policy"), ask_witnesses=True))[""]
    assert [alarm.kind for alarm in report.alarms] == ["witness-unreachable"]
