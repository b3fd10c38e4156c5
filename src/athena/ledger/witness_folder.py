"""A witness on disk: its keys, the logs it knows and what it last signed, in one folder of the overseer's own machine.

keys/ed25519, keys/mldsa44    secret, owner only: today's tools verify the first, the standard prefers the second
logs                          one verifier key a line
state/                        the last checkpoint signed for each log
"""

import secrets
from http import HTTPStatus
from pathlib import Path

from athena.ledger.checkpoint import open_checkpoint
from athena.ledger.failures import Refused, malformed
from athena.ledger.files import Files, ensure_folder, place_durably, read_optional
from athena.ledger.keys import SEED_BYTES, KeyType, SigningKey, VerifierKey, check_name
from athena.ledger.policy import Policy
from athena.ledger.reader import Snapshot
from athena.ledger.sources import Source, demand, source_at
from athena.ledger.tiles import TileTree
from athena.ledger.tree import consistency_proof
from athena.ledger.witness import AddCheckpoint, Witness

_KEY_FILES = {"ed25519": KeyType.COSIGN_ED25519, "mldsa44": KeyType.COSIGN_MLDSA44}


def create_witness(folder: Path, name: str) -> tuple[VerifierKey, ...]:
    """Make a witness's keys and return their public halves; refuses with `witness-exists` where there are keys.

    Both keys bear the same name; their key ids tell them apart.
    """
    check_name(name, "witness name")
    keys = folder / "keys"
    if keys.is_dir():
        raise Refused(
            "witness-exists", "This witness has keys already", str(keys), "a key is made once", "Use another folder."
        )
    ensure_folder(Files(), keys)
    keys.chmod(0o700)
    made = []
    for file_name, kind in _KEY_FILES.items():
        key = SigningKey(name, kind, secrets.token_bytes(SEED_BYTES))
        place_durably(Files(), keys / file_name, key.secret_text().encode(), 0o600)
        made.append(key.verifier)
    return tuple(made)


def trust_log(folder: Path, log: VerifierKey) -> None:
    """Let the witness sign checkpoints of this log too; refuses a key that is not a log's."""
    if log.kind is not KeyType.LOG_ED25519:
        raise malformed("log-key", "verifier key", f"{log.name} is a cosigner's key, not a log's")
    known = known_logs(folder)
    if log not in known:
        text = "".join(f"{key}\n" for key in (*known, log))
        place_durably(Files(), folder / "logs", text.encode())


def known_logs(folder: Path) -> tuple[VerifierKey, ...]:
    """The logs the witness signs for."""
    data = read_optional(Files(), folder / "logs") or b""
    return tuple(VerifierKey.parse(line) for line in data.decode("utf-8", "replace").splitlines())


def witness_policy(folder: Path, url: str | None) -> bytes:
    """A policy that trusts the logs this witness knows when this witness has signed, by either of its keys.

    A policy of several overseers is these lines from each, one group of their groups, and one quorum line.
    """
    witness = open_witness(folder)
    address = "" if url is None else f" {url}"
    names = dict(zip(_KEY_FILES, witness.verifiers, strict=True))
    lines = [f"log {log}" for log in witness.logs]
    lines += [f"witness {name} {key}{address}" for name, key in names.items()]
    text = "\n".join([*lines, f"group overseer any {' '.join(names)}", "quorum overseer", ""])
    Policy.parse(text.encode())
    return text.encode()


def cosign_place(witness: Witness, place: str) -> bytes:
    """Sign the log at a folder or URL after checking that it extends what was signed; return the signature lines.

    Refuses with `unknown-log`, `rolled-back` where the log has shrunk, and `not-signed` where it does not extend.
    """
    source = source_at(place)
    try:
        return _cosign_source(source, witness, place)
    finally:
        source.close()


def _cosign_source(source: Source, witness: Witness, place: str) -> bytes:
    snapshot = _snapshot(source, witness)
    held = witness.held(snapshot.signed.checkpoint.origin)
    old = held.size if held else 0
    if old > snapshot.size:
        why = f"{old} entries were signed earlier and {snapshot.size} are shown now"
        raise _not_signed("rolled-back", place, why)
    proof = consistency_proof(snapshot.tree.node, old, snapshot.size)
    answer = witness.add_checkpoint(bytes(AddCheckpoint(old, tuple(proof), snapshot.signed.note)))
    if answer.status != HTTPStatus.OK:
        raise _not_signed("not-signed", place, answer.body.decode("utf-8", "replace").strip())
    return answer.body


def _not_signed(code: str, place: str, why: str) -> Refused:
    remedy = "Keep both checkpoints: they may be evidence of two histories."
    return Refused(code, "The witness does not sign this", place, why, remedy)


def _snapshot(source: Source, witness: Witness) -> Snapshot:
    """The checkpoint and tree at a source, accepted as one of the logs the witness knows."""
    read = demand(source)
    data = read("checkpoint")
    reasons = []
    for log in witness.logs:
        try:
            signed = open_checkpoint(data, log)
        except Refused as refused:
            reasons.append(f"{log.name}: {refused.why}")
            continue
        return Snapshot(signed, TileTree(read, signed.checkpoint.size))
    why = "; ".join(reasons) or "it trusts no log yet"
    raise Refused("unknown-log", "Not a log this witness knows", source.name, why, "See `athena witness trust`.")


def open_witness(folder: Path) -> Witness:
    """The witness that lives in `folder`; refuses with `no-witness` where no keys are."""
    found = [read_optional(Files(), folder / "keys" / name) for name in _KEY_FILES]
    keys = [SigningKey.parse(data.decode("utf-8", "replace")) for data in found if data is not None]
    if not keys:
        raise Refused(
            "no-witness", "No witness here", str(folder), "it has no keys", "Make some: `athena witness keygen`."
        )
    return Witness(folder / "state", keys, known_logs(folder))
