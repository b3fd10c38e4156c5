"""Checking who signed a checkpoint: the log itself, and enough witnesses."""

from collections.abc import Iterator
from dataclasses import dataclass

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from athena.ledger.cosignature import Cosignature, read_cosignature
from athena.ledger.failures import Failure
from athena.ledger.note import Note, SignatureLine
from athena.ledger.policy import Policy

CLOCK_SLACK_SECONDS = 300
_KINDS = {
    "origin": AlarmKind.WRONG_ORIGIN,
    "log-line-missing": AlarmKind.LOG_LINE_MISSING,
    "log-key-swapped": AlarmKind.LOG_KEY_SWAPPED,
    "log-signature": AlarmKind.LOG_SIGNATURE_FALSE,
}


@dataclass(frozen=True)
class Signers:
    """What the signatures on one checkpoint amount to under a policy."""

    signed: SignedCheckpoint | None
    cosignatures: tuple[Cosignature, ...]
    alarms: tuple[Alarm, ...]


def check_signers(data: bytes, policy: Policy, where: str, now: int, max_age: int | None = None) -> Signers:
    """Verify the log's own line, then every known witness line, then the quorum.

    `where` names the bytes in alarms. `now` is POSIX seconds; `max_age`, where given, is how old the newest cosignature
    may be. A line of a known witness that does not verify is an alarm even where the quorum is met without it.
    """
    try:
        signed = _open(data, policy)
    except Failure as failure:
        kind = _KINDS.get(failure.code, AlarmKind.CHECKPOINT_MALFORMED)
        return Signers(None, (), (Alarm(kind, where, failure.why),))
    cosignatures, alarms = _witness_lines(signed, policy, where)
    if not policy.satisfied_by(cosignatures):
        names = ", ".join(c.witness.name for c in cosignatures) or "none"
        alarms.append(Alarm(AlarmKind.QUORUM_NOT_MET, where, f"witnesses that signed: {names}"))
    alarms += _times(cosignatures, now, max_age)
    return Signers(signed, tuple(cosignatures), tuple(alarms))


def _open(data: bytes, policy: Policy) -> SignedCheckpoint:
    """Open as the known log of the origin it states, or as the first known log so that the refusal names it."""
    origin = Checkpoint.parse(Note.parse(data).text).origin
    known = policy.log(origin) or next(iter(policy.logs), None)
    if known is None:
        raise Failure("origin", "No log is trusted", "policy", "the policy names no log", "Add a log line to it.")
    return open_checkpoint(data, known.key)


def _witness_lines(signed: SignedCheckpoint, policy: Policy, where: str) -> tuple[list[Cosignature], list[Alarm]]:
    cosignatures, alarms = [], []
    for witness in policy.witnesses:
        for line in signed.note.lines:
            if (line.name, line.key_id) != (witness.key.name, witness.key.id):
                continue
            cosignature = read_cosignature(line, witness.key, signed.checkpoint)
            if cosignature is None:
                why = f"the line of {witness.key.name} does not verify"
                alarms.append(Alarm(AlarmKind.WITNESS_LINE_FORGED, where, why))
            else:
                cosignatures.append(cosignature)
    return cosignatures, alarms


def every_line_true(note: Note, signed: SignedCheckpoint, policy: Policy) -> bool:
    """Whether each line of `note`, a copy of `signed`, is the log's own or a known witness's, and true."""
    log, text = signed.log, note.text.encode()
    keys = [witness.key for witness in policy.witnesses]

    def true(line: SignatureLine) -> bool:
        if (line.name, line.key_id) == (log.name, log.id):
            return log.verifies(line.signature, text)
        return any(read_cosignature(line, key, signed.checkpoint) for key in keys)

    return all(true(line) for line in note.lines)


def _times(cosignatures: list[Cosignature], now: int, max_age: int | None) -> Iterator[Alarm]:
    for cosignature in cosignatures:
        if cosignature.time > now + CLOCK_SLACK_SECONDS:
            why = f"signed {cosignature.time - now} seconds from now"
            yield Alarm(AlarmKind.COSIGNATURE_FROM_FUTURE, cosignature.witness.name, why)
    if max_age is None:
        return
    newest = max((cosignature.time for cosignature in cosignatures), default=0)
    if newest < now - max_age:
        why = f"the newest cosignature is {now - newest} seconds old, at most {max_age} were asked for"
        yield Alarm(AlarmKind.COSIGNATURE_TOO_OLD, "checkpoint", why if cosignatures else "no cosignature at all")
