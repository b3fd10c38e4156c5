"""Byte accounts: every byte of an input is a record, a header, filler or quarantined, and the sums equal the size."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quarantined:
    """A range of bytes that could not be read as records, and why."""

    start: int
    length: int
    reason: str


@dataclass
class Account:
    """Where the bytes of one input went. Offsets are in the decompressed stream, the parts of a split file joined.

    `records` counts bytes of record payloads, `headers` record descriptor words, block descriptors and line ends,
    `filler` what options declare to be no records (file header and trailer, bytes around records, padding),
    `filtered` the payload of records left out on request.
    """

    size: int = 0
    records: int = 0
    headers: int = 0
    filler: int = 0
    filtered: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)

    @property
    def quarantined_bytes(self) -> int:
        """Bytes in quarantine."""
        return sum(part.length for part in self.quarantined)

    @property
    def balance(self) -> int:
        """Bytes not accounted for; zero, or the reader has a fault."""
        return self.size - self.records - self.headers - self.filler - self.filtered - self.quarantined_bytes
