"""Where tiles lie, and the published log of 70,000 entries rebuilt byte for byte."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.failures import Malformed
from athena.ledger.files import Files
from athena.ledger.journal import Record
from athena.ledger.store import Store
from athena.ledger.tiles import (
    TileTree,
    bundle_path,
    fold_rows,
    level_width,
    number_path,
    pack_bundle,
    parse_path,
    spans,
    split_hashes,
    tile_path,
    tile_root,
    tiles_of,
    unpack_bundle,
)
from athena.ledger.tree import consistency_proof, inclusion_proof, leaf_hash, root_of


def test_tile_numbers_are_in_groups_of_three() -> None:
    assert number_path(1234067) == "x001/x234/067"
    assert tile_path(0, 273, 112) == "tile/0/273.p/112"
    assert bundle_path(1000) == "tile/entries/x001/000"


@given(
    level=st.none() | st.integers(0, 63),
    number=st.integers(0, 10**9),
    width=st.integers(1, 256),
)
def test_a_path_parses_to_what_printed_it(level: int | None, number: int, width: int) -> None:
    path = bundle_path(number, width) if level is None else tile_path(level, number, width)
    assert parse_path(path) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/001/000",
        "tile/entries/../../journal",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "checkpoint",
    ],
)
def test_any_other_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse_path(path)


def test_no_tile_is_empty_or_too_wide() -> None:
    for width in (0, 257):
        with pytest.raises(ValueError):
            tile_path(0, 0, width)


def test_tiles_of_seventy_thousand() -> None:
    tiles = list(tiles_of(70_000))
    assert len(tiles) == 277
    assert [tile for tile in tiles if tile[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(spans(0)) == []
    assert level_width(1, 70_000) == 273


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_give_back_their_entries(entries: list[bytes]) -> None:
    assert unpack_bundle(pack_bundle(entries)) == entries


def test_bundles_refuse_what_does_not_fit() -> None:
    with pytest.raises(Malformed):
        pack_bundle([bytes(65_536)])
    for short in (b"\x00", b"\x00\x02a"):
        with pytest.raises(Malformed):
            unpack_bundle(short)


def test_tiles_refuse_odd_lengths_and_partial_roots() -> None:
    with pytest.raises(Malformed):
        split_hashes(bytes(33))
    with pytest.raises(ValueError):
        tile_root(bytes(32))
    assert fold_rows(bytes(32)) == [bytes(32)]


def test_a_tile_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(Malformed):
        TileTree(lambda _: bytes(31), 1).root()


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The vectors' log: entry i is the bytes of {"n":i}, written in three uneven steps."""
    folder = tmp_path_factory.mktemp("big")
    store = Store(folder, folder / "state", Files())
    at = 0
    for size in (65_536, 69_999, 70_000):
        store.grow(at, [Record(b'{"n":%d}' % n) for n in range(at, size)])
        at = size
    return store


def test_the_published_log_is_rebuilt_byte_for_byte(vectors: Any, big: Store) -> None:
    expected = vectors["log70000"]
    for path, digest in (expected["tile_sha256"] | expected["bundle_sha256"]).items():
        assert sha256(big.read(path)).hexdigest() == digest, path
    assert len(list(spans(70_000))) == expected["bundle_count"]


def test_roots_and_proofs_of_the_published_log_read_from_tiles(vectors: Any, big: Store) -> None:
    expected = vectors["log70000"]
    tree = TileTree(big.read, 70_000)
    assert tree.root().hex() == expected["root"]
    assert tree.root(65_536).hex() == expected["root_65536"]
    assert tree.root(69_999).hex() == expected["root_69999"]
    for old in (65_536, 69_999):
        proof = [step.hex() for step in consistency_proof(tree.node, old, 70_000)]
        assert proof == expected[f"consistency_{old}_70000"]
    assert tree.node(0, 12_345).hex() == expected["proof_leaf_hash"]
    assert len(inclusion_proof(tree.node, 12_345, 70_000)) == 17


def test_a_tile_tree_reads_every_size(big: Store) -> None:
    leaves = [leaf_hash(b'{"n":%d}' % n) for n in range(1_000)]
    tree = TileTree(big.read, 70_000)
    for size in (0, 1, 255, 256, 257, 511, 512, 1_000):
        assert tree.root(size) == root_of(leaves[:size])
