"""The journal: what is durable and not yet in the tiles.

One file of batches, each `"ATHJ"`, u32 payload length, u64 first index, u32 count, SHA-256 of (the digest before, those
fields, the payload), payload. The payload is, for each record, u16 length and leaf, u32 length and sealed body. The
file is extended with zeros ahead of need, so that an append changes no length and costs one fdatasync.

A batch is acknowledged only after its sync and the next one starts only then, so only the last batch can be torn. A
torn tail was never acknowledged and is dropped; damage before another whole batch is no tear, and stops the line.
"""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files, place_durably, read_whole, write_whole

_MAGIC = b"athena.journal.1"
_HEADER = struct.Struct(">16sQ32s")
_LEAD = struct.Struct(">4sIQI")
_BATCH = b"ATHJ"
_DIGEST_BYTES = 32
_FIRST_CHUNK = 1 << 16
_LARGEST_CHUNK = 1 << 22


@dataclass(frozen=True)
class Record:
    """One appended thing: the leaf bytes for the tree and the sealed body beside it (empty where a log has none)."""

    leaf: bytes
    sealed: bytes = b""


@dataclass(frozen=True)
class Journal:
    """What a journal file holds: records from index `base` on, where the next batch goes, and the running digest.

    `torn` says that bytes after `end` are neither a whole batch nor zeros.
    """

    base: int
    records: tuple[Record, ...]
    end: int
    digest: bytes
    torn: bool


def _header(base: int) -> bytes:
    return _HEADER.pack(_MAGIC, base, sha256(_MAGIC + base.to_bytes(8, "big")).digest())


def start_journal(files: Files, path: Path, base: int) -> None:
    """Replace the journal by an empty one that continues at `base`; durable when it returns."""
    place_durably(files, path, _header(base), 0o600)


def renew_journal(files: Files, path: Path, base: int, records: Sequence[Record]) -> "JournalWriter":
    """Replace the journal by one that holds `records` from `base` on, and write on behind them.

    Durable when it returns, and at no moment is a record in neither: the old journal stands until the new one is whole.
    """
    batch, digest = _batch(_header(base)[-_DIGEST_BYTES:], base, records) if records else (b"", b"")
    place_durably(files, path, _header(base) + batch, 0o600)
    writer = JournalWriter(files, path, base)
    if records:
        writer.skip(len(batch), digest, len(records))
    return writer


def read_journal(files: Files, path: Path) -> Journal:
    """Read a journal; stops the line where it is missing, damaged before its last batch, or not a journal."""
    try:
        data = read_whole(files, path)
    except FileNotFoundError as error:
        raise _damaged(path, "the journal is missing") from error
    return parse_journal(data, path)


def parse_journal(data: bytes, path: PurePath) -> Journal:
    """The journal in `data`; `path` only names it in failures."""
    base = int.from_bytes(data[16:24], "big")
    if data[: _HEADER.size] != _header(base):
        raise _damaged(path, "its header is damaged")
    digest, at = data[24 : _HEADER.size], _HEADER.size
    records: list[Record] = []
    while batch := _read_batch(data, at, digest, base + len(records)):
        found, digest, at = batch
        records += found
    torn = any(data[at:])
    if torn and _whole_batch_follows(data, at):
        raise _damaged(path, f"damaged at byte {at}, before a later batch")
    return Journal(base, tuple(records), at, digest, torn)


def _read_batch(data: bytes, at: int, digest: bytes, first: int) -> tuple[list[Record], bytes, int] | None:
    """The batch at `at`, the digest after it and where the next begins; None where no whole batch stands."""
    start = at + _LEAD.size + _DIGEST_BYTES
    if start > len(data):
        return None
    magic, length, index, count = _LEAD.unpack_from(data, at)
    payload = data[start : start + length]
    stated = data[at + _LEAD.size : start]
    if magic != _BATCH or index != first or stated != _digest(digest, data[at : at + _LEAD.size], payload):
        return None
    return _unpack(payload, count), stated, start + length


