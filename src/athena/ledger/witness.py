"""A witness: an overseer's machine that signs only what extends all it signed before (c2sp.org/tlog-witness 1.0.0).

It keeps one checkpoint for each log. Compare and store is one step under one lock, and the checkpoint is durable before
the answer leaves: otherwise two racing requests, or a crash, would roll the witness back.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint, accept_note
from athena.ledger.cosignature import cosign, read_cosignature
from athena.ledger.failures import Failure, Refused, StopTheLine, malformed
from athena.ledger.files import Files, ensure_folder, place_durably, read_optional
from athena.ledger.keys import KeyType, SigningKey, VerifierKey
from athena.ledger.lock import WriterLock
from athena.ledger.note import Note
from athena.ledger.strict import base64_text, decode_text, parse_base64, parse_decimal
from athena.ledger.tree import HASH_BYTES, verify_consistency

MAX_PROOF_LINES = 63
MAX_REQUEST_BYTES = 1_100_000
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class AddCheckpoint:
    """A request: the size the client believes the witness holds, the proof from there, and the new checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __bytes__(self) -> bytes:
        """The request body."""
        lines = [f"old {self.old}", *(base64_text(step) for step in self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + bytes(self.note)

    @classmethod
    def parse(cls, data: bytes) -> "AddCheckpoint":
        """Parse a request body; refuses every other spelling and more than 63 proof lines."""
        head, found, tail = data.partition(b"\n\n")
        lines = decode_text(head, "add-checkpoint").split("\n")
        if not found or not lines[0].startswith("old ") or len(lines) - 1 > MAX_PROOF_LINES:
            raise malformed("add-checkpoint", "add-checkpoint", "no old line, no empty line, or too long a proof")
        old = parse_decimal(lines[0].removeprefix("old "), "add-checkpoint")
        proof = tuple(parse_base64(line, "add-checkpoint", HASH_BYTES) for line in lines[1:])
        return cls(old, proof, Note.parse(tail))


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, content type and body."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = TEXT_TYPE


class Witness:
    """Answers `add-checkpoint` for the logs it knows. Safe for threads and for several processes on one folder."""

    def __init__(
        self,
        folder: Path,
        keys: Sequence[SigningKey],
        logs: Sequence[VerifierKey],
        *,
        files: Files | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep state in `folder`; sign with every key of `keys`; trust exactly `logs`."""
        if not keys or any(key.kind is KeyType.LOG_ED25519 for key in keys):
            raise malformed("cosigner-key", str(folder), "a witness needs cosigner keys, and a log's key is none")
        self._folder = folder
        self._keys = tuple(keys)
        self._logs = tuple(logs)
        self._files = files or Files()
        self._clock = clock
        ensure_folder(self._files, folder)
        self._lock = WriterLock(self._files, folder / "lock", _PATIENCE_SECONDS)

    @property
    def logs(self) -> tuple[VerifierKey, ...]:
        """The logs this witness signs for."""
        return self._logs

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public keys others put in their policies."""
        return tuple(key.verifier for key in self._keys)

    def add_checkpoint(self, data: bytes) -> Answer:
        """Answer one request with the protocol's status; raises `StopTheLine` where its own state cannot be trusted."""
        try:
            request = AddCheckpoint.parse(data)
            claim = Checkpoint.read(request.note.text)
        except Failure as failure:
            return _refuse(HTTPStatus.BAD_REQUEST, failure.why)
        trusted = [log for log in self._logs if log.name == claim.origin]
        if not trusted:
            return _refuse(HTTPStatus.NOT_FOUND, "this witness does not know that origin")
        try:
            signed = _accept(request.note, claim, trusted)
        except Refused as refused:
            return _refuse(HTTPStatus.FORBIDDEN, refused.why)
        if request.old > claim.size:
            return _refuse(HTTPStatus.BAD_REQUEST, "the old size is above the new one")
        with self._lock.hold():
            return self._compare_and_sign(request, signed)

    def latest(self, origin_hash: str) -> bytes | None:
        """The last checkpoint signed for the origin with this lower-case hex SHA-256, or None."""
        origin = next((log.name for log in self._logs if _hash(log.name) == origin_hash), None)
        return None if origin is None else read_optional(self._files, self._path(origin))

    def held(self, origin: str) -> Checkpoint | None:
        """The last checkpoint signed for `origin`, verified as the witness's own; None where there is none."""
        data = read_optional(self._files, self._path(origin))
        if data is None:
            return None
        try:
            note = Note.parse(data)
            checkpoint = Checkpoint.parse(note.text)
        except Failure as failure:
            raise self._stop(f"the stored checkpoint is damaged: {failure.why}") from failure
        own = self.verifiers
        if not any(read_cosignature(line, key, checkpoint) for line in note.lines for key in own):
            raise self._stop("the stored checkpoint does not bear this witness's own signature")
        if checkpoint.origin != origin:
            raise self._stop("the stored checkpoint is another log's")
        return checkpoint

    def close(self) -> None:
        """Let go of the lock file."""
        self._lock.close()

    def _compare_and_sign(self, request: AddCheckpoint, signed: SignedCheckpoint) -> Answer:
        claim = signed.checkpoint
        held = self.held(claim.origin)
        size = held.size if held else 0
        if request.old != size:
            return Answer(HTTPStatus.CONFLICT, f"{size}\n".encode(), SIZE_TYPE)
        problem = _inconsistency(request, claim, held)
        if problem is not None:
            return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        lines = [cosign(claim, key, int(self._clock())) for key in self._keys]
        own = [line for line in request.note.lines if (line.name, line.key_id) == (signed.log.name, signed.log.id)]
        path = self._path(claim.origin)
        ensure_folder(self._files, path.parent)
        place_durably(self._files, path, bytes(Note(request.note.text, (*own, *lines))))
        return Answer(HTTPStatus.OK, "".join(f"{line}\n" for line in lines).encode())

    def _path(self, origin: str) -> Path:
        return self._folder / _hash(origin) / "checkpoint"

    def _stop(self, why: str) -> StopTheLine:
        remedy = "Sign nothing; restore the state from the log's own published checkpoint only after comparing both."
        return StopTheLine("witness-state", "The witness's memory cannot be trusted", str(self._folder), why, remedy)


def _accept(note: Note, claim: Checkpoint, trusted: Sequence[VerifierKey]) -> SignedCheckpoint:
    """Verify with each key trusted for the origin; a false line of any of them sinks the note."""
    accepted: SignedCheckpoint | None = None
    for key in trusted:
        try:
            accepted = accept_note(note, claim, key)
        except Refused as refused:
            if refused.code == "log-signature":
                raise
    if accepted is None:
        return accept_note(note, claim, trusted[0])
    return accepted


def _inconsistency(request: AddCheckpoint, claim: Checkpoint, held: Checkpoint | None) -> str | None:
    """Why the claim does not extend what is held, or None where it does."""
    if not claim.possible:
        return "size 0 with a root other than the empty tree's"
    if request.old == 0 or held is None:
        return "a proof from size 0 must be empty" if request.proof else None
    if not verify_consistency(held.size, claim.size, held.root, claim.root, request.proof):
        return "the new tree was not shown to extend the one last signed"
    return None


def _refuse(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())


def _hash(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()


def checkpoint_path(origin: str) -> str:
    """Where a witness's monitoring prefix serves the last checkpoint it signed for `origin`."""
    return f"{_hash(origin)}/checkpoint"
