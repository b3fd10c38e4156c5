"""Merkle tree hashing and proofs (RFC 6962 section 2.1; verification as RFC 9162 section 2.1.3.2 and 2.1.4.2).

Leaves and nodes carry different prefixes so that a node can never be passed off as a leaf. A lone right-hand
subtree is carried up unchanged, never duplicated.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""`(level, index) -> hash` of the complete subtree of `2**level` leaves starting at leaf `index << level`."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one leaf: SHA-256 of 0x00 and the entry bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 of 0x01, left and right."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The compact right edge of a growing tree: one hash for each complete subtree, largest first.

    Holds `popcount(size)` hashes; appending costs one leaf hash and, on average, one node hash.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Start from a known edge; `peaks` are in order of decreasing subtree size, as `peak_ranges` lists them."""
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, not {len(self._peaks)}")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands; the empty tree's root is SHA-256 of nothing."""
        return fold_right(self._peaks)

    def copy(self) -> "Frontier":
        """An independent frontier with the same leaves."""
        return Frontier(self.size, self._peaks)


def fold_right(peaks: Sequence[bytes]) -> bytes:
    """Fold complete-subtree hashes, largest first, into one root."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def peak_ranges(start: int, stop: int) -> list[tuple[int, int]]:
    """The complete subtrees, as `(level, index)`, that tile `[start, stop)` from the left.

    `start` must be aligned to the largest of them, which every range in an RFC 6962 proof is.
    """
    peaks = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        peaks.append((level, start >> level))
        start += 1 << level
    return peaks


def range_hash(node: NodeReader, start: int, stop: int) -> bytes:
    """MTH of leaves `[start, stop)`, read from complete-subtree hashes."""
    return fold_right([node(level, index) for level, index in peak_ranges(start, stop)])


def _split(start: int, stop: int) -> int:
    """Where RFC 6962 splits `[start, stop)`: after the largest power of two strictly below its length."""
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def inclusion_proof(node: NodeReader, index: int, size: int) -> list[bytes]:
    """The audit path of leaf `index` in a tree of `size`, the leaf's sibling first (RFC 6962 section 2.1.1).

    Raises `ValueError` unless `0 <= index < size`.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    ranges, start, stop = [], 0, size
    while stop - start > 1:
        middle = _split(start, stop)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return [range_hash(node, *span) for span in reversed(ranges)]


def consistency_proof(node: NodeReader, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is the beginning of the tree of `new` (RFC 6962 section 2.1.2).

    Empty for `old == new` and for `old == 0`. Raises `ValueError` unless `0 <= old <= new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} cannot be the beginning of a tree of {new}")
    if old in (0, new):
        return []
    ranges, start, stop, whole = [], 0, new, True
    while old != stop:
        middle = _split(start, stop)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, stop))
    return [range_hash(node, *span) for span in reversed(ranges)]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows `leaf` at `index` of the tree of `size` with `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in proof):
        return False
    position, last, running = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            running = node_hash(step, running)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            running = node_hash(running, step)
        position >>= 1
        last >>= 1
    return last == 0 and running == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2).

    Anything extends the empty tree, whose root must be the empty root and whose proof must be empty.
    """
    if not 0 <= old <= new or any(len(step) != HASH_BYTES for step in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    return _walk_consistency(old, new, steps) == (old_root, new_root)


def _walk_consistency(old: int, new: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that `steps` imply, or None where their number does not fit the sizes."""
    position, last = old - 1, new - 1
    while position & 1:
        position >>= 1
        last >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            second = node_hash(second, step)
        position >>= 1
        last >>= 1
    return (first, second) if last == 0 else None
