"""Offline proofs: one file that shows one entry is in a cosigned tree (c2sp.org/tlog-proof)."""

from dataclasses import dataclass

from athena.ledger.failures import malformed
from athena.ledger.note import Note
from athena.ledger.strict import base64_text, decode_text, parse_base64, parse_decimal
from athena.ledger.tree import HASH_BYTES

_HEADER = "c2sp.org/tlog-proof@v1"
_WHERE = "tlog-proof"
MAX_PROOF_HASHES = 63


@dataclass(frozen=True)
class TlogProof:
    """A `.tlog-proof` file: leaf index, audit path, checkpoint.

    `extra` is not authenticated by anything: never act on it. Parsing verifies nothing; see `verify.check_proof`.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __bytes__(self) -> bytes:
        """The file's bytes."""
        lines = [_HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64_text(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [base64_text(step) for step in self.path]
        return ("\n".join(lines) + "\n\n").encode() + bytes(self.checkpoint)

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """Parse a proof file; refuses every other spelling and more than 63 hashes."""
        head, found, tail = data.partition(b"\n\n")
        lines = decode_text(head, _WHERE).split("\n")
        if not found or lines.pop(0) != _HEADER:
            raise malformed("proof-header", _WHERE, f"does not begin with {_HEADER}")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = parse_base64(lines.pop(0).removeprefix("extra "), _WHERE)
        if not lines or not lines[0].startswith("index ") or len(lines) - 1 > MAX_PROOF_HASHES:
            raise malformed("proof-index", _WHERE, "no index line where one is due, or too many hashes")
        index = parse_decimal(lines.pop(0).removeprefix("index "), _WHERE)
        path = tuple(parse_base64(line, _WHERE, HASH_BYTES) for line in lines)
        return cls(index, path, Note.parse(tail), extra)
