"""The index at rest and in use: sealed files in the workspace, plain ones in memory only, and there without a name.

tantivy opens an index from a folder. So the sealed files are unpacked into a folder of `/dev/shm`, which the kernel
keeps in memory, opened, and removed again while they are open: from then on no path leads to them, and the death of
the process, however it dies, takes them with it. A kill in the second between unpacking and removing leaves a folder
that only its owner can read, which the next opening clears away.

At rest each file of the index is one sealed file, and `manifest.sealed` names them. A publication adds the new files,
then replaces the manifest in one step, then drops what it no longer names: whenever it is cut short, a whole index
stands, the old one or the new.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import tantivy

from athena.failures import Refused, StopTheLine
from athena.lake.durable import OWNER_ONLY, arrival, make_folder, remove_partials
from athena.lake.scratch import Scratch, remove_abandoned
from athena.lake.sealed import SealedReader, SealedWriter
from athena.search.schema import VERSION, with_analyzers

MEMORY = Path("/dev/shm")  # noqa: S108 - memory, and Scratch makes a folder of its own for its owner only
_STEM = "athena-search"
_MANIFEST = "manifest.sealed"
_BETWEEN = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.ENOMEM)
_SMALL = ("meta.json", ".managed.json")
"""What tantivy rewrites under one name; everything else it names once and never changes."""


@dataclass(frozen=True)
class Standing:
    """What the index at rest holds: the snapshot it follows, its documents by class, and how far it had read.

    `files` gives the sealed file of each file of the index; `small` is the content of those that change in place;
    `until` is the newest instant at which a record of it was received, superseded or withdrawn, in ISO 8601.
    """

    snapshot: int
    classes: Mapping[str, int]
    until: str
    files: Mapping[str, str] = field(default_factory=dict)
    small: Mapping[str, str] = field(default_factory=dict)
    version: int = VERSION

    @property
    def documents(self) -> int:
        """How many records the index holds."""
        return sum(self.classes.values())


@dataclass(frozen=True)
class Archive:
    """The sealed index in `folder`. `key` seals it; the same key opens it. `memory` is where it is unpacked."""

    folder: Path
    key: bytes = field(repr=False)
    memory: Path = MEMORY

    def standing(self) -> Standing | None:
        """What stands now; None before the first publication, and for an index of another version of Athena."""
        try:
            reader = SealedReader(self.folder / _MANIFEST, self.key)
        except FileNotFoundError:
            return None
        with reader:
            found = json.loads(reader.read())
        return Standing(**found) if found["version"] == VERSION else None

    @contextmanager
    def unpacked(self, standing: Standing | None) -> Iterator[Path]:
        """A folder in memory that holds the files of `standing` (nothing for None), gone when the block ends."""
        remove_abandoned(self.memory, _STEM)
        with Scratch(self.memory, _STEM) as scratch:
            if standing is not None:
                for name, sealed in standing.files.items():
                    self._unseal(sealed, scratch.folder / name)
                for name, text in standing.small.items():
                    (scratch.folder / name).write_text(text, encoding="utf-8")
            yield scratch.folder

    def open(self) -> tuple[Standing, tantivy.Searcher] | None:
        """What stands, and a searcher over it in memory that no path leads to; None before the first publication.

        Refused with `search.memory-full` where the machine has no room for it; stops the line where a file is gone
        or is not what was sealed.
        """
        while (standing := self.standing()) is not None:
            try:
                with self.unpacked(standing) as folder:
                    return standing, with_analyzers(tantivy.Index.open(str(folder))).searcher()
            except FileNotFoundError as error:
                if self.standing() == standing:  # else a newer one was published between the two looks
                    raise _gone(self.folder, error) from error
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                raise _no_room(self.memory, error) from error
        return None

    def publish(self, folder: Path, standing: Standing) -> Standing:
        """Seal the index in `folder`, which nobody writes to any more, and let it stand in place of the last one."""
        make_folder(self.folder)
        remove_partials(self.folder)
        before = self.standing()
        kept = {} if before is None else dict(before.files)
        small = {name: (folder / name).read_text(encoding="utf-8") for name in _SMALL}
        live = _live(folder)
        files = {name: kept.get(name) or self._seal(folder / name) for name in live}
        after = Standing(standing.snapshot, dict(standing.classes), standing.until, files, small)
        with arrival(self.folder) as new:
            with SealedWriter(new.stream, self.key) as writer:
                writer.write(json.dumps(asdict(after)).encode())
            new.settle(self.folder / _MANIFEST)
        self._drop_all_but(set(files.values()))
        return after

    def _seal(self, file: Path) -> str:
        name = f"{secrets.token_hex(16)}.sealed"
        with arrival(self.folder) as new:
            with SealedWriter(new.stream, self.key) as writer, file.open("rb") as stream:
                while block := stream.read(_BETWEEN):
                    writer.write(block)
            new.settle(self.folder / name)
        return name

    def _unseal(self, sealed: str, target: Path) -> None:
        with SealedReader(self.folder / sealed, self.key) as reader:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as stream:
                while block := reader.read(_BETWEEN):
                    stream.write(block)

    def _drop_all_but(self, names: set[str]) -> None:
        for file in self.folder.glob("*.sealed"):
            if file.name != _MANIFEST and file.name not in names:
                file.unlink(missing_ok=True)


def _live(folder: Path) -> tuple[str, ...]:
    """The files that belong to the index in `folder`: of what a merge left behind, nothing is sealed."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    segments = [str(one["segment_id"]).replace("-", "") for one in meta["segments"]]
    return tuple(sorted(file.name for file in folder.iterdir() if file.name.split(".")[0] in segments))


def _gone(folder: Path, error: FileNotFoundError) -> StopTheLine:
    return StopTheLine(
        f"A file of the search index is gone: {folder / str(error.filename)}\n"
        "  do:  whoever runs the workspace: run `athena index --rebuild`, and find out who removed it"
    )


def _no_room(memory: Path, error: OSError) -> Refused:
    return Refused(
        "search.memory-full",
        "The search index does not fit into memory",
        str(memory),
        f"{type(error).__name__}: {error.strerror}",
        "Free memory, or give this machine more; the index is never unpacked to a disk",
    )
