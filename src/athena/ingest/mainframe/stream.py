"""Inputs as streams of bytes: plain, gzip or bzip2, one file or the parts of a split one."""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from athena.ingest.mainframe.accounting import Account, Quarantined
from athena.ingest.mainframe.doubt import Bytes, Ints
from athena.ingest.mainframe.framing import Framer
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.rows import LEAD

_GZIP, _BZIP2 = b"\x1f\x8b\x08", b"BZh"
_PADDING = (0x00, 0x1A)


@dataclass(frozen=True)
class Block:
    """Complete records in one buffer. `starts` count from the buffer's beginning, `offsets` from that of the input."""

    buffer: Bytes
    starts: Ints
    lengths: Ints
    offsets: Ints
    source: int
    first: int


def unpacking(first: bytes) -> Callable[..., BinaryIO] | None:
    """What opens a file that begins with these bytes: nothing where they say neither gzip nor bzip2."""
    if first.startswith(_GZIP):
        return cast(Callable[..., BinaryIO], gzip.open)
    return cast(Callable[..., BinaryIO], bz2.open) if first.startswith(_BZIP2) and first[3:4].isdigit() else None


def open_bytes(path: Path) -> BinaryIO:
    """A file opened for reading, decompressed where its first bytes say so."""
    with path.open("rb") as raw:
        unpacker = unpacking(raw.read(4))
    return unpacker(path) if unpacker else path.open("rb")


class ByteStream:
    """The bytes of one or several files, one after the other. Close it, or use it in a `with`."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self._open: BinaryIO | None = None
        self.position = 0

    def __enter__(self) -> "ByteStream":
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    def fill(self, target: memoryview) -> int:
        """Read until the target is full or the input ends. Raises `LegacyRefusedError` for broken compression."""
        filled = 0
        while filled < len(target):
            if self._open is None:
                if not self._paths:
                    break
                self._open = open_bytes(self._paths.pop(0))
            try:
                got = self._open.readinto(target[filled:])  # type: ignore[attr-defined]
            except (EOFError, OSError, zlib.error) as error:
                raise LegacyRefusedError(
                    "BROKEN_COMPRESSION",
                    f"the compressed input cannot be read on: {error}",
                    where=f"byte {self.position + filled} of the decompressed input",
                    remedy="Ask for the file again; whoever delivered it can compare checksums.",
                ) from error
            if not got:
                self._open.close()
                self._open = None
            filled += got or 0
        self.position += filled
        return filled


def blocks(
    stream: ByteStream,
    framer: Framer,
    account: Account,
    *,
    source: int = 0,
    first: int = 0,
    header: int = 0,
    trailer: int = 0,
    size: int = 1 << 22,
    quarantine: bool = False,
) -> Iterator[Block]:
    """Blocks of complete records, in order, with the account kept on the way.

    `header` and `trailer` bytes at the ends of the input are filler. Where the bytes stop being records the input is
    refused, or, with `quarantine`, the rest of it is set aside. A tail of only x'00' or x'1A' is padding.
    """
    carry: Bytes = np.zeros(0, np.uint8)
    skipped = stream.fill(memoryview(bytearray(header)))
    account.filler += skipped
    account.size += skipped
    base, final = skipped, False
    while not final:
        buffer = np.empty(LEAD + len(carry) + size, np.uint8)
        buffer[:LEAD] = 0
        buffer[LEAD : LEAD + len(carry)] = carry
        got = stream.fill(memoryview(buffer.data)[LEAD + len(carry) :])
        account.size += got
        final = got < size
        held = buffer[LEAD : LEAD + len(carry) + got]
        if final and len(held) < trailer:
            _fault(account, base, len(held), "the file is shorter than its trailer", quarantine)
            return
        piece = held[: len(held) - trailer]
        cut = framer.cut(piece, final)
        account.records += int(cut.lengths.sum())
        account.headers += cut.overhead
        account.filler += cut.filler
        if len(cut.starts):
            yield Block(buffer, cut.starts + LEAD, cut.lengths, cut.starts + base, source, first)
            first += len(cut.starts)
        carry = held[cut.used :]
        base += cut.used
        if cut.fault:
            _set_aside(stream, account, carry, trailer, base, cut.fault, quarantine)
            return
    account.filler += len(carry)


def _set_aside(
    stream: ByteStream, account: Account, rest: Bytes, trailer: int, base: int, fault: str, quarantine: bool
) -> None:
    """Count what follows a fault to its end, and decide whether it is padding."""
    pads = [byte for byte in _PADDING if bool((rest[: len(rest) - trailer] == byte).all())]
    length = len(rest)
    chunk = bytearray(1 << 20)
    while got := stream.fill(memoryview(chunk)):
        length += got
        pads = [byte for byte in pads if chunk[:got].count(byte) == got]
    account.size += length - len(rest)
    if pads:
        account.filler += length
        return
    account.filler += trailer
    _fault(account, base, length - trailer, fault, quarantine)


def _fault(account: Account, start: int, length: int, reason: str, quarantine: bool) -> None:
    if not quarantine:
        raise LegacyRefusedError(
            "FRAMING",
            f"the bytes stop being records: {reason}",
            where=f"byte {start} of the input",
            remedy="Check the record format and length against the copybook (athena legacy inspect), or set the rest "
            "aside with --quarantine and account for it.",
        )
    account.quarantined.append(Quarantined(start, length, reason))
