"""Reading a log: leaves, bodies and proofs, by index.

A reader takes no lock and writes nothing. It trusts the folder as far as the signed checkpoint reaches: a leaf or a
proof is checked against the root before it is handed out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from athena.ledger.bodies import BodyKeys, bodies_path, unpack_bodies
from athena.ledger.checkpoint import SignedCheckpoint, open_checkpoint
from athena.ledger.entry import Entry, Leaf, parse_body
from athena.ledger.failures import Refused, StopTheLine
from athena.ledger.files import read_whole
from athena.ledger.journal import Record, read_journal
from athena.ledger.keys import VerifierKey
from athena.ledger.proof import TlogProof
from athena.ledger.store import Store
from athena.ledger.tiles import WIDTH, TileTree, bundle_path, unpack_bundle
from athena.ledger.tree import consistency_proof, inclusion_proof, leaf_hash, verify_inclusion

_RACES = 5


@dataclass(frozen=True)
class Snapshot:
    """One signed checkpoint and the tree of tiles that it names."""

    signed: SignedCheckpoint
    tree: TileTree

    @property
    def size(self) -> int:
        """How many entries the checkpoint covers."""
        return self.signed.checkpoint.size


class LogReader:
    """Reads one log's folder. `keys` may be None for those who may not read bodies."""

    def __init__(self, store: Store, log: VerifierKey, keys: BodyKeys | None = None) -> None:
        """Read `store` as the log whose verifier key is `log`."""
        self._store = store
        self._log = log
        self._keys = keys

    def snapshot(self) -> Snapshot:
        """The published checkpoint and its tree; make one and ask it for many proofs."""
        signed = open_checkpoint(read_whole(self._store.files, self._store.checkpoint), self._log)
        return Snapshot(signed, TileTree(self._store.read, signed.checkpoint.size))

    def size(self) -> int:
        """How many entries are durable, those no checkpoint covers yet included."""
        for _ in range(_RACES):
            covered = self.snapshot().size
            journal = read_journal(self._store.files, self._store.journal)
            if journal.base <= covered:
                return max(covered, journal.base + len(journal.records))
        raise self._disagrees("the journal begins after the published checkpoint")

    def leaf(self, index: int) -> Leaf:
        """Leaf `index`; refuses with `no-entry` where there is none, stops the line where it does not verify."""
        return Leaf.parse(self._record(index, bodies=False).leaf)

    def entry(self, index: int) -> Entry:
        """Entry `index`, opened with the keys held; checked against its leaf before it is handed out."""
        record = self._record(index, bodies=True)
        return self._open(index, record)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries `start` to before `stop` (default: all that are durable), in order; each checked as `entry` does."""
        end, at = self.size() if stop is None else stop, self.snapshot()
        covered = min(end, at.size)
        for number in range(start // WIDTH, -(-covered // WIDTH)):
            first, last = max(start, number * WIDTH), min(covered, (number + 1) * WIDTH)
            for index, record in self._block(number, first, last, at):
                yield self._open(index, record)
        for index in range(max(start, covered), end):
            yield self.entry(index)

    def _block(self, number: int, first: int, last: int, at: Snapshot) -> Iterator[tuple[int, Record]]:
        """The covered records `first` to before `last` of one bundle, read once."""
        leaves = unpack_bundle(self._store.read(bundle_path(number, min(WIDTH, at.size - number * WIDTH))))
        sealed = unpack_bodies(self._store.read(bodies_path(number)))
        for index in range(first, last):
            yield index, Record(self._checked(index, leaves, at), self._body(index, sealed))

    def prove(self, index: int, snapshot: Snapshot | None = None) -> TlogProof:
        """The offline proof that entry `index` is in the tree of the published checkpoint.

        Refuses with `not-covered` where the entry is durable but no checkpoint covers it yet.
        """
        at = snapshot or self.snapshot()
        if not 0 <= index < at.size:
            raise Refused(
                "not-covered",
                f"No checkpoint covers entry {index}",
                self._log.name,
                f"the published checkpoint covers entries 0 to {at.size - 1}",
                "Wait for the next checkpoint, or publish one.",
            )
        return TlogProof(index, tuple(inclusion_proof(at.tree.node, index, at.size)), at.signed.note)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the first `old` entries are the beginning of the first `new`."""
        at = self.snapshot()
        if not 0 <= old <= new <= at.size:
            raise Refused(
                "no-such-tree",
                f"No proof from {old} to {new}",
                self._log.name,
                f"sizes must rise and end at or before {at.size}",
                "Ask for two sizes the log has had.",
            )
        return consistency_proof(at.tree.node, old, new)

    def _record(self, index: int, bodies: bool) -> Record:
        for _ in range(_RACES):
            at = self.snapshot()
            if 0 <= index < at.size:
                return self._covered(index, at, bodies)
            journal = read_journal(self._store.files, self._store.journal)
            if journal.base <= index < journal.base + len(journal.records):
                return journal.records[index - journal.base]
            if journal.base <= at.size:
                break
        raise Refused(
            "no-entry", f"There is no entry {index}", self._log.name, "the log is shorter", "Check the number."
        )

    def _covered(self, index: int, at: Snapshot, bodies: bool) -> Record:
        number = index // WIDTH
        leaves = unpack_bundle(self._store.read(bundle_path(number, min(WIDTH, at.size - number * WIDTH))))
        leaf = self._checked(index, leaves, at)
        if not bodies:
            return Record(leaf)
        return Record(leaf, self._body(index, unpack_bodies(self._store.read(bodies_path(number)))))

    def _checked(self, index: int, leaves: Sequence[bytes], at: Snapshot) -> bytes:
        """Leaf `index` of its bundle's `leaves`, if the checkpoint's root covers it."""
        leaf = leaves[index % WIDTH]
        proof = inclusion_proof(at.tree.node, index, at.size)
        if not verify_inclusion(index, at.size, leaf_hash(leaf), proof, at.signed.checkpoint.root):
            raise self._disagrees(f"entry {index} is not the one that was signed")
        return leaf

    def _body(self, index: int, sealed: Sequence[bytes]) -> bytes:
        if index % WIDTH >= len(sealed):
            raise self._disagrees(f"the body of entry {index} is gone from {bodies_path(index // WIDTH)}")
        return sealed[index % WIDTH]

    def _open(self, index: int, record: Record) -> Entry:
        leaf = Leaf.parse(record.leaf)
        if self._keys is None:
            raise Refused(
                "body-key", f"Entry {index} is sealed", self._log.name, "no body key is held", "Ask the keys' keeper."
            )
        if sha256(record.sealed).hexdigest() != leaf.sealed:
            raise self._disagrees(f"the sealed body of entry {index} is not the one its leaf names")
        body = self._keys.open(self._log.name, index, record.sealed)
        if sha256(body).hexdigest() != leaf.commit or leaf.seq != index:
            raise self._disagrees(f"the body of entry {index} is not the one its leaf commits to")
        return parse_body(body)

    def _disagrees(self, why: str) -> StopTheLine:
        remedy = "Run `athena ledger verify` and tell the overseers; rely on nothing read from this folder."
        return StopTheLine(
            "log-disagrees", "The ledger does not agree with itself", str(self._store.folder), why, remedy
        )
