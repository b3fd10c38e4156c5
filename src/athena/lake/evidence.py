"""The evidence store: every delivered file, kept as it came, named by its SHA-256."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NewType

from athena.failures import StopTheLine
from athena.lake.durable import arrival, make_folder, remove_partials
from athena.lake.sealed import SealedReader, SealedWriter

Sha256 = NewType("Sha256", str)
_READ = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A file that the store holds: its SHA-256 in hex, its size in bytes, and whether it was there before."""

    sha256: Sha256
    size: int
    known: bool


@dataclass(frozen=True)
class EvidenceStore:
    """A folder of sealed files, each under `ab/abcdef…`, written once and never changed."""

    folder: Path
    key: bytes

    def keep(self, content: BinaryIO) -> Kept:
        """Keep the bytes of `content` from where it stands to its end; durable when this returns.

        The same content twice is kept once. An error while reading leaves nothing behind.
        """
        digest = hashlib.sha256()
        with arrival(self.folder) as new:
            with SealedWriter(new.stream, self.key) as sealed:
                while piece := content.read(_READ):
                    digest.update(piece)
                    sealed.write(piece)
            sha256 = Sha256(digest.hexdigest())
            if known := self.holds(sha256):
                return Kept(sha256, sealed.size, known)
            make_folder(self._path(sha256).parent)
            new.settle(self._path(sha256))
        return Kept(sha256, sealed.size, known)

    def holds(self, sha256: Sha256) -> bool:
        """Say whether the file with this SHA-256 is held."""
        return self._path(sha256).exists()

    def open(self, sha256: Sha256) -> io.BufferedReader:
        """Open a held file for reading from any offset; one that is missing stops the line."""
        path = self._path(sha256)
        if not path.exists():
            raise StopTheLine(
                f"The evidence store no longer holds {sha256}, which records refer to\n  where: {path}\n"
                "  do:    whoever runs the workspace: restore it from backup, and find out who could remove it"
            )
        return io.BufferedReader(SealedReader(path, self.key), _READ)

    def tidy(self) -> int:
        """Remove what killed deliveries left half-written, and say how many; only while nothing is delivered."""
        return remove_partials(self.folder)

    def _path(self, sha256: Sha256) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.sealed"
