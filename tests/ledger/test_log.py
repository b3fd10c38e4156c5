"""Appending: durable, in order, shared by threads and processes."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from athena.ledger import log as log_module
from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint
from athena.ledger.cosignature import cosign
from athena.ledger.entry import Event
from athena.ledger.failures import Malformed, Refused, TryAgain
from athena.ledger.files import Files
from athena.ledger.journal import read_journal
from athena.ledger.keys import SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.sources import FolderSource
from athena.ledger.verify import Demands, verify


def sound(folder: Path, keys: LogKeys, entries: int) -> bool:
    policy = Policy.of_log(keys.signer.verifier)
    report = verify(FolderSource(folder), policy, Demands(bodies=True, keys=keys.bodies))
    assert report.alarms == ()
    return report.entries == entries


def test_an_append_is_in_the_journal_before_it_returns(empty_log: Path, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as log:
        receipt = log.append(event)
        journal = read_journal(Files(), empty_log / "journal")
        assert [record.leaf for record in journal.records] == [bytes(receipt.leaf)]
        assert (receipt.origin, receipt.index, log.pending()) == (keys.origin, 0, 1)
    assert sound(empty_log, keys, 1)


def test_a_batch_is_in_order_and_all_or_none(empty_log: Path, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as log:
        assert [receipt.index for receipt in log.append_many([event] * 300)] == list(range(300))
        with pytest.raises(Malformed):
            log.append_many([event, replace(event, actor="\ud800"), event])
        assert log.append(event).index == 300
        assert log.append_many([]) == []
    assert sound(empty_log, keys, 301)


def test_threads_share_commits_and_every_entry_has_its_own_place(empty_log: Path, keys: LogKeys, event: Event) -> None:
    class Counting(Files):
        syncs = 0

        def sync(self, fd: int) -> None:
            Counting.syncs += 1
            super().sync(fd)

    barrier = Barrier(16)

    def write(log: Log, who: int) -> list[tuple[int, str]]:
        barrier.wait()
        actor = f"officer-{who}"
        return [(log.append(replace(event, actor=actor)).index, actor) for _ in range(10)]

    with Log.open(empty_log, keys, files=Counting()) as log:
        before = Counting.syncs
        with ThreadPoolExecutor(16) as pool:
            written = [pair for pairs in pool.map(lambda who: write(log, who), range(16)) for pair in pairs]
        assert Counting.syncs - before < 160
        log.publish()
        reader = log.reader()
        assert sorted(index for index, _ in written) == list(range(160))
        assert all(reader.entry(index).event.actor == actor for index, actor in written)
    assert sound(empty_log, keys, 160)


def test_a_bad_event_fails_alone_in_a_shared_commit(empty_log: Path, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as log, ThreadPoolExecutor(8) as pool:
        events = [replace(event, actor="\ud800") if n % 4 == 0 else event for n in range(40)]
        results = [pool.submit(log.append, one) for one in events]
        failures = [future.exception() for future in results]
    assert [type(failure) for failure in failures] == [Malformed if n % 4 == 0 else type(None) for n in range(40)]
    assert sound(empty_log, keys, 30)


def test_two_open_logs_take_turns(empty_log: Path, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as one, Log.open(empty_log, keys) as two:
        indices = [log.append(event).index for log in (one, two, two, one, two, one)]
        assert indices == list(range(6))
    assert sound(empty_log, keys, 6)


WRITER = """
import sys
from pathlib import Path
from athena.ledger import BodyKeys, Event, Log, LogKeys, Operation
from athena.ledger.keys import KeyType, SigningKey
keys = LogKeys(SigningKey(sys.argv[2], KeyType.LOG_ED25519, b"\\x01" * 32), BodyKeys(b"\\x02" * 32))
event = Event(op=Operation.REVIEW, actor=sys.argv[3], role="r", purpose="p", decision="d")
for _ in range(10):
    with Log.open(Path(sys.argv[1]), keys) as log:
        print(log.append(event).index)
"""


def test_short_processes_append_one_after_another(empty_log: Path, keys: LogKeys) -> None:
    source = str(Path(log_module.__file__).parents[2])
    command = [sys.executable, "-c", WRITER, str(empty_log), keys.origin]
    environment = {**os.environ, "PYTHONPATH": source}
    running = [subprocess.Popen([*command, f"process-{n}"], stdout=subprocess.PIPE, env=environment) for n in range(3)]
    printed = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(int(line) for out in printed for line in out.split()) == list(range(30))
    assert sound(empty_log, keys, 30)


def test_a_log_held_by_another_is_busy_after_a_bound(empty_log: Path, keys: LogKeys, event: Event) -> None:
    files = Files()
    with Log.open(empty_log, keys, patience=0.02) as log:
        holder = files.open(empty_log / "lock", os.O_RDWR)
        assert files.try_lock(holder)
        with pytest.raises(TryAgain) as refused:
            log.append(event)
        assert refused.value.code == "ledger-busy"
        files.close(holder)
        assert log.append(event).index == 0


def test_times_never_decrease_even_when_the_clock_does(empty_log: Path, keys: LogKeys, event: Event) -> None:
    start = datetime(2026, 11, 23, 7, 0, 0, 500_000, UTC)
    clock = [start]
    with Log.open(empty_log, keys, clock=lambda: clock[0]) as log:
        log.append(event)
        clock[0] = start - timedelta(hours=1)
        log.append(event)
    with Log.open(empty_log, keys, clock=lambda: clock[0]) as log:
        log.append(event)
        times = [entry.t for entry in log.reader().entries()]
    assert times == sorted(times)
    assert times[1] == "2026-11-23T07:00:00.500Z"
    assert sound(empty_log, keys, 3)


def test_a_busy_log_publishes_by_itself(
    empty_log: Path, keys: LogKeys, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "PUBLISH_AFTER_ENTRIES", 10)
    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 12)
        assert log.reader().snapshot().size == 12


def test_there_must_be_a_log(tmp_path: Path, keys: LogKeys) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(Refused) as refused:
            Log.open(folder, keys)
        assert refused.value.code == "no-log"


def test_state_may_lie_elsewhere(tmp_path: Path, keys: LogKeys, event: Event) -> None:
    state = tmp_path / "locked-away"
    Log.found(tmp_path / "log", keys, state=state)
    with Log.open(tmp_path / "log", keys, state=state) as log:
        log.append(event)
    assert (state / "signed").read_bytes() == (tmp_path / "log" / "checkpoint").read_bytes()
    assert not (tmp_path / "log" / "state").exists()


def test_witness_lines_are_attached_and_a_newer_one_replaces_an_older(
    empty_log: Path, keys: LogKeys, event: Event, mayor: SigningKey
) -> None:
    with Log.open(empty_log, keys) as log:
        log.append(event)
        signed = log.publish()
        for seconds in (10, 20):
            attached = log.attach(signed, [cosign(signed.checkpoint, mayor, seconds)])
            assert len(attached.note.lines) == 2
        assert (empty_log / "checkpoint").read_bytes() == bytes(attached)
        assert log.append(event).index == 1


def test_late_witness_lines_are_refused(empty_log: Path, keys: LogKeys, event: Event, mayor: SigningKey) -> None:
    with Log.open(empty_log, keys) as log:
        log.append(event)
        old: SignedCheckpoint = log.publish()
        log.append(event)
        log.publish()
        with pytest.raises(TryAgain) as refused:
            log.attach(old, [cosign(Checkpoint(keys.origin, 1, old.checkpoint.root), mayor, 1)])
        assert refused.value.code == "checkpoint-moved"
