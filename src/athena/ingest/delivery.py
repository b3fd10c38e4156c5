"""Deliveries: what somebody hands over (an archive, a folder, files), as members that can be opened one by one."""

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, BinaryIO, NewType, TypeVar, cast

from athena.failures import Refused
from athena.lake.evidence import EvidenceStore, Kept, Sha256
from athena.lake.workspace import SETTINGS

MemberName = NewType("MemberName", str)
T = TypeVar("T")
# Deflate reaches 1,032 to 1 on zeros; police tables reach about 12. Between lies every honest file.
BOMB_RATIO = 200
BOMB_FLOOR = 64 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """One file of a delivery: its name in it, its size once unpacked, and the kept file whose bytes hold it."""

    name: MemberName
    size: int
    kept: Sha256
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Delivery:
    """What was handed over at once, already in the evidence store: its name, its hash, and its members in order.

    `sha256` is that of the archive, or nothing for loose files, each of which is kept by itself. `known` says
    that every byte of it was kept before.
    """

    name: str
    sha256: Sha256 | None
    known: bool
    members: Sequence[Member]
    close: Callable[[], None]

    def __enter__(self) -> "Delivery":
        """Give the delivery itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what its members are read from."""
        self.close()


def handed_over(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Sort what was named on a command line into deliveries: each archive by itself, loose files of a path together.

    Folders are walked in the order of their names, hidden files and links left out. A path that is not there, or
    a folder with nothing in it, is refused.
    """
    for path in paths:
        if not path.exists():
            raise Refused(
                "ingest.no-such-path",
                "There is nothing to ingest at this path",
                str(path),
                "It does not exist",
                "Check the spelling; the path is relative to where the command runs",
            )
        if not (path.is_file() or path.is_dir()):
            raise _not_a_file(path)
        files = [path] if path.is_file() else list(_walk(path))
        if not files:
            raise Refused(
                "ingest.empty-folder",
                "There is nothing to ingest in this folder",
                str(path),
                "It holds no files",
                "Name the folder or the archive that was downloaded",
            )
        loose = [file for file in files if file.suffix.lower() != ".zip"]
        if loose:
            yield loose
        yield from ([file] for file in files if file.suffix.lower() == ".zip")


def receive(paths: Sequence[Path], evidence: EvidenceStore) -> Delivery:
    """Take one delivery into the evidence store and give its members, to be read from there and nowhere else.

    What is read later is therefore what is kept, whatever happens to the original. An archive that is cut short,
    encrypted, a bomb, or that names a member outside itself is refused, and so is a file that changes while it
    is read.
    """
    if len(paths) == 1 and paths[0].suffix.lower() == ".zip":
        return _receive_archive(paths[0], evidence)
    kept = [(path, _keep(path, evidence)) for path in paths]
    members = [
        Member(MemberName(_printable(path)), file.size, file.sha256, partial(evidence.open, file.sha256))
        for path, file in kept
    ]
    name = paths[0] if len(paths) == 1 else Path(os.path.commonpath([path.parent for path in paths]))
    return Delivery(_printable(name), None, all(file.known for _, file in kept), members, lambda: None)


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(_readable(folder, lambda: list(folder.iterdir()))):
        if entry.name.startswith((".", "__MACOSX")) or entry.is_symlink():
            continue
        if entry.is_dir() and not (entry / SETTINGS).exists():
            # A workspace is no delivery, also where somebody keeps it among their downloads.
            yield from _walk(entry)
        elif entry.is_file():
            yield entry


def _printable(path: Path) -> str:
    # A name that is not UTF-8 can be opened but not stored as text.
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _readable(path: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except OSError as error:
        raise Refused(
            "ingest.cannot-open",
            "Something that was handed over cannot be opened",
            _printable(path),
            error.strerror or str(error),
            "Whoever owns it: let the account that runs Athena read it; nothing of this delivery was loaded",
        ) from error


def _not_a_file(path: Path) -> Refused:
    return Refused(
        "ingest.not-a-file",
        "This is neither a file nor a folder",
        _printable(path),
        "It is a device, a pipe or a socket, which has no end that could be reconciled",
        "Write it to a file, and name that",
    )


def _keep(path: Path, evidence: EvidenceStore) -> Kept:
    with _readable(path, lambda: path.open("rb")) as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _not_a_file(path)
        kept = evidence.keep(stream)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or kept.size != after.st_size:
        raise Refused(
            "ingest.changing-file",
            "A file changed while it was read",
            str(path),
            f"It had {before.st_size:,} bytes, then {after.st_size:,}: somebody is still writing it",
            "Wait until it is written, then ingest it again; nothing of it was loaded",
        )
    return kept


def _receive_archive(path: Path, evidence: EvidenceStore) -> Delivery:
    # Looked at before it is kept, so that a bomb is not taken in; read for good from the kept bytes.
    with _readable(path, lambda: path.open("rb")) as stream, _archive(stream, path) as archive:
        _inspect(archive, path)
    kept = _keep(path, evidence)
    archive = _archive(evidence.open(kept.sha256), path)
    members = [
        Member(MemberName(entry.filename), entry.file_size, kept.sha256, partial(_open_member, archive, entry.filename))
        for entry in sorted(_inspect(archive, path), key=lambda entry: entry.filename)
    ]
    return Delivery(_printable(path), kept.sha256, kept.known, members, partial(_close, archive))


def _open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error) as error:
        raise Refused(
            "ingest.broken-archive",
            "A file cannot be unpacked from its archive",
            name,
            f"{error}: the archive is damaged, or packed in a way that is not plain zip",
            "Whoever delivered it: download or copy the archive again, or pack it plainly",
        ) from error


def _close(archive: zipfile.ZipFile) -> None:
    stream = archive.fp
    archive.close()
    if stream is not None:
        stream.close()


@contextmanager
def opened_member(evidence: EvidenceStore, kept: Sha256, member: str, archived: bool) -> Iterator[BinaryIO]:
    """Open a file as it was delivered: a member of the kept archive, or the kept file itself."""
    with evidence.open(kept) as stream:
        if not archived:
            yield stream
            return
        with zipfile.ZipFile(stream) as archive, archive.open(member) as content:
            yield cast(BinaryIO, content)


def _archive(stream: BinaryIO, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise Refused(
            "ingest.broken-archive",
            "An archive cannot be opened",
            _printable(path),
            f"{error}: it was cut short, or is not a zip archive",
            "Whoever delivered it: download or copy it again, and compare its size with the original's",
        ) from error


def _inspect(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if not entries:
        raise Refused(
            "ingest.empty-archive",
            "There is nothing to ingest in this archive",
            _printable(path),
            "It holds no files",
            "Whoever delivered it: pack it again",
        )
    _check_whole(entries, path)
    seen: set[str] = set()
    for entry in entries:
        where = f"{_printable(path)}, member {entry.filename!r}"
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename:
            raise _unsafe("ingest.outside-member", where, "The member's name leads outside the archive")
        if entry.filename in seen:
            raise _unsafe("ingest.doubled-member", where, "Two members have this name, and only one could be meant")
        if entry.flag_bits & _ENCRYPTED:
            raise _unsafe("ingest.encrypted-member", where, "The member is encrypted with a password")
        if entry.file_size > BOMB_FLOOR and entry.file_size > BOMB_RATIO * max(entry.compress_size, 1):
            raise _unsafe(
                "ingest.zip-bomb",
                where,
                f"It would unpack from {entry.compress_size:,} to {entry.file_size:,} bytes, as a zip bomb does",
            )
        seen.add(entry.filename)
    return [entry for entry in entries if not _is_clutter(entry.filename)]


def _check_whole(entries: Sequence[zipfile.ZipInfo], path: Path) -> None:
    # Members that share the same packed bytes each look honest; only together are they a bomb.
    unpacked, packed = sum(entry.file_size for entry in entries), path.stat().st_size
    if unpacked > BOMB_FLOOR and unpacked > BOMB_RATIO * packed:
        raise _unsafe(
            "ingest.zip-bomb",
            _printable(path),
            f"Its {len(entries):,} members would unpack from {packed:,} to {unpacked:,} bytes, as a zip bomb does",
        )


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _unsafe(code: str, where: str, why: str) -> Refused:
    return Refused(
        code,
        "An archive is not safe to read, and nothing of it was taken",
        where,
        why,
        "Whoever delivered it: pack it again, plainly; a data engineer can unpack it elsewhere and ingest the folder",
    )
