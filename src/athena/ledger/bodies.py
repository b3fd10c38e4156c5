"""Bodies: sealed beside the tree, one file for each 256 entries, readable by those who hold the key.

Sealed form: version byte 1, four bytes of key id, twelve random bytes of nonce, AES-256-GCM ciphertext and tag, bound
to origin and sequence number so that one body cannot be passed off as another.
"""

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from athena.ledger.failures import Refused, malformed
from athena.ledger.tiles import number_path, unpack_lengths

KEY_BYTES = 32
MAX_BODY = 16_000_000
_LENGTH_BYTES = 4
_NONCE_BYTES = 12
_VERSION = b"\x01"


@dataclass(frozen=True)
class BodyKeys:
    """The key that seals new bodies, and any earlier ones that still open old bodies.

    With random nonces one key is good for 2**32 bodies (NIST SP 800-38D section 8.3); a log is closed yearly.
    """

    current: bytes = field(repr=False)
    earlier: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def generate(cls) -> "BodyKeys":
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @cached_property
    def _sealer(self) -> AESGCM:
        return AESGCM(self.current)

    @cached_property
    def _lead(self) -> bytes:
        return _VERSION + _key_id(self.current)

    def seal(self, origin: str, seq: int, body: bytes) -> bytes:
        """Encrypt `body` as entry `seq` of `origin`."""
        if len(body) > MAX_BODY:
            raise malformed("body-too-long", f"entry {seq}", f"{len(body)} bytes, at most {MAX_BODY}")
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = self._sealer.encrypt(nonce, body, _bound(origin, seq))
        return self._lead + nonce + cipher

    def open(self, origin: str, seq: int, sealed: bytes) -> bytes:
        """Decrypt; refuses with `body-key` where no held key fits and `body-sealed` where the bytes were changed."""
        where = f"body of entry {seq} of {origin}"
        if sealed[:1] != _VERSION:
            raise malformed("body-sealed", where, "unknown version")
        label, nonce, cipher = sealed[1:5], sealed[5:17], sealed[17:]
        for key in (self.current, *self.earlier):
            if _key_id(key) == label:
                try:
                    return AESGCM(key).decrypt(nonce, cipher, _bound(origin, seq))
                except InvalidTag as error:
                    raise malformed("body-sealed", where, "changed, or sealed for another place") from error
        raise Refused(
            "body-key",
            "This entry's body cannot be read with the keys held here",
            where,
            f"it is sealed under key {label.hex()}",
            "Ask the keeper of the ledger's body keys.",
        )


def _key_id(key: bytes) -> bytes:
    return sha256(b"athena body key id\n" + key).digest()[:4]


def _bound(origin: str, seq: int) -> bytes:
    return f"athena body v1\n{origin}\n{seq}\n".encode()


def bodies_path(number: int) -> str:
    """Path of the file of sealed bodies `256 * number` and on."""
    return f"bodies/{number_path(number)}"


def pack_bodies(bodies: list[bytes]) -> bytes:
    """Sealed bodies, each led by a big-endian u32 length."""
    return b"".join([len(body).to_bytes(_LENGTH_BYTES, "big") + body for body in bodies])


def unpack_bodies(data: bytes) -> list[bytes]:
    """The sealed bodies of one file; refuses a file that ends inside one."""
    return unpack_lengths(data, _LENGTH_BYTES)
