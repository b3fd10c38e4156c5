"""Checking every tile and entry bundle against the signed root, and naming the file that is wrong.

Each block of 256 leaves is stated at least twice: by its bundle and by its level-0 tile; each full tile is stated again
by the level above. The lowest statement that folds up to the signed root is taken as true, and each file is compared
with it. So one altered file is always named, and not its innocent neighbour.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.checkpoint import Checkpoint
from athena.ledger.entry import Leaf
from athena.ledger.failures import Failure
from athena.ledger.sources import Source
from athena.ledger.tiles import (
    WIDTH,
    bundle_path,
    level_width,
    spans,
    split_hashes,
    tile_path,
    tile_root,
    unpack_bundle,
)
from athena.ledger.tree import fold_right, leaf_hash, node_hash

_NO_HASH = b""
BlockReader = Callable[[int, Sequence[Leaf]], None]
"""Called with the first index and the parsed leaves of each block whose bundle could be read, in order."""


@dataclass
class Statement:
    """What one layer of files says: the root of each full block, and the hashes of the unfull last one."""

    blocks: list[bytes] = field(default_factory=list)
    edge: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class _Difference:
    """A bundle that disagrees with its tile, kept until it is known which of the two is right."""

    number: int
    alarm: Alarm


def fold_blocks(layer: Sequence[bytes]) -> list[bytes]:
    """Roots of the full runs of 256 hashes in a layer; the unfull last run is left out."""
    return [tile_root(b"".join(layer[at : at + WIDTH])) for at in range(0, len(layer) // WIDTH * WIDTH, WIDTH)]


def peaks_of(layer: Sequence[bytes]) -> list[bytes]:
    """The complete-subtree hashes, largest first, over a layer of equal subtrees."""
    peaks: list[bytes] = []
    for index, hashed in enumerate(layer):
        while index & 1:
            hashed = node_hash(peaks.pop(), hashed)
            index >>= 1
        peaks.append(hashed)
    return peaks


class TreeCheck:
    """One pass over the tree of one checkpoint. Memory grows with the number of tiles, not of entries.

    After `run`: `alarms` holds the findings; `truth` the layers that fold to the signed root (level-1 blocks and edge),
    or None where nothing does.
    """

    def __init__(self, source: Source, checkpoint: Checkpoint, profile: bool) -> None:
        """Check `source` against `checkpoint`; `profile` says that leaves must be Athena's own."""
        self.alarms: list[Alarm] = []
        self.truth: Statement | None = None
        self._source = source
        self._checkpoint = checkpoint
        self._profile = profile
        self._bundles = Statement()
        self._tiles = Statement()
        self._differences: list[_Difference] = []
        self._last_time = ""

    def run(self, on_block: BlockReader) -> None:
        """Read everything once and judge it."""
        for number, width in spans(self._checkpoint.size):
            self._read_block(number, width, on_block)
        upper = [self._read_level(level) for level in range(1, self._top())]
        self._judge(upper, on_block)

    def _top(self) -> int:
        level = 0
        while level_width(level, self._checkpoint.size):
            level += 1
        return level

    def read_tile(self, path_of: Callable[[int], str], width: int) -> bytes | None:
        """A tile by its path at `width`, or the beginning of the full tile that replaced a partial one."""
        data = self._source.read(path_of(width))
        if data is None and width < WIDTH:
            full = self._source.read(path_of(WIDTH))
            return None if full is None else full[: width * 32]
        return data

    def _read_block(self, number: int, width: int, on_block: BlockReader) -> None:
        stated = self._tile_hashes(0, number, width)
        entries, problem = self._bundle(number, width)
        actual = [leaf_hash(entry) for entry in entries]
        if problem is None and actual != stated:
            problem = self._classify(number, stated, actual)
        if problem is not None:
            self._differences.append(_Difference(number, problem))
        _state(self._tiles, stated, width)
        _state(self._bundles, actual if len(actual) == width else [], width)
        if problem is None and self._profile:
            on_block(number * WIDTH, self._leaves(number, entries))

    def _tile_hashes(self, level: int, number: int, width: int) -> list[bytes]:
        path = tile_path(level, number, width)
        data = self.read_tile(lambda wide: tile_path(level, number, wide), width)
        if data is None:
            self.alarms.append(Alarm(AlarmKind.TILE_MISSING, path, "a tile the checkpoint names is not there"))
            return []
        if len(data) != width * 32:
            self.alarms.append(Alarm(AlarmKind.TILE_ALTERED, path, f"{len(data)} bytes where {width * 32} are due"))
            return []
        return split_hashes(data)

    def _bundle(self, number: int, width: int) -> tuple[list[bytes], Alarm | None]:
        path = bundle_path(number, width)
        data = self._source.read(path)
        whole = data is None and width < WIDTH
        if whole:
            data = self._source.read(bundle_path(number))
        if data is None:
            last = number == (self._checkpoint.size - 1) // WIDTH
            kind = AlarmKind.ENTRIES_TRUNCATED if last else AlarmKind.ENTRY_DELETED
            return [], Alarm(kind, path, "an entry bundle the checkpoint names is not there")
        try:
            entries = unpack_bundle(data)
        except Failure as failure:
            return [], Alarm(AlarmKind.ENTRY_EDITED, path, failure.why)
        return (entries[:width] if whole else entries), None

    def _classify(self, number: int, stated: list[bytes], actual: list[bytes]) -> Alarm:
        width = min(WIDTH, self._checkpoint.size - number * WIDTH)
        path, before, after = bundle_path(number, width), Counter(stated), Counter(actual)
        if len(actual) < width and actual == stated[: len(actual)]:
            last = number == (self._checkpoint.size - 1) // WIDTH
            kind = AlarmKind.ENTRIES_TRUNCATED if last else AlarmKind.ENTRY_DELETED
            return Alarm(kind, path, f"{width - len(actual)} entries are gone from its end")
        if before == after:
            return Alarm(AlarmKind.ENTRIES_REORDERED, path, "the same entries in another order")
        if after < before:
            return Alarm(AlarmKind.ENTRY_DELETED, path, f"{width - len(actual)} entries are gone")
        if before < after:
            return Alarm(AlarmKind.ENTRY_INSERTED, path, f"{len(actual) - width} entries too many")
        at = next((n for n, (a, b) in enumerate(zip(stated, actual, strict=False)) if a != b), 0)
        return Alarm(AlarmKind.ENTRY_EDITED, path, f"entry {number * WIDTH + at} is not the one that was signed")

    def _leaves(self, number: int, entries: list[bytes]) -> list[Leaf]:
        leaves: list[Leaf] = []
        for index, entry in enumerate(entries, number * WIDTH):
            try:
                leaf = Leaf.parse(entry)
            except Failure as failure:
                self.alarms.append(Alarm(AlarmKind.ENTRY_MALFORMED, f"entry {index}", failure.why))
                return leaves
            if leaf.seq != index:
                why = f"it says that it is entry {leaf.seq}"
                self.alarms.append(Alarm(AlarmKind.ENTRY_OUT_OF_PLACE, f"entry {index}", why))
            if leaf.t < self._last_time:
                why = f"{leaf.t} comes after {self._last_time}"
                self.alarms.append(Alarm(AlarmKind.TIME_RUNS_BACKWARDS, f"entry {index}", why))
            self._last_time = max(self._last_time, leaf.t)
            leaves.append(leaf)
        return leaves

    def _read_level(self, level: int) -> list[bytes]:
        layer: list[bytes] = []
        for number, width in spans(level_width(level, self._checkpoint.size)):
            hashes = self._tile_hashes(level, number, width)
            layer += hashes or [_NO_HASH] * width
        return layer

    def _judge(self, upper: list[list[bytes]], on_block: BlockReader) -> None:
        """Find the lowest layer that folds to the signed root, and compare every other file with it."""
        if self._folds(self._bundles.blocks, self._bundles.edge):
            self.truth = self._bundles
            self._name_tiles(upper)
            self._read_leaves_again(on_block)
        elif self._folds(self._tiles.blocks, self._tiles.edge):
            self.truth = self._tiles
            self.alarms += [difference.alarm for difference in self._differences]
            self._name_upper(self._tiles.blocks, upper)
        elif upper and self._folds_from(upper):
            self._name_below(upper[0])
        else:
            self._name_root()

    def _folds(self, blocks: Sequence[bytes], edge: Sequence[bytes]) -> bool:
        if _NO_HASH in blocks or _NO_HASH in edge:
            return False
        return fold_right(peaks_of(blocks) + peaks_of(edge)) == self._checkpoint.root

    def _folds_from(self, upper: list[list[bytes]]) -> bool:
        edges = (self._bundles.edge, self._tiles.edge)
        return any(self._folds(upper[0], edge) for edge in edges)

    def _name_tiles(self, upper: list[list[bytes]]) -> None:
        for difference in self._differences:
            width = min(WIDTH, self._checkpoint.size - difference.number * WIDTH)
            path = tile_path(0, difference.number, width)
            if not any(alarm.what == path for alarm in self.alarms):
                self.alarms.append(Alarm(AlarmKind.TILE_ALTERED, path, "it does not hold its entries' hashes"))
        self._name_upper(self._bundles.blocks, upper)

    def _read_leaves_again(self, on_block: BlockReader) -> None:
        """Look inside the bundles that disagreed with their tile and turned out to be right."""
        for difference in self._differences if self._profile else ():
            width = min(WIDTH, self._checkpoint.size - difference.number * WIDTH)
            entries, _ = self._bundle(difference.number, width)
            self._last_time = ""
            on_block(difference.number * WIDTH, self._leaves(difference.number, entries))

    def _name_upper(self, layer: list[bytes], upper: list[list[bytes]]) -> None:
        for level, stated in enumerate(upper, 1):
            for number, width in spans(len(stated)):
                part = slice(number * WIDTH, number * WIDTH + width)
                path = tile_path(level, number, width)
                if stated[part] != layer[part] and not any(alarm.what == path for alarm in self.alarms):
                    why = "it does not hold the roots of the tiles below"
                    self.alarms.append(Alarm(AlarmKind.TILE_ALTERED, path, why))
            layer = fold_blocks(layer)

    def _name_below(self, level_one: list[bytes]) -> None:
        """Level 1 is true: name each bundle and each level-0 tile whose block root it does not state."""
        for number, root in enumerate(level_one):
            if self._tiles.blocks[number] != root:
                self.alarms.append(Alarm(AlarmKind.TILE_ALTERED, tile_path(0, number), "not the tile that was signed"))
            if self._bundles.blocks[number] != root:
                found = (difference.alarm for difference in self._differences if difference.number == number)
                lone = Alarm(AlarmKind.ENTRY_EDITED, bundle_path(number), "not the entries that were signed")
                self.alarms.append(next(found, lone))
        self.truth = None

    def _name_root(self) -> None:
        self.alarms += [difference.alarm for difference in self._differences]
        why = "neither entries nor tiles have the root that was signed"
        self.alarms.append(Alarm(AlarmKind.ROOT_MISMATCH, "checkpoint", why))


def _state(statement: Statement, hashes: list[bytes], width: int) -> None:
    """Add one block to what a layer states; a block that could not be read states no hash."""
    if width < WIDTH:
        statement.edge = hashes or [_NO_HASH] * width
    else:
        statement.blocks.append(tile_root(b"".join(hashes)) if hashes else _NO_HASH)
