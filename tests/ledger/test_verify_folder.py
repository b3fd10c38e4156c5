"""What only a folder shows: stale tiles, the journal, the remembered checkpoint."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ledger.checkpoint import Checkpoint, sign_checkpoint
from athena.ledger.entry import Event
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.sources import FolderSource
from athena.ledger.verify import verify

Grow = Callable[[Path, int], None]
NEVER = 86_400.0


def flip_last(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def named(folder: Path, policy: Policy) -> list[tuple[str, str]]:
    return [(alarm.kind.value, alarm.what) for alarm in verify(FolderSource(folder), policy).alarms]


@pytest.mark.parametrize(
    ("name", "kind"), [("tile/0/002.p/88", "tile-altered"), ("tile/entries/002.p/88", "entry-edited")]
)
def test_a_stale_partial_tile_must_still_be_true(name: str, kind: str, copied_log: Path, policy: Policy) -> None:
    flip_last(copied_log / name)
    assert named(copied_log, policy) == [(kind, name)]


def test_a_leftover_of_a_crash_is_no_alarm(copied_log: Path, policy: Policy) -> None:
    (copied_log / "tile/0/002.p/189.tmp").write_bytes(b"half")
    assert named(copied_log, policy) == []


def test_tiles_beyond_the_checkpoint_are_explained_by_the_journal_or_not_at_all(
    empty_log: Path, tmp_path: Path, policy: Policy, keys: LogKeys, event: Event
) -> None:
    """The very state a kill -9 leaves between writing tiles and signing: sound. The same without the journal: not."""
    with Log.open(empty_log, keys, pace=NEVER) as log:
        log.append_many([event] * 400)
        shutil.copytree(empty_log, tmp_path / "before")
        log.publish()
        for name in ("tile", "bodies"):
            shutil.copytree(empty_log / name, tmp_path / "before" / name)
    assert named(tmp_path / "before", policy) == []
    flip_last(tmp_path / "before" / "tile/0/000")
    flip_last(tmp_path / "before" / "bodies/001")
    assert named(tmp_path / "before", policy) == [("tile-altered", "tile/0/000"), ("body-altered", "bodies/001")]
    (tmp_path / "before" / "journal").unlink()
    assert ("old-checkpoint-replayed", "checkpoint") in named(tmp_path / "before", policy)


def test_signed_and_not_yet_shown_is_no_alarm(
    empty_log: Path, tmp_path: Path, policy: Policy, keys: LogKeys, event: Event
) -> None:
    """The state a kill -9 leaves between remembering a checkpoint and showing it."""
    with Log.open(empty_log, keys, pace=NEVER) as log:
        log.append_many([event] * 3)
        shutil.copytree(empty_log, tmp_path / "before")
        log.publish()
        for name in ("tile", "bodies", "state"):
            shutil.copytree(empty_log / name, tmp_path / "before" / name, dirs_exist_ok=True)
    assert named(tmp_path / "before", policy) == []


def test_the_remembered_checkpoint_is_compared(copied_log: Path, policy: Policy, keys: LogKeys) -> None:
    signed = copied_log / "state/signed"
    kept = signed.read_bytes()
    for checkpoint, expected in (
        (Checkpoint(keys.origin, 700, bytes(32)), ("forked", "checkpoint")),
        (Checkpoint(keys.origin, 5, bytes(32)), ("rolled-back", "state/signed")),
        (Checkpoint(keys.origin, 900, bytes(32)), ("old-checkpoint-replayed", "checkpoint")),
    ):
        signed.write_bytes(bytes(sign_checkpoint(checkpoint, keys.signer)))
        assert named(copied_log, policy) == [expected]
    signed.write_bytes(kept[:-2])
    assert named(copied_log, policy) == [("checkpoint-malformed", "state/signed")]


def test_a_damaged_or_torn_journal_is_named(copied_log: Path, policy: Policy) -> None:
    journal = copied_log / "journal"
    kept = journal.read_bytes()
    for spoilt in (b"x" + kept[1:], kept + b"torn"):
        journal.write_bytes(spoilt)
        assert named(copied_log, policy) == [("journal-damaged", "journal")]


def test_a_journal_that_ends_too_early_is_named(
    copied_log: Path, tmp_path: Path, policy: Policy, keys: LogKeys
) -> None:
    other = tmp_path / "other"
    Log.found(other, keys)
    shutil.copy(other / "journal", copied_log / "journal")
    assert named(copied_log, policy) == [("journal-damaged", "journal")]
