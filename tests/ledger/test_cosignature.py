"""What a witness signs, byte for byte."""

from dataclasses import replace
from typing import Any

import pytest

from athena.ledger.checkpoint import Checkpoint, open_checkpoint
from athena.ledger.cosignature import cosign, cosigned_message, read_cosignature
from athena.ledger.failures import Malformed
from athena.ledger.keys import KeyType, SigningKey, VerifierKey

CHECKPOINT = Checkpoint("log.example", 5, bytes(range(32)))


@pytest.mark.parametrize("witness", ["mayor", "ethics"])
def test_a_cosignature_verifies_with_its_time(witness: str, request: pytest.FixtureRequest) -> None:
    key: SigningKey = request.getfixturevalue(witness)
    line = cosign(CHECKPOINT, key, 1_735_689_600)
    read = read_cosignature(line, key.verifier, CHECKPOINT)
    assert read is not None
    assert (read.witness, read.time) == (key.verifier, 1_735_689_600)


@pytest.mark.parametrize("witness", ["mayor", "ethics"])
def test_a_changed_line_or_checkpoint_does_not_count(witness: str, request: pytest.FixtureRequest) -> None:
    key: SigningKey = request.getfixturevalue(witness)
    line = cosign(CHECKPOINT, key, 7)
    verifier = key.verifier
    later = (8).to_bytes(8, "big") + line.signature[8:]
    for spoilt in (
        replace(line, signature=later),
        replace(line, signature=line.signature[:-1]),
        replace(line, signature=bytes(8) + line.signature[8:]),
        replace(line, signature=b"\xff" * 8 + line.signature[8:]),
        replace(line, name="other"),
        replace(line, key_id=b"0000"),
    ):
        assert read_cosignature(spoilt, verifier, CHECKPOINT) is None
    assert read_cosignature(line, verifier, replace(CHECKPOINT, size=6)) is None


def test_published_cosignatures(vectors: Any) -> None:
    log = vectors["log70000"]
    signed = open_checkpoint(log["checkpoint"].encode(), VerifierKey.parse(log["log_vkey"]))
    for text in log["witness_vkeys"].values():
        key = VerifierKey.parse(text)
        read = [read_cosignature(line, key, signed.checkpoint) for line in signed.note.lines]
        assert [one.time for one in read if one] == [log["cosign_time"]]


def test_the_published_post_quantum_message(vectors: Any) -> None:
    log, case = vectors["log70000"], vectors["mldsa44_cosignature"]
    checkpoint = Checkpoint(log["origin"], 70_000, bytes.fromhex(log["root"]))
    message = cosigned_message(case["name"], KeyType.COSIGN_MLDSA44, log["cosign_time"], checkpoint)
    assert message.hex() == case["signed_message_hex"]


def test_a_cosignature_without_a_time_is_never_made(mayor: SigningKey) -> None:
    for seconds in (0, -1, 1 << 63):
        with pytest.raises(Malformed):
            cosign(CHECKPOINT, mayor, seconds)
    assert cosign(CHECKPOINT, mayor).signature[:8] > (1_700_000_000).to_bytes(8, "big")


def test_a_log_key_does_not_cosign_and_names_have_bounds() -> None:
    with pytest.raises(Malformed):
        cosigned_message("log", KeyType.LOG_ED25519, 7, CHECKPOINT)
    with pytest.raises(Malformed):
        cosigned_message("n" * 256, KeyType.COSIGN_MLDSA44, 7, CHECKPOINT)
