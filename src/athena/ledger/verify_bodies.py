"""Checking sealed bodies against the leaves that name them, and, with a key, what they say."""

from collections.abc import Sequence
from hashlib import sha256

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.bodies import BodyKeys, bodies_path, unpack_bodies
from athena.ledger.entry import Leaf, parse_body
from athena.ledger.failures import Failure
from athena.ledger.sources import Source
from athena.ledger.tiles import WIDTH


class BodyCheck:
    """Compares one bodies file at a time with its leaves; counts what it checked.

    Without keys it checks that each sealed body is the one its leaf names; with keys also that the plain body is what
    the leaf commits to and that both tell the same time and place.
    """

    def __init__(self, source: Source, origin: str, keys: BodyKeys | None) -> None:
        """Read bodies of `origin` from `source`."""
        self.alarms: list[Alarm] = []
        self.checked = 0
        self._source = source
        self._origin = origin
        self._keys = keys

    def block(self, first: int, leaves: Sequence[Leaf]) -> None:
        """Check the bodies of the block of leaves that begins at index `first`."""
        path = bodies_path(first // WIDTH)
        data = self._source.read(path)
        if data is None:
            self._raise(AlarmKind.BODY_MISSING, path, f"the bodies of entries {first} and on are not there")
            return
        try:
            bodies = unpack_bodies(data)
        except Failure as failure:
            self._raise(AlarmKind.BODY_ALTERED, path, failure.why)
            return
        if len(bodies) < len(leaves):
            self._raise(AlarmKind.BODY_MISSING, path, f"{len(leaves) - len(bodies)} bodies are gone from it")
        for leaf, sealed in zip(leaves, bodies, strict=False):
            self._body(path, leaf, sealed)

    def _body(self, path: str, leaf: Leaf, sealed: bytes) -> None:
        self.checked += 1
        if sha256(sealed).hexdigest() != leaf.sealed:
            self._raise(AlarmKind.BODY_ALTERED, path, f"the body of entry {leaf.seq} is not the one its leaf names")
        elif self._keys is not None:
            self._plain(path, leaf, self._keys, sealed)

    def _plain(self, path: str, leaf: Leaf, keys: BodyKeys, sealed: bytes) -> None:
        try:
            body = keys.open(self._origin, leaf.seq, sealed)
            entry = parse_body(body)
        except Failure as failure:
            self._raise(AlarmKind.BODY_CONTRADICTS_LEAF, path, f"entry {leaf.seq}: {failure.why}")
            return
        same = (sha256(body).hexdigest(), entry.seq, entry.t[:19] + "Z") == (leaf.commit, leaf.seq, leaf.t)
        if not same:
            why = f"entry {leaf.seq} says something other than its leaf commits to"
            self._raise(AlarmKind.BODY_CONTRADICTS_LEAF, path, why)

    def _raise(self, kind: AlarmKind, path: str, why: str) -> None:
        self.alarms.append(Alarm(kind, path, why))
