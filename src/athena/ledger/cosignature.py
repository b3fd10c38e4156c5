"""Cosignatures: how an oversight body signs a checkpoint (c2sp.org/tlog-cosignature 1.1.0-rc.1).

Meaning, fixed by the specification: as of that time, this is the largest tree I have seen from that origin, and it
extends every earlier one I signed.
"""

import time
from dataclasses import dataclass

from athena.ledger.checkpoint import Checkpoint
from athena.ledger.failures import malformed
from athena.ledger.keys import SIGNATURE_BYTES, KeyType, SigningKey, VerifierKey
from athena.ledger.note import SignatureLine

_TIME_BYTES = 8


@dataclass(frozen=True)
class Cosignature:
    """A witness's verified statement about a checkpoint, made at `time` (POSIX seconds)."""

    witness: VerifierKey
    time: int


def cosigned_message(name: str, kind: KeyType, seconds: int, checkpoint: Checkpoint) -> bytes:
    """The bytes a cosigner signs; only the ML-DSA-44 form names the cosigner."""
    if kind is KeyType.COSIGN_ED25519:
        return f"cosignature/v1\ntime {seconds}\n{checkpoint}".encode()
    if kind is not KeyType.COSIGN_MLDSA44:
        raise malformed("cosigner-key", "cosignature", f"{kind.name} does not cosign")
    return b"".join(
        [
            b"subtree/v1\n\0",
            _short(name),
            seconds.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise malformed("cosigner-name", "cosignature", "names and origins are 1 to 255 bytes")
    return bytes([len(data)]) + data


def cosign(checkpoint: Checkpoint, key: SigningKey, seconds: int | None = None) -> SignatureLine:
    """Sign as a witness, by default now. The caller must have checked consistency and stored the checkpoint first."""
    moment = int(time.time()) if seconds is None else seconds
    if not 0 < moment < 1 << 63:
        raise malformed("cosignature-time", "cosignature", "a cosignature is never without its time")
    signature = key.sign(cosigned_message(key.name, key.kind, moment, checkpoint))
    return SignatureLine(key.name, key.verifier.id, moment.to_bytes(_TIME_BYTES, "big") + signature)


def read_cosignature(line: SignatureLine, witness: VerifierKey, checkpoint: Checkpoint) -> Cosignature | None:
    """The statement `line` makes if it verifies as `witness`'s over `checkpoint`, else None.

    A time of zero or beyond 2**63 - 1 does not count: the witness made no statement about the largest tree.
    """
    if (line.name, line.key_id) != (witness.name, witness.id):
        return None
    if len(line.signature) != _TIME_BYTES + SIGNATURE_BYTES[witness.kind]:
        return None
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if not 0 < seconds < 1 << 63:
        return None
    message = cosigned_message(witness.name, witness.kind, seconds, checkpoint)
    return Cosignature(witness, seconds) if witness.verifies(line.signature[_TIME_BYTES:], message) else None
