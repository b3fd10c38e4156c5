"""The write path: journal first, tree and checkpoint after.

An append is acknowledged when its batch is in the journal and synced. Publishing writes the tiles, signs a checkpoint,
remembers it, shows it (`growth`), and only then renews the journal, so that a stop between any two steps leaves either
the old checkpoint and a journal, or the new one and a journal that repeats what the tree holds.

Publishing has three parts, so that appends need not wait for most of it: `growth` takes down what is to be covered,
`Growth.cover` writes and signs without touching this object, and `settle` renews the journal with whatever has been
appended meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace

from athena.ledger.bodies import bodies_path, unpack_bodies
from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint, sign_checkpoint
from athena.ledger.failures import Failure, Refused
from athena.ledger.files import ensure_folder, read_optional
from athena.ledger.growth import Growth, stop
from athena.ledger.journal import Journal, JournalWriter, Record, read_journal, renew_journal, start_journal
from athena.ledger.keys import SigningKey
from athena.ledger.note import Note, SignatureLine
from athena.ledger.store import Store
from athena.ledger.tiles import WIDTH, TileTree, bundle_path, unpack_bundle
from athena.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, peak_ranges


def found_log(store: Store, key: SigningKey) -> None:
    """Create an empty log and sign its first checkpoint; refuses where one stands. A crash half-way can be repeated."""
    if store.checkpoint.exists():
        raise Refused(
            "log-exists", "There is a log here already", str(store.folder), "a log is founded once", "Open it instead."
        )
    empty = sign_checkpoint(Checkpoint(key.name, 0, EMPTY_ROOT), key)
    ensure_folder(store.files, store.folder)
    signed = store.signed_checkpoint()
    if signed != bytes(empty):
        store.swap_signed(None, bytes(empty))
    start_journal(store.files, store.journal, 0)
    store.publish(bytes(empty))


class Appender:
    """The state between two writes: what is signed, what is pending, and the journal being written.

    Not safe for two callers at once, and valid only while no other process writes: `Log` sees to both. After an
    `OSError` from any method the object must be discarded and a new one loaded.
    """

    def __init__(self, store: Store, key: SigningKey) -> None:
        """Load the log, refuse a tree that does not extend the last signed checkpoint, and settle what a crash left.

        Refuses with `no-log` where none was founded; stops the line where files disagree.
        """
        self._store = store
        self._key = key
        self._signed_bytes, self.signed = self._load_signed()
        self._check_published()
        tree = TileTree(store.read, self.signed.checkpoint.size)
        self._frontier = self._load_frontier(tree)
        journal = read_journal(store.files, store.journal)
        self._pending = self._unsettled(journal, tree)
        for record in self._pending:
            self._frontier.append(leaf_hash(record.leaf))
        self.last = self._load_last()
        self._writer: JournalWriter | None = None
        # Fresh files for whatever the journal held: after a failed sync the page cache may show bytes that are not on
        # disk, so nothing is ever appended behind bytes this process did not write and sync itself.
        self.publish(always=bool(journal.records or journal.torn or journal.base != self.size))
        if self._writer is None:
            self._writer = JournalWriter(store.files, store.journal, self.size)

    @property
    def size(self) -> int:
        """How many entries are durable."""
        return self._frontier.size

    @property
    def pending(self) -> int:
        """How many durable entries no checkpoint covers yet."""
        return len(self._pending)

    def append(self, records: Sequence[Record]) -> int:
        """Make `records` durable in order and return the index of the first."""
        if self._writer is None:
            raise stop(self._store, "closed", "this appender was closed")
        first = self.size
        self._writer.append(records)
        self._pending += records
        for record in records:
            self._frontier.append(leaf_hash(record.leaf))
        if records:
            self.last = records[-1]
        return first

    def publish(self, always: bool = False) -> SignedCheckpoint:
        """Cover every durable entry by a signed, published checkpoint and return it.

        Does nothing where nothing is pending, unless `always` asks for a fresh journal.
        """
        if not self._pending and not always:
            return self.signed
        growth = self.growth()
        return self.settle(growth, growth.cover(self._store, self._key))

    def growth(self) -> Growth:
        """What a publication begun now has to cover. Only one may be under way at a time."""
        return Growth(self.signed, self._signed_bytes, tuple(self._pending), self._frontier.root())

    def settle(self, growth: Growth, signed: SignedCheckpoint) -> SignedCheckpoint:
        """Take note that `growth` is covered by `signed`, and renew the journal with what has been appended since.

        Does nothing where this object was loaded after `growth` was covered, and so knows.
        """
        if self.signed.checkpoint == growth.signed.checkpoint:
            self._signed_bytes, self.signed = bytes(signed), signed
            left = self._pending[len(growth.records) :]
            writer = renew_journal(self._store.files, self._store.journal, signed.checkpoint.size, left)
            self.close()
            self._writer, self._pending = writer, left
        return self.signed

    def attach(self, lines: Sequence[SignatureLine]) -> SignedCheckpoint:
        """Put verified witness lines on the last signed checkpoint; a signer's newer line replaces its older one."""
        fresh = {(line.name, line.key_id) for line in lines}
        kept = [line for line in self.signed.note.lines if (line.name, line.key_id) not in fresh]
        note = Note(self.signed.note.text, (*kept, *lines))
        self._store.swap_signed(self._signed_bytes, bytes(note))
        self._signed_bytes, self.signed = bytes(note), replace(self.signed, note=note)
        self._store.publish(bytes(note))
        return self.signed

    def close(self) -> None:
        """Give the journal's descriptor back; publishes nothing."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _load_signed(self) -> tuple[bytes, SignedCheckpoint]:
        data = self._store.signed_checkpoint()
        if data is None:
            raise Refused(
                "no-log", "There is no log here", str(self._store.folder), "none was founded", "Found one first."
            )
        try:
            return data, open_checkpoint(data, self._key.verifier)
        except Failure as failure:
            raise stop(self._store, "signed-state", f"the last signed checkpoint: {failure.why}") from failure

    def _check_published(self) -> None:
        """The public checkpoint may lag by one crash; it may never lead, nor differ."""
        data = read_optional(self._store.files, self._store.checkpoint)
        if data is None:
            raise stop(self._store, "checkpoint-missing", "the published checkpoint is gone")
        try:
            published = open_checkpoint(data, self._key.verifier).checkpoint
        except Failure as failure:
            raise stop(self._store, "checkpoint-damaged", f"the published checkpoint: {failure.why}") from failure
        signed = self.signed.checkpoint
        if data == self._signed_bytes:
            return
        if published == signed:
            # A crash between remembering witness lines and showing them.
            self._store.publish(self._signed_bytes)
            return
        tree = TileTree(self._store.read, signed.size)
        if published.size >= signed.size or self._root(tree, published.size) != published.root:
            raise stop(self._store, "checkpoint-disagrees", "the published checkpoint is not one this log signed")
        self._store.publish(self._signed_bytes)

    def _load_frontier(self, tree: TileTree) -> Frontier:
        signed = self.signed.checkpoint
        if self._root(tree, signed.size) != signed.root:
            raise stop(self._store, "tree-does-not-extend", "the tiles do not have the root that was last signed")
        return Frontier(signed.size, [tree.node(level, index) for level, index in peak_ranges(0, signed.size)])

    def _root(self, tree: TileTree, size: int) -> bytes:
        try:
            return tree.root(size)
        except (FileNotFoundError, Failure) as error:
            raise stop(self._store, "tree-damaged", f"a tile cannot be read: {error}") from error

    def _unsettled(self, journal: Journal, tree: TileTree) -> list[Record]:
        """The journal's records that the tree does not hold yet, after checking that it holds the others."""
        size = self.signed.checkpoint.size
        held = size - journal.base
        if not 0 <= held <= len(journal.records):
            raise stop(
                self._store, "journal-disagrees", f"the journal begins at {journal.base}, the tree ends at {size}"
            )
        for index, record in enumerate(journal.records[:held], journal.base):
            if tree.node(0, index) != leaf_hash(record.leaf):
                raise stop(self._store, "journal-disagrees", f"journal and tree differ at entry {index}")
        return list(journal.records[held:])

    def _load_last(self) -> Record | None:
        """The last record, whose time no later one may precede."""
        if self._pending:
            return self._pending[-1]
        size = self.signed.checkpoint.size
        if not size:
            return None
        number, offset = divmod(size - 1, WIDTH)
        try:
            leaf = unpack_bundle(self._store.read(bundle_path(number, offset + 1)))[offset]
            return Record(leaf, unpack_bodies(self._store.read(bodies_path(number)))[offset])
        except (FileNotFoundError, IndexError, Failure) as error:
            raise stop(self._store, "last-entry-damaged", f"entry {size - 1} cannot be read: {error}") from error
