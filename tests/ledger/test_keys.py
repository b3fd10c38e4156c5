"""Verifier keys, signing keys and their ids."""

from typing import Any

import pytest

from athena.ledger.failures import Malformed
from athena.ledger.keys import KeyType, SigningKey, VerifierKey, check_name, key_id
from athena.ledger.strict import base64_text


@pytest.mark.parametrize("kind", list(KeyType))
def test_keys_print_and_parse_and_sign(kind: KeyType) -> None:
    key = SigningKey("oversight.example/x", kind, b"\x09" * 32)
    assert SigningKey.parse(key.secret_text()) == key
    verifier = VerifierKey.parse(str(key.verifier))
    assert verifier == key.verifier
    signature = key.sign(b"message")
    assert verifier.verifies(signature, b"message")
    assert not verifier.verifies(signature, b"massage")
    assert not verifier.verifies(signature[:-1], b"message")
    assert not verifier.verifies(bytes(len(signature)), b"message")


def test_a_signing_key_shows_no_secret() -> None:
    key = SigningKey("a", KeyType.LOG_ED25519, b"S" * 32)
    assert repr(key) == "SigningKey('a', LOG_ED25519)"


def test_published_keys(vectors: Any) -> None:
    log = vectors["log70000"]
    key = SigningKey(log["origin"], KeyType.LOG_ED25519, bytes.fromhex(log["log_ed25519_seed"]))
    assert str(key.verifier) == log["log_vkey"]
    for name, text in log["witness_vkeys"].items():
        seed = bytes.fromhex(log["witness_seeds"][name])
        assert str(SigningKey(text.split("+")[0], KeyType.COSIGN_ED25519, seed).verifier) == text


def test_the_published_post_quantum_key(vectors: Any) -> None:
    from hashlib import sha256

    case = vectors["mldsa44_cosignature"]
    key = SigningKey(case["name"], KeyType.COSIGN_MLDSA44, bytes.fromhex(case["seed"])).verifier
    assert key.id.hex() == case["key_id"]
    assert sha256(key.public).hexdigest() == case["public_key_sha256"]


GOOD = SigningKey("log.example", KeyType.LOG_ED25519, b"\x01" * 32)


def _spoil(text: str, how: str) -> str:
    name, label, encoded = text.split("+", 2)
    public = GOOD.verifier.public
    unknown = bytes([0x02]) + public
    return {
        "parts": f"{name}+{label}",
        "id": f"{name}+{'0' * 8}+{encoded}",
        "upper": f"{name}+{label.upper()}+{encoded}",
        "name": f"other+{label}+{encoded}",
        "empty": f"+{label}+{encoded}",
        "base64": f"{name}+{label}+{encoded}=",
        "type": f"{name}+{key_id(name, 2, public).hex()}+{base64_text(unknown)}",
        "short": f"{name}+{key_id(name, 1, b'x').hex()}+{base64_text(bytes([1]) + b'x')}",
        "nothing": f"{name}+{label}+",
    }[how]


@pytest.mark.parametrize("how", ["parts", "id", "upper", "name", "empty", "base64", "type", "short", "nothing"])
def test_a_spoilt_verifier_key_is_refused(how: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(_spoil(str(GOOD.verifier), how))


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a", "PRIVATE+KEY+a+00000000+AQ==", GOOD.secret_text()[8:]])
def test_a_spoilt_signing_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        SigningKey.parse(text)


def test_a_signing_key_with_another_id_is_refused() -> None:
    label = GOOD.verifier.id.hex()
    with pytest.raises(Malformed):
        SigningKey.parse(GOOD.secret_text().replace(label, "00000000"))


@pytest.mark.parametrize("name", ["", "a b", "a\u00a0b", "a+b", "a\nb", "a\x7f"])
def test_names_with_spaces_pluses_or_controls_are_refused(name: str) -> None:
    with pytest.raises(Malformed):
        check_name(name, "test")
