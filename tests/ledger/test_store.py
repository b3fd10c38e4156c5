"""The folder of a log: growing it, and swapping the last signed checkpoint."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.ledger.bodies import bodies_path, unpack_bodies
from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files
from athena.ledger.journal import Record
from athena.ledger.store import Store
from athena.ledger.tiles import TileTree, bundle_path, spans, tile_path, tiles_of, unpack_bundle
from athena.ledger.tree import leaf_hash, root_of

RECORDS = [Record(b"leaf %d" % n, b"sealed %d" % n) for n in range(1200)]


@settings(max_examples=15)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_any_steps_of_growth_make_the_same_tree(tmp_path_factory: pytest.TempPathFactory, steps: list[int]) -> None:
    folder = tmp_path_factory.mktemp("store")
    store, size = Store(folder, folder / "state", Files()), 0
    for step in steps:
        more = RECORDS[size : size + step]
        store.grow(size, more)
        store.drop_partials(size, size + len(more))
        size += len(more)
    assert TileTree(store.read, size).root() == root_of(leaf_hash(record.leaf) for record in RECORDS[:size])
    leaves, bodies = [], []
    for number, width in spans(size):
        leaves += unpack_bundle(store.read(bundle_path(number, width)))
        bodies += unpack_bodies(store.read(bodies_path(number)))
    assert leaves == [record.leaf for record in RECORDS[:size]]
    assert bodies == [record.sealed for record in RECORDS[:size]]


def test_partial_tiles_stay_until_their_full_tile_is_published(tmp_path: Path) -> None:
    store = Store(tmp_path, tmp_path / "state", Files())
    store.grow(0, RECORDS[:200])
    store.grow(200, RECORDS[200:255])
    store.drop_partials(200, 255)
    assert (tmp_path / tile_path(0, 0, 200)).exists()
    store.grow(255, RECORDS[255:300])
    store.drop_partials(255, 300)
    assert not (tmp_path / "tile/0/000.p").exists()
    assert not (tmp_path / "tile/entries/000.p").exists()
    expected = {tile_path(*tile) for tile in tiles_of(300)} | {bundle_path(*span) for span in spans(300)}
    assert {
        path.relative_to(tmp_path).as_posix() for path in (tmp_path / "tile").rglob("*") if path.is_file()
    } == expected


def test_the_last_signed_checkpoint_is_compared_before_it_is_swapped(tmp_path: Path) -> None:
    store = Store(tmp_path, tmp_path / "state", Files())
    store.swap_signed(None, b"one")
    store.swap_signed(b"one", b"two")
    for stale in (None, b"one"):
        with pytest.raises(StopTheLine) as stopped:
            store.swap_signed(stale, b"three")
        assert stopped.value.code == "signed-elsewhere"
    assert store.signed_checkpoint() == b"two"
