"""Offline proof files."""

from dataclasses import replace
from typing import Any

import pytest

from athena.ledger.failures import Malformed
from athena.ledger.keys import VerifierKey
from athena.ledger.log import LogKeys
from athena.ledger.note import Note, SignatureLine
from athena.ledger.policy import Policy
from athena.ledger.proof import TlogProof
from athena.ledger.verify import check_proof

NOTE = Note("log\n2\nroot\n", (SignatureLine("log", b"abcd", b"x"),))
PROOF = TlogProof(1, (bytes(32),), NOTE)


@pytest.mark.parametrize("proof", [PROOF, replace(PROOF, extra=b"\x00hello"), TlogProof(0, (), NOTE, b"")])
def test_a_proof_parses_to_what_printed_it(proof: TlogProof) -> None:
    assert TlogProof.parse(bytes(proof)) == proof


def test_the_published_proof_holds(vectors: Any) -> None:
    log = vectors["log70000"]
    proof = TlogProof.parse(log["tlog_proof"].encode())
    assert bytes(proof) == log["tlog_proof"].encode()
    witnesses = [f"witness {name} {key}" for name, key in log["witness_vkeys"].items()]
    text = "\n".join([f"log {log['log_vkey']}", *witnesses, "group all all mopac ico ethics", "quorum all", ""])
    policy = Policy.parse(text.encode())
    entry = log["proof_entry"].encode()
    assert check_proof(proof, entry, policy) == ()
    assert [alarm.kind for alarm in check_proof(proof, entry + b" ", policy)] == ["root-mismatch"]
    assert [alarm.kind for alarm in check_proof(replace(proof, index=12_344), entry, policy)] == ["root-mismatch"]
    first_line = replace(proof, checkpoint=replace(proof.checkpoint, lines=proof.checkpoint.lines[:1]))
    assert [alarm.kind for alarm in check_proof(first_line, entry, policy)] == ["quorum-not-met"]
    stripped = replace(proof, checkpoint=replace(proof.checkpoint, lines=proof.checkpoint.lines[1:]))
    assert [alarm.kind for alarm in check_proof(stripped, entry, policy)] == ["log-line-missing"]


def test_another_log_s_proof_does_not_hold(vectors: Any, keys: LogKeys) -> None:
    proof = TlogProof.parse(vectors["log70000"]["tlog_proof"].encode())
    alarms = check_proof(proof, b'{"n":12345}', Policy.of_log(keys.signer.verifier))
    assert [alarm.kind for alarm in alarms] == ["wrong-origin"]
    assert VerifierKey.parse(vectors["log70000"]["log_vkey"]).name in str(alarms[0])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 1", b"index 01"),
        (b"index 1", b"Index 1"),
        (b"index 1\n", b""),
        (b"\nindex 1", b"\nextra \n\nindex 1"),
        (b"\nindex 1", b"\nextra !\nindex 1"),
        (b"index 1", b"index 1\nindex 1"),
        (b"AAA=\n\n", b"AAA=\n"),
        (b"AAA=\n", b"AAB=\n"),
        (b"AAA=\n", b"=\n"),
        (b"\n", b"\r\n"),
    ],
)
def test_a_spoilt_proof_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(Malformed):
        TlogProof.parse(bytes(PROOF).replace(old, new, 1))


def test_too_long_a_proof_is_refused() -> None:
    with pytest.raises(Malformed):
        TlogProof.parse(bytes(replace(PROOF, path=(bytes(32),) * 64)))
