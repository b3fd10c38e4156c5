"""tlog-tiles: where each hash and entry lies, and reading them back (c2sp.org/tlog-tiles 0.1.0).

A tile is 256 hashes wide. Level 0 holds leaf hashes; level l holds the roots of the *full* tiles below. A partial
tile is never hashed upward, and an empty one never exists.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from athena.ledger.failures import malformed
from athena.ledger.tree import HASH_BYTES, range_hash

WIDTH = 256
MAX_ENTRY = 0xFFFF
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9][0-9]{0,2}))?")


def number_path(number: int) -> str:
    """A tile number in three-digit groups, all but the last led by `x`: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Path of a hash tile; a width below 256 names a partial one."""
    return f"tile/{level}/{number_path(number)}{_partial(width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Path of an entry bundle; a width below 256 names a partial one."""
    return f"tile/entries/{number_path(number)}{_partial(width)}"


def _partial(width: int) -> str:
    if not 1 <= width <= WIDTH:
        raise ValueError(f"no tile is {width} wide")
    return "" if width == WIDTH else f".p/{width}"


def parse_path(path: str) -> tuple[int | None, int, int]:
    """`(level, number, width)` of a tile path, level None for entries; refuses every non-canonical spelling."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise malformed("tile-path", path, "not tile/<level>/<number>[.p/<width>]")
    kind, digits, width = match.groups()
    number = int(digits.replace("/", "").replace("x", ""))
    parsed = (None if kind == "entries" else int(kind), number, int(width or WIDTH))
    if number_path(number) != digits or (width and parsed[2] >= WIDTH) or (parsed[0] or 0) > 63:
        raise malformed("tile-path", path, "number or width out of range or padded")
    return parsed


def level_width(level: int, size: int) -> int:
    """How many hashes level `level` holds in a tree of `size`."""
    return size >> (8 * level)


def spans(count: int) -> Iterator[tuple[int, int]]:
    """`(number, width)` of each tile that holds `count` things, the last perhaps partial."""
    for number in range(count // WIDTH):
        yield number, WIDTH
    if count % WIDTH:
        yield count // WIDTH, count % WIDTH


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """`(level, number, width)` of every hash tile of a tree of `size`, lowest level first."""
    level = 0
    while count := level_width(level, size):
        for number, width in spans(count):
            yield level, number, width
        level += 1


def fold_rows(tile: bytes) -> list[bytes]:
    """The tile and each complete level above it inside the tile, every one as concatenated hashes."""
    rows = [tile]
    while len(rows[-1]) >= 2 * HASH_BYTES:
        row = rows[-1]
        pairs = len(row) // (2 * HASH_BYTES) * 2 * HASH_BYTES
        rows.append(b"".join([sha256(b"\x01" + row[at : at + 64]).digest() for at in range(0, pairs, 2 * HASH_BYTES)]))
    return rows


def tile_root(tile: bytes) -> bytes:
    """The hash a full tile contributes to the level above."""
    if len(tile) != WIDTH * HASH_BYTES:
        raise ValueError("only a full tile is hashed upward")
    return fold_rows(tile)[-1]


def split_hashes(tile: bytes) -> list[bytes]:
    """The hashes of a tile in order; refuses a length that is no multiple of 32."""
    if len(tile) % HASH_BYTES:
        raise malformed("tile-length", "tile", f"{len(tile)} bytes is no whole number of hashes")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: for each entry a big-endian u16 length and the bytes."""
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise malformed("entry-too-long", "entry bundle", f"{len(entry)} bytes, at most {MAX_ENTRY}")
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unpack_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; refuses a bundle that ends inside an entry."""
    return unpack_lengths(bundle, 2)


def unpack_lengths(bundle: bytes, prefix: int) -> list[bytes]:
    """Items each led by a big-endian length of `prefix` bytes; refuses one that ends inside an item."""
    items: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + prefix
        stop = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or stop > len(bundle):
            raise malformed("bundle-short", "bundle", f"item {len(items)} runs past the end")
        items.append(bundle[start:stop])
        at = stop
    return items


class TileTree:
    """Complete-subtree hashes of a tree of `size`, read from its tiles.

    `read` returns a file's bytes by its path, and may raise. Tiles are cached with their inner rows (16 kB each),
    so repeated proofs cost no hashing. Nothing read is trusted: compare `root()` with a signed checkpoint.
    """

    def __init__(self, read: Callable[[str], bytes], size: int, cached_tiles: int = 4096) -> None:
        """Read tiles lazily through `read`; keep the rows of at most `cached_tiles` of them."""
        self.size = size
        self._read = read
        self._rows = lru_cache(maxsize=cached_tiles)(self._load)
        self.node = lru_cache(maxsize=cached_tiles)(self._node)

    def _load(self, level: int, number: int) -> list[bytes]:
        width = min(WIDTH, level_width(level, self.size) - number * WIDTH)
        path = tile_path(level, number, width)
        tile = self._read(path)
        if len(tile) != width * HASH_BYTES:
            raise malformed("tile-length", path, f"{len(tile)} bytes where {width * HASH_BYTES} were due")
        return fold_rows(tile)

    def _node(self, level: int, index: int) -> bytes:
        tile_level, row = divmod(level, 8)
        number, at = divmod(index << row, WIDTH)
        at = (at >> row) * HASH_BYTES
        return self._rows(tile_level, number)[row][at : at + HASH_BYTES]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, by default of all."""
        return range_hash(self.node, 0, self.size if size is None else size)