def _whole_batch_follows(data: bytes, at: int) -> bool:
    """Whether a well-formed batch stands somewhere after the damage: then the damage is no torn tail."""
    found = data.find(_BATCH, at + 1)
    while found >= 0:
        if _plausible(data, found):
            return True
        found = data.find(_BATCH, found + 1)
    return False


def _plausible(data: bytes, at: int) -> bool:
    """Whether a lead at `at` is followed by as many well-formed records as it counts."""
    start = at + _LEAD.size + _DIGEST_BYTES
    if start > len(data):
        return False
    length: int
    count: int
    _, length, _, count = _LEAD.unpack_from(data, at)
    if count == 0 or start + length > len(data):
        return False
    try:
        return len(_unpack(data[start : start + length], count)) == count
    except struct.error:
        return False


def _unpack(payload: bytes, count: int) -> list[Record]:
    records, at = [], 0
    for _ in range(count):
        (leaf_length,) = struct.unpack_from(">H", payload, at)
        (body_length,) = struct.unpack_from(">I", payload, at + 2 + leaf_length)
        body = at + 6 + leaf_length
        if body + body_length > len(payload):
            raise struct.error("a record runs past the end")
        records.append(Record(payload[at + 2 : at + 2 + leaf_length], payload[body : body + body_length]))
        at = body + body_length
    return records


def _pack(records: Sequence[Record]) -> bytes:
    parts: list[bytes] = []
    for record in records:
        parts += (
            len(record.leaf).to_bytes(2, "big"),
            record.leaf,
            len(record.sealed).to_bytes(4, "big"),
            record.sealed,
        )
    return b"".join(parts)


def _batch(before: bytes, first: int, records: Sequence[Record]) -> tuple[bytes, bytes]:
    """The bytes of one batch and the digest after it."""
    payload = _pack(records)
    lead = _LEAD.pack(_BATCH, len(payload), first, len(records))
    digest = _digest(before, lead, payload)
    return b"".join([lead, digest, payload]), digest


def _digest(before: bytes, lead: bytes, payload: bytes) -> bytes:
    return sha256(before + lead + payload).digest()


def _damaged(path: PurePath, why: str) -> StopTheLine:
    remedy = "Release nothing; keep the folder as evidence and compare with the last cosigned checkpoint."
    return StopTheLine("journal-damaged", "The ledger's journal cannot be trusted", str(path), why, remedy)


class JournalWriter:
    """Appends batches to one fresh journal file. Not safe for two callers at once: the log's lock guards it."""

    def __init__(self, files: Files, path: Path, base: int) -> None:
        """Continue the empty journal that `start_journal` put at `path` with the same `base`."""
        self._files = files
        self._fd = files.open(path, os.O_RDWR)
        self._digest = _header(base)[-_DIGEST_BYTES:]
        self._end = self._room = _HEADER.size
        self._next = base

    def append(self, records: Sequence[Record]) -> None:
        """Write one batch; durable when it returns. After any `OSError` this writer must not be used again."""
        batch, digest = _batch(self._digest, self._next, records)
        end = self._end + len(batch)
        if end > self._room:
            chunk = min(max(self._room, _FIRST_CHUNK), _LARGEST_CHUNK)
            self._room = -(-end // chunk) * chunk
            batch += bytes(self._room - end)
        write_whole(self._files, self._fd, batch, self._end)
        self._files.sync(self._fd)
        self._end, self._digest, self._next = end, digest, self._next + len(records)

    def skip(self, length: int, digest: bytes, count: int) -> None:
        """Go on behind a batch of `length` bytes and `count` records that this process wrote and synced itself."""
        self._end, self._digest, self._next = self._end + length, digest, self._next + count
        self._room = self._end

    def close(self) -> None:
        """Give the descriptor back; nothing is pending, since every append was synced."""
        self._files.close(self._fd)
