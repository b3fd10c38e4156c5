"""The bytes of a delivered file on their way in: read once, measured, hashed, and bounded."""

import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from athena.failures import Refused

READ_SIZE = 1 << 20


class BytesIn(io.RawIOBase):
    """A stream over one delivered file that keeps its SHA-256, its size and its line count as it is read.

    More than `limit` bytes are refused while they arrive, so that a file that unpacks without end costs a bounded
    amount of work. `lines` counts lines that are not blank, the last one also where no line feed ends it.
    """

    def __init__(self, stream: IO[bytes], name: str, limit: int, on_bytes: Callable[[int], None]) -> None:
        super().__init__()
        self.name = name
        self.size = 0
        self._stream = stream
        self._limit = limit
        self._on_bytes = on_bytes
        self._digest = hashlib.sha256()
        self._feeds = 0
        self._blank = 0
        self._tail = b"\n"

    def readable(self) -> bool:
        """Say yes: it is for reading."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with the next bytes; 0 at the end."""
        piece = self._read(len(buffer))
        buffer[: len(piece)] = piece
        self._account(piece)
        return len(piece)

    @property
    def sha256(self) -> str:
        """The SHA-256 in hex of what was read so far."""
        return self._digest.hexdigest()

    @property
    def lines(self) -> int:
        """How many lines that are not blank were read so far."""
        return self._feeds - self._blank + (0 if self._tail.endswith(b"\n") else 1)

    def drain(self) -> None:
        """Read to the end, so that size and hash are of the whole file."""
        while piece := self._read(READ_SIZE):
            self._account(piece)

    def close(self) -> None:
        """Close the stream beneath."""
        self._stream.close()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error) as error:
            # bz2 says "invalid data" as an OSError without a number; one with a number is the disk's.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise Refused(
                "ingest.broken-archive",
                "A file cannot be unpacked from its archive",
                self.name,
                f"{error}: the archive was damaged or cut short",
                "Whoever delivered it: download or copy the archive again",
            ) from error

    def _account(self, piece: bytes) -> None:
        if not piece:
            return
        self.size += len(piece)
        if self.size > self._limit:
            raise Refused(
                "ingest.too-large",
                "A file unpacks to more than it may",
                self.name,
                f"It is over {self._limit:,} bytes, more than its archive says or than the bound allows (a zip bomb "
                "looks like this)",
                "Whoever delivered it: send it unpacked, or in parts",
            )
        self._digest.update(piece)
        self._feeds += piece.count(b"\n")
        self._blank += _blank_lines(self._tail + piece) - _blank_lines(self._tail)
        self._tail = piece[-2:] if len(piece) > 1 else (self._tail + piece)[-2:]
        self._on_bytes(len(piece))


def _blank_lines(text: bytes) -> int:
    # The search is for the rare file that has one: two substring scans cost far less than the pattern.
    if b"\n\n" not in text and b"\n\r\n" not in text:
        return 0
    return len(_BLANK.findall(text))


_BLANK = re.compile(rb"\n(?=\r?\n)")
