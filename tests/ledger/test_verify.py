"""Whole-log verification: what the report says, from a folder and over HTTP, of our logs and of others'."""

import shutil
from pathlib import Path
from threading import Thread
from typing import Any

from athena.ledger.checkpoint import Checkpoint, sign_checkpoint
from athena.ledger.entry import Event
from athena.ledger.files import Files
from athena.ledger.http_server import log_server
from athena.ledger.journal import Record
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.sources import FolderSource, HttpSource
from athena.ledger.store import Store
from athena.ledger.verify import Demands, verify


def test_a_sound_log_reports_what_it_is(made_log: Path, policy: Policy, keys: LogKeys) -> None:
    report = verify(FolderSource(made_log), policy, Demands(keys=keys.bodies))
    assert report.ok
    assert (report.origin, report.entries, report.bodies_checked) == (keys.origin, 700, 700)
    assert report.checkpoint.startswith(f"{keys.origin}\n700\n")
    assert not report.quorum_required


def test_the_same_over_http_where_bodies_are_not_served(made_log: Path, policy: Policy) -> None:
    server = log_server(made_log)
    thread = Thread(target=server.serve_forever)
    thread.start()
    source = HttpSource(f"http://127.0.0.1:{server.server_port}")
    try:
        report = verify(source, policy)
        demanding = verify(source, policy, Demands(bodies=True))
    finally:
        source.close()
        server.shutdown()
        server.server_close()
        thread.join()
    assert report.ok
    assert (report.entries, report.bodies_checked) == (700, 0)
    assert {alarm.kind for alarm in demanding.alarms} == {"body-missing"}
    assert [alarm.kind for alarm in verify(source, policy).alarms] == ["source-unreadable"]


def test_an_empty_log_and_no_log(empty_log: Path, policy: Policy, tmp_path: Path) -> None:
    assert verify(FolderSource(empty_log), policy).ok
    report = verify(FolderSource(tmp_path / "none"), policy)
    assert [alarm.kind for alarm in report.alarms] == ["checkpoint-missing"]


def test_pending_entries_are_counted(empty_log: Path, policy: Policy, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 3)
        report = verify(FolderSource(empty_log), policy)
    assert report.ok
    assert (report.entries, report.pending) == (0, 3)


def test_a_log_that_grows_meanwhile_raises_no_false_alarm(
    empty_log: Path, policy: Policy, keys: LogKeys, event: Event
) -> None:
    """Each reading of a bundle lets the log grow and publish: the checkpoint that was read stays sound."""

    class Restless(FolderSource):
        def read(self, path: str) -> bytes | None:
            if path.startswith("tile/"):
                log.append_many([event] * 3)
                log.publish()
            return super().read(path)

    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 300)
        log.publish()
        report = verify(Restless(empty_log), policy)
    assert report.alarms == ()
    assert report.entries == 300


def test_a_public_copy_without_state_and_journal_is_enough(made_log: Path, policy: Policy, tmp_path: Path) -> None:
    shutil.copytree(made_log / "tile", tmp_path / "tile")
    shutil.copy(made_log / "checkpoint", tmp_path)
    assert verify(FolderSource(tmp_path), policy).ok


def test_a_spoilt_memory_is_said(made_log: Path, policy: Policy) -> None:
    report = verify(FolderSource(made_log), policy, Demands(memory={"old": b"nonsense"}))
    assert [(alarm.kind, alarm.what) for alarm in report.alarms] == [("memory-malformed", "old")]


def test_the_published_log_of_seventy_thousand_is_sound(vectors: Any, tmp_path: Path) -> None:
    """Another program's log: its leaves are not Athena's, which is said unless the verifier accepts it."""
    expected = vectors["log70000"]
    store = Store(tmp_path, tmp_path / "state", Files())
    store.grow(0, [Record(b'{"n":%d}' % n) for n in range(70_000)])
    shutil.rmtree(tmp_path / "bodies")
    store.publish(expected["checkpoint"].encode())
    witnesses = [f"witness {name} {key}" for name, key in expected["witness_vkeys"].items()]
    text = "\n".join([f"log {expected['log_vkey']}", *witnesses, "group all 3 mopac ico ethics", "quorum all", ""])
    policy = Policy.parse(text.encode())
    report = verify(FolderSource(tmp_path), policy, Demands(profile=False))
    assert report.ok
    assert (report.entries, report.root, len(report.witnesses)) == (70_000, expected["root"], 3)
    assert {alarm.kind for alarm in verify(FolderSource(tmp_path), policy).alarms} == {"entry-malformed"}


def test_every_published_false_checkpoint_raises_an_alarm(vectors: Any, tmp_path: Path) -> None:
    policy = Policy.parse(f"log {vectors['log70000']['log_vkey']}\nquorum none\n".encode())
    for name, text in vectors["must_reject"]["checkpoints"].items():
        if name != "checkpoint_note":
            (tmp_path / "checkpoint").write_text(text, newline="")
            assert not verify(FolderSource(tmp_path), policy).ok, name


def test_a_policy_without_logs_trusts_none(made_log: Path) -> None:
    report = verify(FolderSource(made_log), Policy.parse(b"quorum none\n"))
    assert [alarm.kind for alarm in report.alarms] == ["wrong-origin"]


def test_a_keyholder_s_sequence_numbers_are_checked(tmp_path: Path, keys: LogKeys, policy: Policy) -> None:
    from athena.ledger.entry import Leaf
    from athena.ledger.tree import leaf_hash, root_of

    store = Store(tmp_path, tmp_path / "state", Files())
    leaves = [bytes(Leaf(seq, "2026-11-23T07:00:00Z", "0" * 64, "0" * 64)) for seq in (0, 2)]
    store.grow(0, [Record(leaf) for leaf in leaves])
    shutil.rmtree(tmp_path / "bodies")
    root = root_of(leaf_hash(leaf) for leaf in leaves)
    store.publish(bytes(sign_checkpoint(Checkpoint(keys.origin, 2, root), keys.signer)))
    report = verify(FolderSource(tmp_path), policy)
    assert [(alarm.kind, alarm.what) for alarm in report.alarms] == [("entry-out-of-place", "entry 1")]


def test_a_foreign_key_type_does_not_open_it(made_log: Path) -> None:
    other = SigningKey("someone.else", KeyType.LOG_ED25519, b"\x05" * 32).verifier
    report = verify(FolderSource(made_log), Policy.of_log(other))
    assert [alarm.kind for alarm in report.alarms] == ["wrong-origin"]
