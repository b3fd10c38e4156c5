"""Verifying a whole log from a folder or URL and a policy, with no workspace and no trust in the machine it lies on.

What one copy of a log can prove is that it agrees with itself and with its signatures. That it is the *latest*, and the
only, history needs a memory: a checkpoint seen earlier (`memory`), witnesses' cosignatures not older than `max_age`, or
the last checkpoint a witness itself holds. Give at least one, or roll-back and fork stay invisible.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.bodies import BodyKeys
from athena.ledger.checkpoint import SignedCheckpoint, open_checkpoint
from athena.ledger.cosignature import Cosignature
from athena.ledger.failures import Failure
from athena.ledger.omission import Omission
from athena.ledger.policy import Policy
from athena.ledger.proof import TlogProof
from athena.ledger.sources import Source, demand
from athena.ledger.tiles import TileTree
from athena.ledger.tree import leaf_hash, verify_inclusion
from athena.ledger.verify_bodies import BodyCheck
from athena.ledger.verify_checkpoint import check_signers
from athena.ledger.verify_folder import MOVING_FILES, FolderCheck
from athena.ledger.verify_tree import Statement, TreeCheck

_ATTEMPTS = 3


def _posix_now() -> int:
    return int(time.time())


@dataclass(frozen=True)
class Demands:
    """What the verifier asks beyond the policy.

    `memory` maps a name to a checkpoint seen earlier; `max_age` is seconds since the newest cosignature; `bodies` says
    whether bodies must be there (None: checked where there are any); `keys` open them; `profile` False accepts leaves
    that are not Athena's own, so that any tlog-tiles log can be checked.
    """

    memory: Mapping[str, bytes] = field(default_factory=dict)
    max_age: int | None = None
    bodies: bool | None = None
    keys: BodyKeys | None = None
    profile: bool = True
    now: Callable[[], int] = _posix_now


@dataclass(frozen=True)
class Report:
    """What verification found. `ok` exactly when there is no alarm; `alarms` in the order they were met.

    `omissions` are what was not checked: a report without alarms says nothing of them.
    """

    source: str
    origin: str
    entries: int
    root: str
    checkpoint: str
    witnesses: tuple[Cosignature, ...]
    alarms: tuple[Alarm, ...]
    pending: int = 0
    bodies_checked: int = 0
    quorum_required: bool = False
    omissions: tuple[Omission, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found wrong."""
        return not self.alarms


def verify(source: Source, policy: Policy, demands: Demands | None = None) -> Report:
    """Verify the log at `source`: signatures, every tile, bundle and body, order, time, memory.

    A log that grows while it is read is read again, at most three times. Raises nothing for a bad log; `TryAgain` only
    becomes the alarm `source-unreadable`.
    """
    wanted = demands or Demands()
    report = _verify_once(source, policy, wanted)
    for _ in range(_ATTEMPTS - 1):
        if report.ok or _unchanged(source, report):
            break
        report = _verify_once(source, policy, wanted)
    return report


def _unchanged(source: Source, report: Report) -> bool:
    try:
        data = source.read("checkpoint")
    except Failure:
        return True
    return data is None or data.decode("utf-8", "replace") == report.checkpoint


def _verify_once(source: Source, policy: Policy, demands: Demands) -> Report:
    try:
        data = source.read("checkpoint")
        if data is None:
            return _failed(source, Alarm(AlarmKind.CHECKPOINT_MISSING, "checkpoint", f"not found in {source.name}"))
        signers = check_signers(data, policy, "checkpoint", demands.now(), demands.max_age)
        if signers.signed is None:
            return _failed(source, *signers.alarms, checkpoint=data)
        alarms = list(signers.alarms)
        alarms += _recall(source, signers.signed, demands.memory)
        return _verify_signed(source, data, signers.signed, signers.cosignatures, alarms, policy, demands)
    except Failure as failure:
        return _failed(source, Alarm(AlarmKind.SOURCE_UNREADABLE, failure.where, f"{failure.what}: {failure.why}"))


def _verify_signed(
    source: Source,
    data: bytes,
    signed: SignedCheckpoint,
    cosignatures: tuple[Cosignature, ...],
    alarms: list[Alarm],
    policy: Policy,
    demands: Demands,
) -> Report:
    checkpoint = signed.checkpoint
    tree = TreeCheck(source, checkpoint, demands.profile)
    bodies = BodyCheck(source, checkpoint.origin, demands.keys)
    tree.run(bodies.block if _wants_bodies(source, demands) else lambda *_: None)
    alarms += tree.alarms + bodies.alarms
    folder_alarms, pending = _check_folder(source, signed, data, policy, tree.truth)
    alarms += folder_alarms
    return Report(
        source=source.name,
        origin=checkpoint.origin,
        entries=checkpoint.size,
        root=checkpoint.root.hex(),
        checkpoint=data.decode("utf-8", "replace"),
        witnesses=cosignatures,
        alarms=tuple(alarms),
        pending=pending,
        bodies_checked=bodies.checked,
        quorum_required=policy.quorum is not None,
        omissions=_omissions(cosignatures, bodies.checked, demands),
    )


