"""Who signed: the log, the witnesses, and when."""

import pytest

from athena.ledger.checkpoint import Checkpoint, sign_checkpoint
from athena.ledger.cosignature import cosign
from athena.ledger.keys import SigningKey
from athena.ledger.log import LogKeys
from athena.ledger.policy import Policy
from athena.ledger.verify_checkpoint import check_signers

NOW = 1_800_000_000


@pytest.fixture
def two(keys: LogKeys, mayor: SigningKey, ethics: SigningKey) -> Policy:
    lines = [f"log {keys.signer.verifier}", f"witness m {mayor.verifier}", f"witness e {ethics.verifier}"]
    return Policy.parse("\n".join([*lines, "group both all m e", "quorum both", ""]).encode())


def note_with(keys: LogKeys, *signers: tuple[SigningKey, int]) -> bytes:
    signed = sign_checkpoint(Checkpoint(keys.origin, 5, bytes(32)), keys.signer)
    return bytes(signed.note.with_lines(*(cosign(signed.checkpoint, key, when) for key, when in signers)))


def kinds(data: bytes, policy: Policy, max_age: int | None = None) -> list[str]:
    return [alarm.kind.value for alarm in check_signers(data, policy, "checkpoint", NOW, max_age).alarms]


def test_both_kinds_of_witness_key_count(keys: LogKeys, two: Policy, mayor: SigningKey, ethics: SigningKey) -> None:
    signers = check_signers(note_with(keys, (mayor, NOW), (ethics, NOW)), two, "checkpoint", NOW)
    assert signers.alarms == ()
    assert len(signers.cosignatures) == 2
    assert kinds(note_with(keys, (mayor, NOW)), two) == ["quorum-not-met"]


def test_lines_of_strangers_are_ignored(keys: LogKeys, policy: Policy, mayor: SigningKey) -> None:
    assert kinds(note_with(keys, (mayor, NOW)), policy) == []


def test_old_and_future_cosignatures(keys: LogKeys, two: Policy, mayor: SigningKey, ethics: SigningKey) -> None:
    old = note_with(keys, (mayor, NOW - 100), (ethics, NOW - 200))
    assert kinds(old, two, 100) == []
    assert kinds(old, two, 99) == ["cosignature-too-old"]
    assert kinds(note_with(keys, (mayor, NOW + 301), (ethics, NOW)), two) == ["cosignature-from-future"]


def test_asking_for_fresh_cosignatures_where_there_are_none(keys: LogKeys, policy: Policy) -> None:
    assert kinds(note_with(keys), policy, 60) == ["cosignature-too-old"]
