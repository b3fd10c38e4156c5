"""Trust policy files: which logs, which witnesses, and how many of them must have signed (c2sp.org/tlog-policy).

Line based; space and tab separate; `#` begins a comment line. Names are opaque bytes and exist only in the file. What
the file accepts *is* the trust a verifier places, so every doubt is refused.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from athena.ledger.cosignature import Cosignature
from athena.ledger.failures import Failure, malformed
from athena.ledger.keys import KeyType, VerifierKey
from athena.ledger.strict import parse_decimal

_WHERE = "policy file"
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_NONE = b"none"


@dataclass(frozen=True)
class KnownLog:
    """A log whose checkpoints are acceptable, and where it may be found."""

    key: VerifierKey
    url: str | None


@dataclass(frozen=True)
class KnownWitness:
    """A witness by its name in the file, its key, and where it takes checkpoints."""

    name: bytes
    key: VerifierKey
    url: str | None


@dataclass(frozen=True)
class Group:
    """Witnesses or groups of which at least `threshold` must have witnessed."""

    threshold: int
    members: tuple[bytes, ...]


@dataclass(frozen=True)
class Policy:
    """A parsed policy. `quorum` is the name that must have witnessed, or None where the file says `quorum none`."""

    logs: tuple[KnownLog, ...]
    witnesses: tuple[KnownWitness, ...]
    groups: Mapping[bytes, Group]
    quorum: bytes | None

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Parse a policy file; every refusal names the line it is about."""
        return _Parser().parse(data)

    @classmethod
    def of_log(cls, log: VerifierKey) -> "Policy":
        """The policy that trusts one log and asks no witness: what a bare verifier key means."""
        return cls((KnownLog(log, None),), (), {}, None)

    def log(self, origin: str) -> KnownLog | None:
        """The known log of that origin, if any."""
        return next((log for log in self.logs if log.key.name == origin), None)

    def satisfied_by(self, cosignatures: Collection[Cosignature]) -> bool:
        """Whether verified cosignatures meet the quorum; always so where the file says `quorum none`."""
        signed = {cosignature.witness for cosignature in cosignatures}
        present = {witness.name for witness in self.witnesses if witness.key in signed}
        return self.quorum is None or self._witnessed(self.quorum, present)

    def _witnessed(self, name: bytes, present: Collection[bytes]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in present
        return sum(self._witnessed(member, present) for member in group.members) >= group.threshold


class _Parser:
    """Reads lines in order, so that only names defined above can be used; spent after one file."""

    def __init__(self) -> None:
        self._logs: list[KnownLog] = []
        self._witnesses: list[KnownWitness] = []
        self._groups: dict[bytes, Group] = {}
        self._grouped: set[bytes] = set()
        self._quorum: list[bytes | None] = []

    def parse(self, data: bytes) -> Policy:
        if not data.endswith(b"\n"):
            raise malformed("policy-line", _WHERE, "the last line does not end in a newline")
        for number, line in enumerate(data[:-1].split(b"\n"), 1):
            try:
                self._line(line)
            except Failure as failure:
                failure.where = f"{_WHERE}, line {number}"
                raise
        if len(self._quorum) != 1:
            raise malformed("policy-quorum", _WHERE, "exactly one quorum line is due")
        return Policy(tuple(self._logs), tuple(self._witnesses), self._groups, self._quorum[0])

    def _line(self, line: bytes) -> None:
        if _FORBIDDEN.search(line):
            raise malformed("policy-character", _WHERE, "a control character other than tab")
        words = line.replace(b"\t", b" ").split(b" ")
        words = [word for word in words if word]
        if not words or words[0].startswith(b"#"):
            return
        keyword, rest = words[0], words[1:]
        readers = {b"log": self._log, b"witness": self._witness, b"group": self._group, b"quorum": self._set_quorum}
        if keyword not in readers:
            raise malformed("policy-line", _WHERE, f"unknown keyword {keyword[:20]!r}")
        readers[keyword](rest)

    def _log(self, words: Sequence[bytes]) -> None:
        if len(words) not in (1, 2):
            raise malformed("policy-line", _WHERE, "log takes a key and perhaps a URL")
        key = _key(words[0], {KeyType.LOG_ED25519})
        self._refuse_second_use(key)
        self._logs.append(KnownLog(key, _url(words[1:])))

    def _witness(self, words: Sequence[bytes]) -> None:
        if len(words) not in (2, 3):
            raise malformed("policy-line", _WHERE, "witness takes a name, a key and perhaps a URL")
        name = self._new_name(words[0])
        key = _key(words[1], {KeyType.COSIGN_ED25519, KeyType.COSIGN_MLDSA44})
        self._refuse_second_use(key)
        self._witnesses.append(KnownWitness(name, key, _url(words[2:])))

    def _group(self, words: Sequence[bytes]) -> None:
        if len(words) < 3:
            raise malformed("policy-line", _WHERE, "group takes a name, a threshold and members")
        name, members = self._new_name(words[0]), tuple(words[2:])
        for member in members:
            if not self._known(member):
                raise malformed("policy-name", _WHERE, f"{member!r} is not defined above")
            if member in self._grouped:
                raise malformed("policy-name", _WHERE, f"{member!r} is in a group already")
            self._grouped.add(member)
        self._groups[name] = Group(_threshold(words[1], len(members)), members)

    def _set_quorum(self, words: Sequence[bytes]) -> None:
        if len(words) != 1 or self._quorum:
            raise malformed("policy-quorum", _WHERE, "exactly one quorum line with one name is due")
        if words[0] != _NONE and not self._known(words[0]):
            raise malformed("policy-name", _WHERE, f"{words[0]!r} is not defined above")
        self._quorum.append(None if words[0] == _NONE else words[0])

    def _refuse_second_use(self, key: VerifierKey) -> None:
        """One public key stands once, whatever its name or role: two lines must never be one signer."""
        stated = [log.key.public for log in self._logs] + [witness.key.public for witness in self._witnesses]
        if key.public in stated:
            raise malformed("policy-duplicate", _WHERE, "this public key stands on an earlier line")

    def _known(self, name: bytes) -> bool:
        return name in self._groups or any(witness.name == name for witness in self._witnesses)

    def _new_name(self, name: bytes) -> bytes:
        if name == _NONE or self._known(name):
            raise malformed("policy-name", _WHERE, f"{name!r} is reserved or defined above")
        return name


def _threshold(word: bytes, members: int) -> int:
    if word in (b"all", b"any"):
        return members if word == b"all" else 1
    threshold = parse_decimal(word.decode("latin-1"), _WHERE)
    if not 1 <= threshold <= members:
        raise malformed("policy-threshold", _WHERE, f"{threshold} of {members} members")
    return threshold


def _key(word: bytes, kinds: Collection[KeyType]) -> VerifierKey:
    try:
        key = VerifierKey.parse(word.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise malformed("vkey", _WHERE, str(error)) from error
    if key.kind not in kinds:
        raise malformed("policy-key-type", _WHERE, f"a key of type {key.kind.name} has another role")
    return key


def _url(words: Sequence[bytes]) -> str | None:
    return words[0].decode("utf-8", "surrogateescape") if words else None
