"""Reading back: what is handed out has been checked against what was signed."""

from pathlib import Path

import pytest

from athena.ledger.entry import Event
from athena.ledger.failures import Malformed, Refused, StopTheLine
from athena.ledger.files import Files
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.reader import LogReader
from athena.ledger.store import Store
from athena.ledger.tree import verify_consistency
from athena.ledger.verify import check_proof


def reader_of(folder: Path, keys: LogKeys, with_bodies: bool = True) -> LogReader:
    store = Store(folder, folder / "state", Files())
    return LogReader(store, keys.signer.verifier, keys.bodies if with_bodies else None)


def test_entries_come_back_as_they_were_written(made_log: Path, keys: LogKeys, event: Event) -> None:
    reader = reader_of(made_log, keys)
    assert reader.size() == 700
    for index in (0, 255, 256, 699):
        entry = reader.entry(index)
        assert (entry.seq, entry.event) == (index, event)
    assert len(list(reader.entries(690))) == 10


def test_pending_entries_are_readable_before_a_checkpoint_covers_them(
    empty_log: Path, keys: LogKeys, event: Event
) -> None:
    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 3)
        reader = log.reader()
        assert reader.size() == 3
        assert reader.entry(2).event == event
        with pytest.raises(Refused) as refused:
            reader.prove(2)
        assert refused.value.code == "not-covered"


def test_proofs_hold_offline(made_log: Path, keys: LogKeys, policy: Policy) -> None:
    reader = reader_of(made_log, keys)
    snapshot = reader.snapshot()
    for index in range(0, 700, 23):
        assert check_proof(reader.prove(index, snapshot), bytes(reader.leaf(index)), policy) == ()


def test_consistency_between_any_two_sizes(made_log: Path, keys: LogKeys) -> None:
    reader = reader_of(made_log, keys)
    tree = reader.snapshot().tree
    for old, new in ((0, 700), (1, 2), (256, 512), (300, 600), (700, 700)):
        assert verify_consistency(old, new, tree.root(old), tree.root(new), reader.consistency(old, new))
    for old, new in ((2, 1), (0, 701), (-1, 5)):
        with pytest.raises(Refused) as refused:
            reader.consistency(old, new)
        assert refused.value.code == "no-such-tree"


def test_there_is_no_entry_beyond_the_end(made_log: Path, keys: LogKeys) -> None:
    for index in (-1, 700):
        with pytest.raises(Refused) as refused:
            reader_of(made_log, keys).entry(index)
        assert refused.value.code == "no-entry"


def test_without_a_key_the_leaf_is_readable_and_the_body_is_not(made_log: Path, keys: LogKeys) -> None:
    reader = reader_of(made_log, keys, with_bodies=False)
    assert reader.leaf(5).seq == 5
    with pytest.raises(Refused) as refused:
        reader.entry(5)
    assert refused.value.code == "body-key"


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/0/000", "bodies/000"])
def test_a_spoilt_file_is_never_read_as_truth(name: str, copied_log: Path, keys: LogKeys) -> None:
    path = copied_log / name
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    with pytest.raises((StopTheLine, Malformed)):
        reader_of(copied_log, keys).entry(0)


def test_a_body_that_is_gone_stops_the_line(copied_log: Path, keys: LogKeys) -> None:
    (copied_log / "bodies/000").write_bytes(b"")
    with pytest.raises(StopTheLine):
        reader_of(copied_log, keys).entry(0)
