"""Checkpoints: the log's own line must be there and be true."""

from typing import Any

import pytest

from athena.ledger.checkpoint import Checkpoint, accept_note, open_checkpoint, sign_checkpoint
from athena.ledger.failures import Malformed, Refused
from athena.ledger.keys import KeyType, SigningKey, VerifierKey
from athena.ledger.log import LogKeys
from athena.ledger.note import Note
from athena.ledger.tree import EMPTY_ROOT

ROOT = bytes(range(32))


def test_a_signed_checkpoint_opens(keys: LogKeys) -> None:
    signed = sign_checkpoint(Checkpoint(keys.origin, 5, ROOT), keys.signer)
    assert open_checkpoint(bytes(signed), keys.signer.verifier) == signed


def test_the_published_checkpoint_opens(vectors: Any) -> None:
    log = vectors["log70000"]
    signed = open_checkpoint(log["checkpoint"].encode(), VerifierKey.parse(log["log_vkey"]))
    assert (signed.checkpoint.size, signed.checkpoint.root.hex()) == (70_000, log["root"])
    assert bytes(signed) == log["checkpoint"].encode()


def test_our_signature_is_the_published_one(vectors: Any) -> None:
    log = vectors["log70000"]
    key = SigningKey(log["origin"], KeyType.LOG_ED25519, bytes.fromhex(log["log_ed25519_seed"]))
    signed = sign_checkpoint(Checkpoint(log["origin"], 70_000, bytes.fromhex(log["root"])), key)
    assert log["checkpoint"].encode().startswith(bytes(signed))


CODES = {
    "size_changed": "log-signature",
    "leading_zero_size": "decimal",
    "root_flipped": "log-signature",
    "no_blank_line": "note-shape",
    "hyphen_not_em_dash": "signature-line",
    "no_final_newline": "note-shape",
    "crlf": "control-character",
    "log_signature_under_witness_name": "log-line-missing",
    "log_line_removed": "log-line-missing",
}


def test_every_published_false_checkpoint_is_rejected(vectors: Any) -> None:
    key = VerifierKey.parse(vectors["log70000"]["log_vkey"])
    false = vectors["must_reject"]["checkpoints"]
    assert {name for name in false if name != "checkpoint_note"} == set(CODES)
    for name, code in CODES.items():
        with pytest.raises(Refused) as refused:
            open_checkpoint(false[name].encode(), key)
        assert refused.value.code == code, name


def test_a_swapped_key_and_another_origin_are_told_apart(keys: LogKeys) -> None:
    thief = SigningKey(keys.origin, KeyType.LOG_ED25519, b"\x66" * 32)
    forged = bytes(sign_checkpoint(Checkpoint(keys.origin, 5, ROOT), thief))
    with pytest.raises(Refused) as refused:
        open_checkpoint(forged, keys.signer.verifier)
    assert refused.value.code == "log-key-swapped"
    other = SigningKey("other.example", KeyType.LOG_ED25519, b"\x01" * 32)
    signed = sign_checkpoint(Checkpoint("other.example", 5, ROOT), other)
    with pytest.raises(Refused) as refused:
        accept_note(signed.note, signed.checkpoint, keys.signer.verifier)
    assert refused.value.code == "origin"


def test_one_true_line_does_not_excuse_a_false_one(keys: LogKeys) -> None:
    signed = sign_checkpoint(Checkpoint(keys.origin, 5, ROOT), keys.signer)
    false = sign_checkpoint(Checkpoint(keys.origin, 6, ROOT), keys.signer).note.lines[0]
    with pytest.raises(Refused):
        open_checkpoint(bytes(signed.note.with_lines(false)), keys.signer.verifier)


@pytest.mark.parametrize("size", ["", "05", "+5", " 5", "5_0", "1e3"])
def test_other_sizes_are_refused(size: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(f"o\n{size}\n{'A' * 43}=\n")


def test_extension_lines_and_short_roots_are_refused() -> None:
    text = str(Checkpoint("o", 5, ROOT))
    for other in (text + "extension\n", text[:-1], "o\n5\nAAAA\n"):
        with pytest.raises(Malformed):
            Checkpoint.parse(other)


def test_the_empty_tree_has_one_root() -> None:
    assert Checkpoint.parse(str(Checkpoint("o", 0, EMPTY_ROOT))).size == 0
    with pytest.raises(Malformed):
        Checkpoint.parse(str(Checkpoint("o", 0, ROOT)))
    assert not Checkpoint.read(str(Checkpoint("o", 0, ROOT))).possible


def test_only_the_log_s_own_key_signs_for_it(keys: LogKeys, mayor: SigningKey) -> None:
    for key in (mayor, SigningKey("other", KeyType.LOG_ED25519, b"\x01" * 32)):
        with pytest.raises(Malformed):
            sign_checkpoint(Checkpoint(keys.origin, 5, ROOT), key)


def test_parsing_never_crashes_on_a_flipped_byte(keys: LogKeys) -> None:
    whole = bytes(sign_checkpoint(Checkpoint(keys.origin, 5, ROOT), keys.signer))
    for at in range(len(whole)):
        with pytest.raises(Refused):
            open_checkpoint(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], keys.signer.verifier)
    assert Note.parse(whole).text.endswith("\n")
