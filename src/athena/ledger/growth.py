"""What one publication covers: tiles first, then the signature, then its memory, and the public checkpoint last.

It needs nothing of the appender but what was taken down when it began, so entries are appended while it runs.
"""

from dataclasses import dataclass

from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from athena.ledger.failures import StopTheLine
from athena.ledger.journal import Record
from athena.ledger.keys import SigningKey
from athena.ledger.store import Store
from athena.ledger.tiles import TileTree


def stop(store: Store, code: str, why: str) -> StopTheLine:
    """The failure of a log that does not agree with itself."""
    remedy = "Release nothing. Keep the folder as evidence and run `athena ledger verify`; tell the overseers."
    return StopTheLine(code, "The ledger cannot be continued", str(store.folder), why, remedy)


@dataclass(frozen=True)
class Growth:
    """Durable `records` that no checkpoint covers, after the checkpoint `signed`; with them the tree has `root`.

    `remembered` is the last signed checkpoint as it lies on disk: the new one takes its place only where it still is.
    """

    signed: SignedCheckpoint
    remembered: bytes
    records: tuple[Record, ...]
    root: bytes

    def cover(self, store: Store, key: SigningKey) -> SignedCheckpoint:
        """Write what the records add, sign, remember and show the new checkpoint; durable when it returns.

        Stops the line with `tiles-disagree` where what was written does not have the root, and with `signed-elsewhere`
        where another program has signed meanwhile. Nothing is signed where there is nothing to cover.
        """
        if not self.records:
            return self.signed
        old = self.signed.checkpoint.size
        size = old + len(self.records)
        store.grow(old, self.records)
        if TileTree(store.read, size).root() != self.root:
            raise stop(store, "tiles-disagree", "the tiles just written do not have the root that was computed")
        signed = sign_checkpoint(Checkpoint(key.name, size, self.root), key)
        store.swap_signed(self.remembered, bytes(signed))
        store.publish(bytes(signed))
        store.drop_partials(old, size)
        return signed
