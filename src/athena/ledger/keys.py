"""Names, key ids, verifier keys and signing keys of the signed-note format (c2sp.org/signed-note 1.0.0).

A key id is a label, not security. One Ed25519 key must not serve two roles, because the Ed25519 cosigned message does
not name its cosigner.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from athena.ledger.failures import malformed
from athena.ledger.strict import base64_text, parse_base64

SEED_BYTES = 32
_SECRET_LEAD = "PRIVATE+KEY+"  # noqa: S105 - the published prefix of a key file, not a secret


class KeyType(IntEnum):
    """The type byte that separates the roles a key may have."""

    LOG_ED25519 = 0x01
    COSIGN_ED25519 = 0x04
    COSIGN_MLDSA44 = 0x06


PUBLIC_BYTES = {KeyType.LOG_ED25519: 32, KeyType.COSIGN_ED25519: 32, KeyType.COSIGN_MLDSA44: 1312}
SIGNATURE_BYTES = {KeyType.LOG_ED25519: 64, KeyType.COSIGN_ED25519: 64, KeyType.COSIGN_MLDSA44: 2420}


def check_name(name: str, where: str) -> str:
    """A key name: not empty, no Unicode space, no `+`, no control character."""
    if not name or "+" in name or any(c.isspace() or c < " " or c == "\x7f" for c in name):
        raise malformed("key-name", where, f"{name[:60]!r} is empty or holds a space, a plus or a control character")
    return name


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """First four bytes of SHA-256 over name, newline, type byte and public key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True)
class VerifierKey:
    """Who may have signed: a name, a role and a public key; prints and parses as a `vkey`."""

    name: str
    kind: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        """The four-byte label this key's signature lines carry."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        """`name+8 hex of the key id+base64(type byte and public key)`."""
        return f"{self.name}+{self.id.hex()}+{base64_text(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Parse a vkey; refuses a key id that does not belong to the name and key, or an unknown type."""
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise malformed("vkey", "verifier key", "not name+id+key")
        name, label, encoded = parts
        data = parse_base64(encoded, "verifier key")
        kind = _kind(data, "verifier key")
        key = cls(check_name(name, "verifier key"), kind, data[1:])
        if len(key.public) != PUBLIC_BYTES[kind] or not re.fullmatch("[0-9a-f]{8}", label):
            raise malformed("vkey", "verifier key", "wrong key length or key id spelling")
        if key.id.hex() != label:
            raise malformed("vkey-id", "verifier key", f"key id {label} does not belong to this name and key")
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`, by the key's own algorithm."""
        if len(signature) != SIGNATURE_BYTES[self.kind]:
            return False
        try:
            if self.kind is KeyType.COSIGN_MLDSA44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, repr=False)
class SigningKey:
    """A secret seed with its name and role; prints nothing of the seed."""

    name: str
    kind: KeyType
    seed: bytes

    def __repr__(self) -> str:
        """Name and role only, so that no log or traceback carries the seed."""
        return f"SigningKey({self.name!r}, {self.kind.name})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = self._private().public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def sign(self, message: bytes) -> bytes:
        """The raw signature over `message`; ML-DSA is hedged, so it differs from call to call."""
        return self._private().sign(message)

    def secret_text(self) -> str:
        """The key file's one line: `PRIVATE+KEY+name+id+base64(type byte and seed)`, as Go's note package writes it."""
        encoded = base64_text(bytes([self.kind]) + self.seed)
        return f"{_SECRET_LEAD}{self.name}+{self.verifier.id.hex()}+{encoded}\n"

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Parse `secret_text`; refuses a key id that does not belong."""
        parts = text.removeprefix(_SECRET_LEAD).removesuffix("\n").split("+", 2)
        if not text.startswith(_SECRET_LEAD) or len(parts) != 3:
            raise malformed("signing-key", "key file", "not PRIVATE+KEY+name+id+key")
        data = parse_base64(parts[2], "key file", 1 + SEED_BYTES)
        key = cls(check_name(parts[0], "key file"), _kind(data, "key file"), data[1:])
        if key.secret_text() != text.removesuffix("\n") + "\n":
            raise malformed("signing-key", "key file", "the key id does not belong to this name and key")
        return key

    def _private(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.kind is KeyType.COSIGN_MLDSA44:
            return MLDSA44PrivateKey.from_seed_bytes(self.seed)
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def _kind(data: bytes, where: str) -> KeyType:
    if not data or data[0] not in PUBLIC_BYTES:
        raise malformed("key-type", where, "neither Ed25519 log, Ed25519 cosigner nor ML-DSA-44 cosigner")
    return KeyType(data[0])