def _omissions(cosignatures: tuple[Cosignature, ...], bodies: int, demands: Demands) -> tuple[Omission, ...]:
    """What a sound report would still not say."""
    found = []
    if not bodies:
        found.append(Omission("bodies", "there are none at this place", "whoever holds the log's folder"))
    elif demands.keys is None:
        why = "no body key is held here, so bodies were checked as sealed and not for what they say"
        found.append(Omission("what bodies say", why, "the keeper of the ledger's body keys"))
    if not demands.memory and not (cosignatures and demands.max_age is not None):
        why = "no earlier checkpoint and no witness's memory was asked for, so a roll-back or a fork would not show"
        found.append(Omission("history", why, "whoever kept a checkpoint (--since, --remember) or --ask-witnesses"))
    return tuple(found)


def _check_folder(
    source: Source, signed: SignedCheckpoint, data: bytes, policy: Policy, truth: Statement | None
) -> tuple[list[Alarm], int]:
    """What only a folder shows, and how many entries are pending; nothing where a source cannot list its files.

    A log that has signed more since `data` was read has files beyond it, as it must: they say nothing against `data`,
    and the tree that `data` names has been checked whole. So they are left for the next verification.
    """
    for _ in range(_ATTEMPTS):
        tiles, bodies = source.listing("tile"), source.listing("bodies")
        if tiles is None or bodies is None:
            return [], 0
        moving = [source.read(path) for path in MOVING_FILES]
        folder = FolderCheck(source, signed, data, policy, truth)
        folder.run(tiles + bodies)
        if not folder.alarms or moving == [source.read(path) for path in MOVING_FILES]:
            break
    if folder.alarms and _has_grown(source, signed):
        return [], 0
    return folder.alarms, folder.pending


def _has_grown(source: Source, signed: SignedCheckpoint) -> bool:
    """Whether the log has meanwhile shown a larger checkpoint with its own signature."""
    try:
        return open_checkpoint(source.read("checkpoint") or b"", signed.log).checkpoint.size > signed.checkpoint.size
    except Failure:
        return False


def _wants_bodies(source: Source, demands: Demands) -> bool:
    if demands.bodies is None:
        return bool(source.listing("bodies"))
    return demands.bodies


def _failed(source: Source, *alarms: Alarm, checkpoint: bytes = b"") -> Report:
    return Report(source.name, "", 0, "", checkpoint.decode("utf-8", "replace"), (), alarms)


def _recall(source: Source, signed: SignedCheckpoint, memory: Mapping[str, bytes]) -> list[Alarm]:
    """Compare the checkpoint with every one remembered: it may only be the same or an extension."""
    alarms = []
    tree = TileTree(demand(source), signed.checkpoint.size)
    for name, data in memory.items():
        try:
            seen = open_checkpoint(data, signed.log).checkpoint
        except Failure as failure:
            alarms.append(Alarm(AlarmKind.MEMORY_MALFORMED, name, failure.why))
            continue
        now = signed.checkpoint
        if seen.size > now.size:
            why = f"{seen.size} entries were seen earlier and {now.size} are shown now"
            alarms.append(Alarm(AlarmKind.ROLLED_BACK, "checkpoint", f"{why} ({name})"))
        elif not _extends(tree, seen.size, seen.root):
            why = f"the first {seen.size} entries are not those seen earlier ({name})"
            alarms.append(Alarm(AlarmKind.FORKED, "checkpoint", why))
    return alarms


def _extends(tree: TileTree, size: int, root: bytes) -> bool:
    try:
        return tree.root(size) == root
    except Failure:
        return False


def check_proof(proof: TlogProof, entry: bytes, policy: Policy, now: int | None = None) -> Sequence[Alarm]:
    """Check one offline proof: the log's signature, the quorum, then inclusion of `entry`, which is the leaf's bytes.

    Returns the alarms, none where the proof holds. `extra` is ignored: nothing authenticates it.
    """
    signers = check_signers(bytes(proof.checkpoint), policy, "proof", now if now is not None else _posix_now())
    if signers.signed is None:
        return signers.alarms
    checkpoint = signers.signed.checkpoint
    leaf = leaf_hash(entry)
    if verify_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        return signers.alarms
    why = f"the entry is not at index {proof.index} of the tree that was signed"
    return (*signers.alarms, Alarm(AlarmKind.ROOT_MISMATCH, "proof", why))
