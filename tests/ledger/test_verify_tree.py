"""Which of two disagreeing files is the guilty one."""

from pathlib import Path

from athena.ledger.checkpoint import open_checkpoint
from athena.ledger.log import LogKeys
from athena.ledger.sources import FolderSource
from athena.ledger.tree import leaf_hash, root_of
from athena.ledger.verify_tree import TreeCheck, fold_blocks, peaks_of


def check(folder: Path, keys: LogKeys) -> TreeCheck:
    signed = open_checkpoint((folder / "checkpoint").read_bytes(), keys.signer.verifier)
    tree = TreeCheck(FolderSource(folder), signed.checkpoint, profile=True)
    tree.run(lambda first, leaves: None)
    return tree


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_sound_tree_has_a_truth_and_no_alarm(made_log: Path, keys: LogKeys) -> None:
    tree = check(made_log, keys)
    assert tree.alarms == []
    assert tree.truth is not None
    assert (len(tree.truth.blocks), len(tree.truth.edge)) == (2, 188)


def test_the_bundle_or_the_tile_is_named_and_not_the_other(copied_log: Path, keys: LogKeys) -> None:
    for name in ("tile/entries/000", "tile/0/000", "tile/1/000.p/2", "tile/entries/002.p/188", "tile/0/002.p/188"):
        flip(copied_log / name, 33)
        assert [alarm.what for alarm in check(copied_log, keys).alarms] == [name]
        flip(copied_log / name, 33)


def test_a_full_tile_serves_a_reader_of_an_older_checkpoint(copied_log: Path, keys: LogKeys, grow: object) -> None:
    old = (copied_log / "checkpoint").read_bytes()
    grow(copied_log, 300)  # type: ignore[operator]
    (copied_log / "checkpoint").write_bytes(old)
    assert not (copied_log / "tile/0/002.p").exists()
    assert check(copied_log, keys).alarms == []


def test_bundles_tiles_and_the_level_above_touched_at_once(copied_log: Path, keys: LogKeys) -> None:
    for name in ("tile/entries/000", "tile/0/000", "tile/1/000.p/2"):
        flip(copied_log / name, 33)
    named = {alarm.what for alarm in check(copied_log, keys).alarms}
    assert {"checkpoint", "tile/entries/000"} <= named


def test_layers_fold_as_the_tree_does() -> None:
    leaves = [leaf_hash(bytes([n % 256])) for n in range(700)]
    blocks = fold_blocks(leaves)
    assert blocks == [root_of(leaves[:256]), root_of(leaves[256:512])]
    from athena.ledger.tree import fold_right

    assert fold_right(peaks_of(blocks) + peaks_of(leaves[512:])) == root_of(leaves)
