"""Asking witnesses to cosign: the log's side of c2sp.org/tlog-witness.

A witness's answer is verified before a line of it is kept: a forged line that bears a witness's name must not reach the
published checkpoint.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint
from athena.ledger.cosignature import read_cosignature
from athena.ledger.failures import Failure, Refused, TryAgain
from athena.ledger.log import Log
from athena.ledger.note import SignatureLine, parse_signature_lines
from athena.ledger.policy import KnownWitness, Policy
from athena.ledger.reader import Snapshot
from athena.ledger.sources import HttpSource, connect
from athena.ledger.strict import parse_decimal
from athena.ledger.tree import consistency_proof
from athena.ledger.witness import AddCheckpoint, checkpoint_path

_MAX_ANSWER_BYTES = 100_000
_ROUNDS = 3


@dataclass(frozen=True)
class Round:
    """What one round of asking gave: the checkpoint with its lines, and why each witness that did not sign did not."""

    signed: SignedCheckpoint
    refusals: dict[str, Failure]


def gather(log: Log, policy: Policy) -> Round:
    """Publish, ask every witness of `policy` that has a URL, and put their verified lines on the checkpoint."""
    log.publish()
    snapshot = log.reader().snapshot()
    lines: list[SignatureLine] = []
    refusals: dict[str, Failure] = {}
    for witness in policy.witnesses:
        if witness.url is not None:
            try:
                lines.append(ask(witness, snapshot))
            except Failure as failure:
                refusals[witness.key.name] = failure
    signed = log.attach(snapshot.signed, lines) if lines else snapshot.signed
    return Round(signed, refusals)


def ask(witness: KnownWitness, snapshot: Snapshot) -> SignatureLine:
    """Ask one witness for its line on the snapshot's checkpoint; the line is verified before it is returned.

    Sends size 0 first and learns from a 409 what the witness holds. Raises `Refused` (`witness-ahead`,
    `witness-refused`, `witness-line`) or `TryAgain` (`witness-unreachable`).
    """
    old = 0
    for _ in range(_ROUNDS):
        proof = consistency_proof(snapshot.tree.node, old, snapshot.size)
        status, body = _post(witness, bytes(AddCheckpoint(old, tuple(proof), snapshot.signed.note)))
        if status == 200:
            return _own_line(witness, snapshot, body)
        if status != 409:
            raise _refused(witness, f"HTTP status {status}: {body[:200].decode('utf-8', 'replace').strip()}")
        old = parse_decimal(body.decode("ascii", "replace").removesuffix("\n"), "witness answer")
        if old > snapshot.size:
            raise Refused(
                "witness-ahead",
                f"{witness.key.name} has signed {old} entries and this log shows {snapshot.size}",
                witness.url or "",
                "either this copy of the log was rolled back, or somebody else signs with its key",
                "Stop the log and compare both checkpoints; this is evidence.",
            )
    raise TryAgain(
        "witness-busy", "The witness moved at each attempt", witness.url or "", "others are asking it", "Try again."
    )


def verified_lines(lines: Sequence[SignatureLine], policy: Policy, checkpoint: Checkpoint) -> list[SignatureLine]:
    """Those of `lines` that a witness of the policy signed over `checkpoint`; refuses if none is.

    Lines of keys the policy does not name are left out, as the protocol demands of a client.
    """
    keys = [witness.key for witness in policy.witnesses]
    good = [line for line in lines if any(read_cosignature(line, key, checkpoint) for key in keys)]
    if not good:
        why = "no line is a signature of a key in the log's policy on the checkpoint as it stands"
        remedy = "Adopt a policy with the witness's key, or have the witness sign the newest checkpoint."
        raise Refused("witness-line", "These lines do not verify", checkpoint.origin, why, remedy)
    return good


def witness_memory(witness: KnownWitness, origin: str) -> bytes | None:
    """The last checkpoint a witness says it signed for `origin`, or None where it never did; verifies nothing."""
    if witness.url is None:
        raise _refused(witness, "the policy gives no URL for it")
    source = HttpSource(witness.url)
    try:
        return source.read(checkpoint_path(origin))
    finally:
        source.close()


def _post(witness: KnownWitness, body: bytes) -> tuple[int, bytes]:
    url = witness.url or ""
    try:
        connection = connect(url)
        try:
            target = urlsplit(url).path.rstrip("/") + "/add-checkpoint"
            connection.request("POST", target, body, {"User-Agent": "athena-ledger"})
            response = connection.getresponse()
            return response.status, response.read(_MAX_ANSWER_BYTES)
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        why = f"{type(error).__name__}: {error}"
        raise TryAgain("witness-unreachable", f"{witness.key.name} did not answer", url, why, "Try again.") from error


def _own_line(witness: KnownWitness, snapshot: Snapshot, body: bytes) -> SignatureLine:
    """The line of the key the policy names; lines of keys it does not name are ignored, as the protocol demands."""
    lines: Sequence[SignatureLine] = parse_signature_lines(body.decode("utf-8", "replace"))
    for line in lines:
        if read_cosignature(line, witness.key, snapshot.signed.checkpoint) is not None:
            return line
    raise Refused(
        "witness-line",
        f"The answer of {witness.key.name} does not verify",
        witness.url or "",
        "no line of it is a signature of the policy's key on this checkpoint",
        "Compare the key in the policy with the one the overseer publishes.",
    )


def _refused(witness: KnownWitness, why: str) -> Refused:
    remedy = "Read the reason; a 422 means that the witness holds another history of this log."
    return Refused("witness-refused", f"{witness.key.name} did not sign", witness.url or "", why, remedy)
