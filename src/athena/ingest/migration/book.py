"""The record book: the copybook of a migration, what its record types are, and a file's blocks under it."""

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, TypeAlias

import numpy as np

from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.choices import Choices
from athena.ingest.mainframe.columns import is_number
from athena.ingest.mainframe.copybook import Copybook
from athena.ingest.mainframe.exact import exact_number
from athena.ingest.mainframe.framers import framer_of
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import find_field, resolve_targets
from athena.ingest.mainframe.stream import Block, ByteStream, blocks, unpacking

ONLY = ""
"""The record type of a file that has but one."""


Readable: TypeAlias = IO[bytes] | io.RawIOBase
"""A stream of bytes to be read once, from its beginning."""


class _LeftOpen(io.RawIOBase):
    """A stream whose end is not the end of the one beneath, which somebody else still has to measure."""

    def __init__(self, beneath: Readable) -> None:
        super().__init__()
        self._beneath = beneath

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._beneath.read(len(buffer)) or b""
        buffer[: len(piece)] = piece
        return len(piece)


class DeliveredBytes(ByteStream):
    """The bytes of one delivered file, from a stream that may be read once; unpacked where they are gzip or bzip2."""

    def __init__(self, content: Readable) -> None:
        super().__init__([])
        buffered = io.BufferedReader(_LeftOpen(content))
        unpacker = unpacking(buffered.peek(4)[:4])
        self._content: Readable = buffered
        if unpacker is not None:
            self._content = unpacker(buffered)

    def fill(self, target: memoryview) -> int:
        """Read until the target is full or the input ends. Raises `LegacyRefusedError` for broken compression."""
        filled = 0
        while filled < len(target):
            try:
                piece = self._content.read(len(target) - filled)
            except (EOFError, OSError, zlib.error) as error:
                raise LegacyRefusedError(
                    "BROKEN_COMPRESSION",
                    f"the compressed file cannot be read on: {error}",
                    where=f"byte {self.position + filled} of the decompressed file",
                    remedy="Ask for the file again; whoever delivered it can compare checksums.",
                ) from error
            if not piece:
                break
            target[filled : filled + len(piece)] = piece
            filled += len(piece)
        self.position += filled
        return filled


@dataclass(frozen=True)
class RecordBook:
    """A copybook laid out, and how its files are read. `targets` maps each record type to the item that it chooses."""

    layouts: tuple[Layout, ...]
    options: ReadOptions
    targets: Mapping[str, str]

    @classmethod
    def of(cls, copybook: Copybook, options: ReadOptions) -> "RecordBook":
        """Lay the copybook out under the options. Raises `LegacyRefusedError` for a name that it does not have."""
        reader = LegacyReader(copybook, options)
        resolved = ReadOptions(**{**options.__dict__, "frame": reader.frame})
        targets = {} if options.segments is None else resolve_targets(reader.layouts, options.segments)
        return cls(reader.layouts, resolved, targets or {ONLY: reader.layouts[0].root.path})

    @cached_property
    def choices(self) -> Choices:
        """The redefinitions that a field of the record chooses."""
        return Choices(self.layouts, self.options.choices, self.options.reading)

    @property
    def judged(self) -> bool:
        """Whether a record's length says something: always, but for fixed records of the layout's own length."""
        frame = self.options.frame
        return frame.format != "F" or frame.length != max(layout.width for layout in self.layouts)

    def layout(self, segment: str) -> Layout:
        """The layout of a record type."""
        root = self.targets[segment].split(".", 1)[0]
        return next(layout for layout in self.layouts if layout.root.path == root)

    def active(self, segment: str) -> frozenset[str]:
        """The item that a record type chooses, and what it lies in, by path."""
        parts = self.targets[segment].split(".")
        return frozenset(".".join(parts[: count + 1]) for count in range(len(parts)))

    def ancestors(self, segment: str) -> frozenset[str]:
        """The record type and those above it."""
        parents = {} if self.options.segments is None else self.options.segments.parents
        found = [segment]
        while found[-1] in parents and parents[found[-1]] not in found:
            found.append(parents[found[-1]])
        return frozenset(found)

    def blocks(self, content: Readable, account: Account) -> Iterator[Block]:
        """Blocks of whole records, in order; bytes that are no records refuse the file (`LegacyRefusedError`)."""
        frame = self.options.frame
        yield from blocks(
            DeliveredBytes(content),
            framer_of(frame, self.layouts, self.options.reading),
            account,
            header=frame.file_header,
            trailer=frame.file_trailer,
            size=self.options.block_bytes,
        )

    def types_of(self, block: Block) -> list[str]:
        """The record type of each record, read from its bytes by the slow decoder; each spelling decoded once."""
        if self.options.segments is None:
            return [ONLY] * len(block.starts)
        node = find_field(self.layouts, self.options.segments.field, "reader.segment_field")
        known: dict[bytes, str] = {}
        found = []
        for start, length in zip(block.starts.tolist(), block.lengths.tolist(), strict=True):
            data = block.buffer[start + node.offset : start + min(node.end, length)].tobytes()
            if data not in known:
                known[data] = self._plain(node, data)
            found.append(known[data])
        return found

    def padded(self, data: bytes, width: int) -> bytes:
        """The bytes of a field of which a record has too few: a short line goes on in spaces, others end there."""
        space = bytes([self.options.reading.page.space])
        return data.ljust(width, space) if self.options.frame.format == "T" else data

    def _plain(self, node: Node, data: bytes) -> str:
        if is_number(node) and node.item.picture is not None:
            value = exact_number(node, node.item.picture, self.options.reading, data)
            return "" if value is None else str(value)
        return self.options.reading.page_of(node.path, node.name).decode(data).strip(" \0")


def bytes_of(block: Block, at: int) -> bytes:
    """The bytes of one record of a block, by its place in it."""
    start = int(block.starts[at])
    return bytes(np.asarray(block.buffer[start : start + int(block.lengths[at])]).tobytes())
