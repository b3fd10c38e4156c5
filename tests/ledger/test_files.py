"""Durable writes are made of file calls in the right order."""

import os
from pathlib import Path

import pytest

from athena.ledger.files import (
    Files,
    ensure_folder,
    place,
    place_all,
    place_durably,
    read_optional,
    read_whole,
    write_whole,
)


class Traced(Files):
    """Writes down what reaches the disk, in order."""

    def __init__(self) -> None:
        self.trace: list[str] = []

    def write(self, fd: int, data: bytes, offset: int) -> int:
        self.trace.append("write")
        return super().write(fd, data[:3], offset)

    def sync(self, fd: int) -> None:
        self.trace.append("sync")
        super().sync(fd)

    def sync_folder(self, path: Path) -> None:
        self.trace.append(f"sync {path.name}")
        super().sync_folder(path)

    def rename(self, old: Path, new: Path) -> None:
        self.trace.append(f"rename {new.name}")
        super().rename(old, new)


def test_the_order_of_a_durable_write_is_write_sync_rename_sync_folder(tmp_path: Path) -> None:
    files, folder = Traced(), tmp_path / "folder"
    folder.mkdir()
    place_durably(files, folder / "name", b"12345")
    assert files.trace == ["write", "write", "sync", "rename name", "sync folder"]
    assert (folder / "name").read_bytes() == b"12345"
    assert os.listdir(folder) == ["name"]


def test_several_files_share_one_sync_of_their_folder(tmp_path: Path) -> None:
    files = Traced()
    place_all(files, [(tmp_path / "new" / "a", b"1"), (tmp_path / "new" / "b", b"2")])
    assert files.trace.count("sync new") == 1
    assert files.trace[0] == f"sync {tmp_path.name}"
    assert files.trace[-1] == "sync new"


def test_a_write_of_nothing_is_an_error(tmp_path: Path) -> None:
    class Stuck(Files):
        def write(self, fd: int, data: bytes, offset: int) -> int:
            return 0

    with pytest.raises(OSError, match="wrote 0"):
        place(Stuck(), tmp_path / "name", b"1")
    assert not (tmp_path / "name").exists()


def test_reading_continues_after_short_reads_and_notices_a_shrunk_file(tmp_path: Path) -> None:
    class Halting(Files):
        def read(self, fd: int, length: int, offset: int) -> bytes:
            return super().read(fd, min(length, 2), offset)

    class Shrunk(Files):
        def size(self, fd: int) -> int:
            return super().size(fd) + 1

    (tmp_path / "name").write_bytes(b"12345")
    assert read_whole(Halting(), tmp_path / "name") == b"12345"
    with pytest.raises(OSError, match="ended after 5 of 6"):
        read_whole(Shrunk(), tmp_path / "name")


def test_what_is_not_there(tmp_path: Path) -> None:
    assert read_optional(Files(), tmp_path / "none") is None
    with pytest.raises(FileNotFoundError):
        read_whole(Files(), tmp_path / "none")


def test_folders_are_made_with_their_parents_and_once(tmp_path: Path) -> None:
    for _ in range(2):
        ensure_folder(Files(), tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_the_lock_is_exclusive_between_descriptors(tmp_path: Path) -> None:
    files = Files()
    one, two = (files.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT) for _ in range(2))
    assert files.try_lock(one)
    assert not files.try_lock(two)
    files.unlock(one)
    assert files.try_lock(two)
    write_whole(files, one, b"x", 0)
    for fd in (one, two):
        files.close(fd)
