"""One log's folder: where its files lie, and how a grown tree is written.

checkpoint        the only public file that changes
tile/             hash tiles and entry bundles, public
bodies/           sealed bodies, private
policy            who must have signed (tlog-policy), public
state/signed      the last checkpoint signed; belongs where an operator's usual tools cannot write
journal, lock     what is durable and not yet in the tree; who is writing
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from athena.ledger.bodies import bodies_path, pack_bodies, unpack_bodies
from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files, ensure_folder, place_all, place_durably, read_optional, read_whole
from athena.ledger.journal import Record
from athena.ledger.tiles import (
    WIDTH,
    bundle_path,
    pack_bundle,
    split_hashes,
    tile_path,
    tile_root,
    unpack_bundle,
)
from athena.ledger.tree import leaf_hash


@dataclass(frozen=True)
class Store:
    """A log's folder seen through the file seam; holds no state of its own.

    `state` is the folder of the last signed checkpoint. An attacker who can write it *and* the log's folder can make
    the log sign a second history; witnesses then hold the proof of it.
    """

    folder: Path
    state: Path
    files: Files

    @property
    def checkpoint(self) -> Path:
        """The published checkpoint."""
        return self.folder / "checkpoint"

    @property
    def journal(self) -> Path:
        """The journal."""
        return self.folder / "journal"

    @property
    def lock(self) -> Path:
        """The lock file, which holds the token of the last writer."""
        return self.folder / "lock"

    @property
    def signed(self) -> Path:
        """The last checkpoint this log signed."""
        return self.state / "signed"

    def read(self, path: str) -> bytes:
        """A public file or a bodies file by its path inside the log."""
        return read_whole(self.files, self.folder / path)

    def signed_checkpoint(self) -> bytes | None:
        """The last signed checkpoint, or None where this log was never founded."""
        return read_optional(self.files, self.signed)

    def swap_signed(self, expected: bytes | None, new: bytes) -> None:
        """Replace the last signed checkpoint if it still is `expected`; stops the line where it is not.

        Durable before it returns, so a checkpoint is remembered before anybody else can have seen it.
        """
        if self.signed_checkpoint() != expected:
            raise StopTheLine(
                "signed-elsewhere",
                "Another program has signed a checkpoint of this log",
                str(self.signed),
                "the last signed checkpoint is not the one this process signed or loaded",
                "Find the other program; two signers can make two histories.",
            )
        ensure_folder(self.files, self.state)
        place_durably(self.files, self.signed, new)

    def publish(self, checkpoint: bytes) -> None:
        """Put the checkpoint where the public reads it; durable when it returns."""
        place_durably(self.files, self.checkpoint, checkpoint)

    def grow(self, size: int, records: Sequence[Record]) -> None:
        """Write the bundles, bodies and tiles that `records` add to a tree of `size`; durable when it returns.

        Writes nothing that a checkpoint of `size` names, except bodies files, which only gain bodies at their end.
        """
        bundles = self._bundles(size, [record.leaf for record in records])
        bodies = self._bodies(size, [record.sealed for record in records])
        tiles = self._tiles(size, [leaf_hash(record.leaf) for record in records])
        place_all(self.files, ((self.folder / path, data) for part in (bundles, bodies, tiles) for path, data in part))

    def _bundles(self, size: int, leaves: list[bytes]) -> Iterator[tuple[str, bytes]]:
        number, width = divmod(size, WIDTH)
        kept = unpack_bundle(self.read(bundle_path(number, width))) if width else []
        for chunk in _chunks(kept + leaves):
            yield bundle_path(number, len(chunk)), pack_bundle(chunk)
            number += 1

    def _bodies(self, size: int, sealed: list[bytes]) -> Iterator[tuple[str, bytes]]:
        number, width = divmod(size, WIDTH)
        kept = unpack_bodies(self.read(bodies_path(number)))[:width] if width else []
        for chunk in _chunks(kept + sealed):
            yield bodies_path(number), pack_bodies(chunk)
            number += 1

    def _tiles(self, size: int, hashes: list[bytes]) -> Iterator[tuple[str, bytes]]:
        level = 0
        while hashes:
            number, width = divmod(size >> (8 * level), WIDTH)
            kept = split_hashes(self.read(tile_path(level, number, width))) if width else []
            roots = []
            for chunk in _chunks(kept + hashes):
                tile = b"".join(chunk)
                yield tile_path(level, number, len(chunk)), tile
                number += 1
                if len(chunk) == WIDTH:
                    roots.append(tile_root(tile))
            hashes, level = roots, level + 1

    def drop_partials(self, old: int, new: int) -> None:
        """Remove the partial tiles whose full tile a published checkpoint of `new` now names.

        tlog-tiles permits it, and readers of an older checkpoint find the same hashes in the full tile.
        """
        for number in range(old // WIDTH, new // WIDTH):
            _remove_folder(self.files, self.folder / (bundle_path(number) + ".p"))
        level = 0
        while new >> (8 * level):
            for number in range((old >> (8 * level)) // WIDTH, (new >> (8 * level)) // WIDTH):
                _remove_folder(self.files, self.folder / (tile_path(level, number) + ".p"))
            level += 1


def _remove_folder(files: Files, folder: Path) -> None:
    if folder.is_dir():
        for name in os.listdir(folder):
            files.remove(folder / name)
        files.remove_folder(folder)


def _chunks(items: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(items), WIDTH):
        yield items[at : at + WIDTH]
