"""Start-up settles what a crash left and refuses a tree that does not extend what was signed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ledger.appender import Appender, found_log
from athena.ledger.checkpoint import Checkpoint, sign_checkpoint
from athena.ledger.entry import Event
from athena.ledger.failures import Refused, StopTheLine
from athena.ledger.files import Files
from athena.ledger.journal import JournalWriter, Record, start_journal
from athena.ledger.log import Log, LogKeys
from athena.ledger.store import Store

Grow = Callable[[Path, int], None]


def store_at(folder: Path) -> Store:
    return Store(folder, folder / "state", Files())


def stops(folder: Path, keys: LogKeys) -> str:
    with pytest.raises(StopTheLine) as stopped:
        Appender(store_at(folder), keys.signer)
    return stopped.value.code


def test_a_log_is_founded_once(empty_log: Path, keys: LogKeys) -> None:
    with pytest.raises(Refused) as refused:
        found_log(store_at(empty_log), keys.signer)
    assert refused.value.code == "log-exists"


def test_a_half_founded_log_can_be_founded_again(empty_log: Path, keys: LogKeys) -> None:
    (empty_log / "checkpoint").unlink()
    (empty_log / "journal").unlink()
    found_log(store_at(empty_log), keys.signer)
    assert Appender(store_at(empty_log), keys.signer).size == 0


def test_a_log_that_was_never_founded_is_refused(tmp_path: Path, keys: LogKeys) -> None:
    with pytest.raises(Refused) as refused:
        Appender(store_at(tmp_path), keys.signer)
    assert refused.value.code == "no-log"


def test_another_key_cannot_continue_a_log(empty_log: Path, mayor: object, keys: LogKeys) -> None:
    from dataclasses import replace

    thief = LogKeys(replace(keys.signer, seed=b"\x66" * 32), keys.bodies)
    assert stops(empty_log, thief) == "signed-state"


def test_a_changed_tile_on_the_right_edge_is_refused(copied_log: Path, keys: LogKeys) -> None:
    tile = copied_log / "tile/0/002.p/188"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert stops(copied_log, keys) == "tree-does-not-extend"
    tile.unlink()
    assert stops(copied_log, keys) == "tree-damaged"


def test_a_rolled_back_tree_is_refused(empty_log: Path, keys: LogKeys, grow: Grow, tmp_path: Path) -> None:
    grow(empty_log, 5)
    shutil.copytree(empty_log, tmp_path / "old")
    grow(empty_log, 5)
    for name in ("tile", "checkpoint", "journal"):
        target = empty_log / name
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        source = tmp_path / "old" / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    assert stops(empty_log, keys) in ("tree-damaged", "checkpoint-disagrees")


def test_a_rolled_back_memory_is_refused(empty_log: Path, keys: LogKeys, grow: Grow) -> None:
    grow(empty_log, 5)
    old = (empty_log / "state/signed").read_bytes()
    grow(empty_log, 5)
    (empty_log / "state/signed").write_bytes(old)
    assert stops(empty_log, keys) == "checkpoint-disagrees"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / "checkpoint").unlink(), "checkpoint-missing"),
        (lambda folder: (folder / "checkpoint").write_bytes(b"x"), "checkpoint-damaged"),
        (lambda folder: (folder / "journal").unlink(), "journal-damaged"),
        (lambda folder: start_journal(Files(), folder / "journal", 701), "journal-disagrees"),
        (lambda folder: start_journal(Files(), folder / "journal", 600), "journal-disagrees"),
        (lambda folder: (folder / "state/signed").write_bytes(b"x"), "signed-state"),
    ],
)
def test_files_that_disagree_stop_the_line(
    spoil: Callable[[Path], object], code: str, copied_log: Path, keys: LogKeys
) -> None:
    spoil(copied_log)
    assert stops(copied_log, keys) == code


def test_a_journal_that_repeats_other_entries_than_the_tree_holds_is_refused(copied_log: Path, keys: LogKeys) -> None:
    start_journal(Files(), copied_log / "journal", 699)
    writer = JournalWriter(Files(), copied_log / "journal", 699)
    writer.append([Record(b"another")])
    writer.close()
    assert stops(copied_log, keys) == "journal-disagrees"


def test_an_equal_sized_checkpoint_with_another_root_is_refused(copied_log: Path, keys: LogKeys) -> None:
    forked = sign_checkpoint(Checkpoint(keys.origin, 700, bytes(32)), keys.signer)
    (copied_log / "checkpoint").write_bytes(bytes(forked))
    assert stops(copied_log, keys) == "checkpoint-disagrees"


def test_a_lagging_checkpoint_is_shown_again(empty_log: Path, keys: LogKeys, grow: Grow) -> None:
    grow(empty_log, 5)
    old = (empty_log / "checkpoint").read_bytes()
    grow(empty_log, 5)
    newest = (empty_log / "checkpoint").read_bytes()
    (empty_log / "checkpoint").write_bytes(old)
    Appender(store_at(empty_log), keys.signer).close()
    assert (empty_log / "checkpoint").read_bytes() == newest


def test_a_second_signer_is_noticed_before_anything_is_published(empty_log: Path, keys: LogKeys, event: Event) -> None:
    with Log.open(empty_log, keys) as log:
        log.append(event)
        other = sign_checkpoint(Checkpoint(keys.origin, 9, bytes(32)), keys.signer)
        kept = (empty_log / "state/signed").read_bytes()
        (empty_log / "state/signed").write_bytes(bytes(other))
        with pytest.raises(StopTheLine) as stopped:
            log.publish()
        assert stopped.value.code == "signed-elsewhere"
        (empty_log / "state/signed").write_bytes(kept)


def test_a_closed_appender_takes_nothing(empty_log: Path, keys: LogKeys) -> None:
    appender = Appender(store_at(empty_log), keys.signer)
    appender.close()
    with pytest.raises(StopTheLine):
        appender.append([Record(b"x")])
