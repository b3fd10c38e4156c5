"""Sealed files: compressed, encrypted, authenticated, readable from any offset.

Layout: the magic, a 16-byte salt, then blocks, then a footer block, then the footer's length (4 bytes, big-endian).
A block is 1 MiB of content, compressed with Zstandard where that is smaller, then sealed with AES-256-GCM
(NIST SP 800-38D) under a key derived from the ring's key and the salt (HKDF-SHA-256, RFC 5869). The nonce is the
block's number, and number, kind and compression are authenticated, so that a block moved, dropped, cut short or
changed is noticed. The footer says how long the content and each block are, and the SHA-256 of the content.
"""

import hashlib
import io
import json
import os
import struct
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypedDict

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from athena.failures import StopTheLine

MAGIC = b"ATHENA-SEALED-1\n"
BLOCK = 1 << 20
_SALT = 16
# Enough for seven terabytes of content; a forged length must not make a reader take more before it is checked.
_LONGEST_FOOTER = 1 << 26
_TAIL = struct.Struct(">I")
_PLAIN, _ZSTD, _FOOTER = 0, 1, 2
_CODEC = pa.Codec("zstd", compression_level=1)


class SealedWriter:
    """Seal what is written into `target`; `close` writes the footer, and without it the file cannot be opened.

    Use as a context manager: on an error no footer is written. Content written is bytes of any length.
    """

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT)
        self._target = target
        self._cipher = _cipher(key, salt)
        self._pending = bytearray()
        self._lengths: list[int] = []
        self._size = 0
        self._digest = hashlib.sha256()
        target.write(MAGIC + salt)

    @property
    def size(self) -> int:
        """How many bytes of content were written so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """The SHA-256, in hex, of the content written so far."""
        return self._digest.hexdigest()

    def write(self, content: bytes) -> None:
        """Add `content`."""
        self._digest.update(content)
        self._pending += content
        self._size += len(content)
        while len(self._pending) >= BLOCK:
            self._seal(bytes(self._pending[:BLOCK]))
            del self._pending[:BLOCK]

    def close(self) -> None:
        """Seal the last block and the footer."""
        if self._pending:
            self._seal(bytes(self._pending))
            self._pending.clear()
        footer = json.dumps({"size": self._size, "sha256": self.sha256, "blocks": self._lengths}).encode()
        sealed = _seal_block(self._cipher, len(self._lengths), _FOOTER, footer)
        self._target.write(sealed + _TAIL.pack(len(sealed)))

    def __enter__(self) -> "SealedWriter":
        """Start writing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file unless the block failed."""
        if error is None:
            self.close()

    def _seal(self, content: bytes) -> None:
        packed = _CODEC.compress(content, asbytes=True)
        smaller = len(packed) < len(content)
        sealed = _seal_block(
            self._cipher, len(self._lengths), _ZSTD if smaller else _PLAIN, packed if smaller else content
        )
        self._target.write(sealed)
        self._lengths.append(len(sealed))


class SealedReader(io.RawIOBase):
    """Read a sealed file as if it were its content: `read`, `seek`, `tell`.

    Bytes that are not what was sealed raise `StopTheLine`, never a shorter or changed content.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__()
        self._path = path
        self._stream = path.open("rb")
        try:
            self._cipher = self._open(key)
            start, footer = self._footer()
            self._size, self._sha256, lengths = footer["size"], footer["sha256"], footer["blocks"]
            self._starts = list(accumulate(lengths, initial=len(MAGIC) + _SALT))
            if self._starts[-1] != start:
                raise self._damaged("something stands between its last block and its footer")
        except BaseException:
            self._stream.close()
            raise
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        """How many bytes of content there are."""
        return self._size

    @property
    def sha256(self) -> str:
        """The SHA-256, in hex, that the content had when it was sealed."""
        return self._sha256

    def readable(self) -> bool:
        """Say yes: it is for reading."""
        return True

    def seekable(self) -> bool:
        """Say yes: any offset costs one block."""
        return True

    def tell(self) -> int:
        """Say at which byte of the content the next read starts."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte of the content, as `io.IOBase.seek`."""
        position = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence] + offset
        if position < 0:
            raise ValueError(f"byte {position} is before the start of the content")
        self._position = position
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill `buffer` from here as far as one block goes; 0 at the end."""
        if self._position >= self._size:
            return 0
        block = self._block(self._position // BLOCK)
        start = self._position % BLOCK
        part = block[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file beneath."""
        self._stream.close()
        super().close()

    def _open(self, key: bytes) -> AESGCM:
        head = self._stream.read(len(MAGIC) + _SALT)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _SALT:
            raise self._damaged("it does not begin as a sealed file does")
        return _cipher(key, head[len(MAGIC) :])

    def _footer(self) -> "tuple[int, _Footer]":
        end = self._stream.seek(0, io.SEEK_END)
        self._stream.seek(max(0, end - _TAIL.size))
        tail = self._stream.read(_TAIL.size)
        length = _TAIL.unpack(tail)[0] if len(tail) == _TAIL.size else 0
        start = end - _TAIL.size - length
        if not 0 < length <= _LONGEST_FOOTER or start < len(MAGIC) + _SALT:
            raise self._damaged("it ends before its footer")
        self._stream.seek(start)
        sealed = self._stream.read(length)
        # The footer's number is the count of blocks, which is only known from inside it: the sealed block carries
        # its number in front, and the authentication covers it.
        return start, json.loads(self._unseal(sealed, None, 0))

    def _block(self, number: int) -> bytes:
        if self._held[0] != number:
            self._stream.seek(self._starts[number])
            sealed = self._stream.read(self._starts[number + 1] - self._starts[number])
            size = min(BLOCK, self._size - number * BLOCK)
            self._held = (number, self._unseal(sealed, number, size))
        return self._held[1]

    def _unseal(self, sealed: bytes, number: int | None, size: int) -> bytes:
        head, body = sealed[: _HEAD.size], sealed[_HEAD.size :]
        if len(head) < _HEAD.size:
            raise self._damaged("a block is cut short")
        found, kind = _HEAD.unpack(head)
        if number is not None and found != number:
            raise self._damaged(f"block {found} stands where block {number} belongs")
        if (kind == _FOOTER) != (number is None):
            raise self._damaged("a footer stands where a block belongs, or the reverse")
        try:
            content = self._cipher.decrypt(_nonce(found), body, head)
        except InvalidTag as error:
            raise self._damaged(f"block {found} was changed, or the key is not the one it was sealed with") from error
        return bytes(_CODEC.decompress(content, size, asbytes=True)) if kind == _ZSTD else content

    def _damaged(self, why: str) -> StopTheLine:
        return StopTheLine(
            f"A sealed file is not what was stored: {self._path}\n  why: {why}\n"
            "  do:  whoever runs the workspace: restore this file from backup, and find out who could write to it"
        )


class _Footer(TypedDict):
    size: int
    sha256: str
    blocks: list[int]


_HEAD = struct.Struct(">QB")


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"athena sealed file").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _seal_block(cipher: AESGCM, number: int, kind: int, content: bytes) -> bytes:
    head = _HEAD.pack(number, kind)
    return head + cipher.encrypt(_nonce(number), content, head)
