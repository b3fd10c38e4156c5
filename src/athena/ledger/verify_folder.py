"""Checking what only a folder shows: files beyond the checkpoint, the journal and the last signed state.

Every file under `tile/` and `bodies/` must be what the entries imply, older partial tiles included. Tiles may reach
beyond the checkpoint only as far as the journal explains, which is what a crash leaves; tiles further on mean that an
older checkpoint has been put back.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.bodies import bodies_path, unpack_bodies
from athena.ledger.checkpoint import SignedCheckpoint, open_checkpoint
from athena.ledger.failures import Failure
from athena.ledger.journal import Journal, Record, parse_journal
from athena.ledger.note import Note
from athena.ledger.policy import Policy
from athena.ledger.sources import Source
from athena.ledger.tiles import (
    WIDTH,
    bundle_path,
    level_width,
    parse_path,
    split_hashes,
    tile_path,
    tile_root,
    unpack_bundle,
)
from athena.ledger.tree import HASH_BYTES, leaf_hash
from athena.ledger.verify_checkpoint import every_line_true
from athena.ledger.verify_tree import Statement, fold_blocks

_JOURNAL = "journal"
_SIGNED = "state/signed"
MOVING_FILES = ("checkpoint", _SIGNED, _JOURNAL)
"""The files that change while a log is being written."""


class FolderCheck:
    """Checks one log's folder after its tree was found sound; `alarms` holds the findings, `pending` what no checkpoint
    covers yet.
    """

    def __init__(
        self, source: Source, signed: SignedCheckpoint, published: bytes, policy: Policy, truth: Statement | None
    ) -> None:
        """`truth` is the sound tree's own layer, or None where the tree is unsound and tiles cannot be judged."""
        self._policy = policy
        self.alarms: list[Alarm] = []
        self.pending = 0
        self._source = source
        self._signed = signed
        self._published = published
        self._size = signed.checkpoint.size
        self._truth = truth
        self._replayed = False

    def run(self, files: Sequence[str]) -> None:
        """Check the state, the journal and each of `files`, which is everything under `tile/` and `bodies/`."""
        journal = self._journal()
        self._state(journal)
        if self._truth is not None:
            layers = self._layers(self._truth, journal[1])
            for path in files:
                self._file(path, layers, journal[1])

    def _journal(self) -> tuple[Journal | None, tuple[Record, ...]]:
        """The journal, and its records that come after the checkpoint."""
        data = self._source.read(_JOURNAL)
        if data is None:
            return None, ()
        try:
            journal = parse_journal(data, PurePosixPath(_JOURNAL))
        except Failure as failure:
            self._alarm(AlarmKind.JOURNAL_DAMAGED, _JOURNAL, failure.why)
            return None, ()
        if journal.torn:
            why = "bytes after its last whole batch: a crash that was not settled yet, or tampering"
            self._alarm(AlarmKind.JOURNAL_DAMAGED, _JOURNAL, why)
        held = self._size - journal.base
        if held < 0:
            self._replay("the journal begins after the tree this checkpoint names")
            return journal, ()
        if held > len(journal.records):
            self._alarm(AlarmKind.JOURNAL_DAMAGED, _JOURNAL, "it ends before the tree this checkpoint names")
        records = journal.records[held:]
        self.pending = len(records)
        return journal, records

    def _state(self, journal: tuple[Journal | None, tuple[Record, ...]]) -> None:
        """Compare the published checkpoint with the last one signed, where that is in this folder."""
        data = self._source.read(_SIGNED)
        if data is None or data == self._published:
            return
        try:
            state = open_checkpoint(data, self._signed.log).checkpoint
        except Failure as failure:
            self._alarm(AlarmKind.CHECKPOINT_MALFORMED, _SIGNED, failure.why)
            return
        here = self._signed.checkpoint
        if state.size > here.size:
            found = journal[0]
            # Signed, remembered, and not yet shown is what a crash leaves; the journal is renewed only afterwards.
            if found is None or found.base + len(found.records) < state.size or found.base == state.size:
                self._replay(f"this log has signed a checkpoint of {state.size} entries since")
        elif state == here:
            self._lines(Note.parse(data))
        elif state.size == here.size:
            self._alarm(AlarmKind.FORKED, "checkpoint", f"{_SIGNED} holds another root for the same size")
        else:
            self._alarm(AlarmKind.ROLLED_BACK, _SIGNED, f"it remembers {state.size} entries of {here.size}")

    def _lines(self, remembered: Note) -> None:
        """Both copies bear the log's signature and differ in witness lines: name the one with a line nobody made.

        Where every line of both is true, one copy only lacks lines, which is what a crash while attaching them leaves.
        """
        copies = {"checkpoint": self._signed.note, _SIGNED: remembered}
        for what, note in copies.items():
            if not every_line_true(note, self._signed, self._policy):
                why = "it bears a line that no key in the policy made, and the other copy does not"
                self._alarm(AlarmKind.CHECKPOINT_MALFORMED, what, why)

    def _layers(self, truth: Statement, pending: Sequence[Record]) -> list[list[bytes]]:
        """Every level's hashes from level 1 up, those of the pending records included."""
        edge = [*truth.edge, *(leaf_hash(record.leaf) for record in pending)]
        layers = [[*truth.blocks, *fold_blocks(edge)]]
        while len(layers[-1]) >= WIDTH:
            layers.append(fold_blocks(layers[-1]))
        return layers

    def _file(self, path: str, layers: list[list[bytes]], pending: Sequence[Record]) -> None:
        if path.endswith(".tmp"):
            return
        if path.startswith("bodies/"):
            self._bodies(path, pending)
            return
        try:
            level, number, width = parse_path(path)
        except Failure as failure:
            self._alarm(AlarmKind.UNEXPECTED_FILE, path, failure.why)
            return
        if self._named(level, number, width):
            return
        unit = 1 if level is None else 1 << (8 * level)
        if (number * WIDTH + width) * unit > self._size + len(pending):
            self._replay(f"{path} reaches beyond the tree this checkpoint names")
            return
        data = self._source.read(path) or b""
        if level is None and _hashes_in(data) != self._leaf_hashes(number, pending)[:width]:
            self._alarm(AlarmKind.ENTRY_EDITED, path, "its entries are not those of the tree")
        if level is not None and split_hashes(data) != self._tile(level, number, width, layers, pending):
            self._alarm(AlarmKind.TILE_ALTERED, path, "it is not what the entries imply")

    def _named(self, level: int | None, number: int, width: int) -> bool:
        """Whether the checkpoint names this very file, which the tree check has read."""
        held = level_width(level or 0, self._size) - number * WIDTH
        return held > 0 and width == min(WIDTH, held)

    def _tile(
        self, level: int, number: int, width: int, layers: list[list[bytes]], pending: Sequence[Record]
    ) -> list[bytes]:
        if level:
            return layers[level - 1][number * WIDTH : number * WIDTH + width]
        return self._leaf_hashes(number, pending)[:width]

    def _leaf_hashes(self, number: int, pending: Sequence[Record]) -> list[bytes]:
        """The true leaf hashes of one block: those the checkpoint covers, then the pending."""
        truth = self._truth or Statement()
        hashes: list[bytes] = []
        if number < len(truth.blocks):
            return self._full_block(number, truth.blocks[number])
        if number == len(truth.blocks):
            hashes = truth.edge
        after = max(0, number * WIDTH - self._size)
        return hashes + [leaf_hash(record.leaf) for record in pending[after : after + WIDTH - len(hashes)]]

    def _full_block(self, number: int, root: bytes) -> list[bytes]:
        """A full block's leaf hashes from whichever of its two files has the true root."""
        tile = self._source.read(tile_path(0, number)) or b""
        if len(tile) == WIDTH * HASH_BYTES and tile_root(tile) == root:
            return split_hashes(tile)
        return _hashes_in(self._source.read(bundle_path(number)) or b"")

    def _bodies(self, path: str, pending: Sequence[Record]) -> None:
        """Bodies beyond the checkpoint must be the journal's; those before it were checked with their leaves."""
        try:
            _, number, _ = parse_path("tile/entries/" + path.removeprefix("bodies/"))
            bodies = unpack_bodies(self._source.read(path) or b"")
        except Failure:
            if not self._is_bodies_path(path):
                self._alarm(AlarmKind.UNEXPECTED_FILE, path, "no file of bodies has this name")
            return
        first = max(self._size, number * WIDTH)
        extra = bodies[max(0, first - number * WIDTH) :]
        expected = [sha256(record.sealed).digest() for record in pending[first - self._size :]]
        if len(extra) > len(expected):
            self._replay(f"{path} holds bodies beyond the tree this checkpoint names")
        elif [sha256(body).digest() for body in extra] != expected[: len(extra)]:
            self._alarm(AlarmKind.BODY_ALTERED, path, "bodies that no checkpoint covers are not those of the journal")

    def _is_bodies_path(self, path: str) -> bool:
        return any(path == bodies_path(number) for number in range(-(-self._size // WIDTH)))

    def _replay(self, why: str) -> None:
        """Raise the alarm once: every file beyond an old checkpoint says the same thing."""
        if not self._replayed:
            self._replayed = True
            self._alarm(AlarmKind.OLD_CHECKPOINT_REPLAYED, "checkpoint", why)

    def _alarm(self, kind: AlarmKind, what: str, why: str) -> None:
        self.alarms.append(Alarm(kind, what, why))


def _hashes_in(bundle: bytes) -> list[bytes]:
    """The leaf hashes of a bundle's entries; none where it cannot be read."""
    try:
        return [leaf_hash(entry) for entry in unpack_bundle(bundle)]
    except Failure:
        return []
