"""Checkpoints: origin, size and root, signed by the log (c2sp.org/tlog-checkpoint 1.0.0).

Exactly three lines. The specification permits more and we neither write nor accept them: an ML-DSA cosignature does
not cover them, so two correct-looking programs would disagree about what a witness said.
"""

from dataclasses import dataclass

from athena.ledger.failures import Refused, malformed
from athena.ledger.keys import KeyType, SigningKey, VerifierKey, check_name
from athena.ledger.note import Note, SignatureLine
from athena.ledger.strict import base64_text, parse_base64, parse_decimal
from athena.ledger.tree import EMPTY_ROOT, HASH_BYTES

_WHERE = "checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """What a log claims: `root` is the Merkle root of its first `size` entries."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The text that is signed, last newline included."""
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Parse the signed text; refuses extension lines, padded sizes and a false root for the empty tree."""
        checkpoint = cls.read(text)
        if not checkpoint.possible:
            raise malformed("checkpoint-empty-root", _WHERE, "size 0 with a root other than the empty tree's")
        return checkpoint

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """Parse the text without asking whether an empty tree has the empty root: a witness answers that apart."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] != "":
            raise malformed("checkpoint-lines", _WHERE, "not exactly origin, size and root")
        return cls(
            check_name(lines[0], _WHERE),
            parse_decimal(lines[1], _WHERE),
            parse_base64(lines[2], _WHERE, HASH_BYTES),
        )

    @property
    def possible(self) -> bool:
        """Whether any log could have this root: the empty tree has exactly one (RFC 6962 section 2.1)."""
        return self.size != 0 or self.root == EMPTY_ROOT


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint, the note it came in, and the log key whose signature was verified on it."""

    checkpoint: Checkpoint
    note: Note
    log: VerifierKey

    def __bytes__(self) -> bytes:
        """The note as published."""
        return bytes(self.note)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> SignedCheckpoint:
    """Sign with the log's own key; refuses a key whose name is not the origin or whose role is not a log's."""
    if key.kind is not KeyType.LOG_ED25519 or key.name != checkpoint.origin:
        raise malformed("log-key", _WHERE, f"{key!r} is not the log key of {checkpoint.origin}")
    verifier = key.verifier
    text = str(checkpoint)
    line = SignatureLine(key.name, verifier.id, key.sign(text.encode()))
    return SignedCheckpoint(checkpoint, Note(text, (line,)), verifier)


def open_checkpoint(data: bytes, log: VerifierKey) -> SignedCheckpoint:
    """Parse and verify a published checkpoint: the log's *own* line must be there, and every line of its key verify.

    Counting good signatures is not enough: a note with the log's line removed still opens as signed by its witnesses.
    Refusal codes: `origin`, `log-line-missing`, `log-key-swapped`, `log-signature`, and those of the parsers.
    """
    note = Note.parse(data)
    return accept_note(note, Checkpoint.parse(note.text), log)


def accept_note(note: Note, checkpoint: Checkpoint, log: VerifierKey) -> SignedCheckpoint:
    """Verify the log's own line on a note whose text is `checkpoint`; refuses as `open_checkpoint` does."""
    if checkpoint.origin != log.name:
        raise malformed("origin", _WHERE, f"{checkpoint.origin} where {log.name} was due")
    named = [line for line in note.lines if line.name == log.name]
    own = [line for line in named if line.key_id == log.id]
    if not own:
        if named:
            raise _unsigned("log-key-swapped", "the log's name stands beside a key that is not the log's")
        raise _unsigned("log-line-missing", "the log itself has not signed")
    if not all(log.verifies(line.signature, note.text.encode()) for line in own):
        raise _unsigned("log-signature", "the log's signature does not verify")
    return SignedCheckpoint(checkpoint, note, log)


def _unsigned(code: str, why: str) -> Refused:
    remedy = "Do not rely on this checkpoint; keep the bytes as evidence and tell the overseers."
    return Refused(code, "Not a checkpoint of this log", _WHERE, why, remedy)
