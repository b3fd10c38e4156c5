"""The evidence store: every delivered file, kept as it came, named by its SHA-256."""

import io
from dataclasses import dataclass, field
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
    key: bytes = field(repr=False)

    def keep(self, content: BinaryIO) -> Kept:
        """Keep the bytes of `content` from where it stands to its end; durable when this returns.

        The same content twice is kept once. An error while reading leaves nothing behind.
        """
        with arrival(self.folder) as new:
            with SealedWriter(new.stream, self.key) as sealed:
                while piece := content.read(_READ):
                    sealed.write(piece)
            sha256 = Sha256(sealed.sha256)
            if known := self.holds(sha256):
                return Kept(sha256, sealed.size, known)
            make_folder(self._path(sha256).parent)
            new.settle(self._path(sha256))
        return Kept(sha256, sealed.size, known)

    def holds(self, sha256: Sha256) -> bool:
        """Say whether the file with this SHA-256 is held."""
        return self._path(sha256).exists()

    def open(self, sha256: Sha256) -> io.BufferedReader:
        """Open a held file for reading from any offset; one that is missing, or another file's, stops the line."""
        path = self._path(sha256)
        if not path.exists():
            raise StopTheLine(
                f"The evidence store no longer holds {sha256}, which records refer to\n  where: {path}\n"
                "  do:    whoever runs the workspace: restore it from backup, and find out who could remove it"
            )
        reader = SealedReader(path, self.key)
        if reader.sha256 != sha256:
            reader.close()
            raise StopTheLine(
                f"The evidence store has another file in the place of {sha256}\n  where: {path}\n"
                f"  why:   it holds {reader.sha256}, sealed by this workspace\n"
                "  do:    whoever runs the workspace: restore it from backup, and find out who could rename files"
            )
        return io.BufferedReader(reader, _READ)

    def tidy(self) -> int:
        """Remove what killed deliveries left half-written, and say how many."""
        return remove_partials(self.folder)

    def _path(self, sha256: Sha256) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.sealed"
