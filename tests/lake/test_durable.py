"""Files appear whole, under their name, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from athena.lake.durable import arrival, make_folder, remove_partials, sync_folder, write_atomically


def test_content_replaces_what_was_there(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", b"one")
    write_atomically(tmp_path / "file", b"two")
    assert (tmp_path / "file").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_failing_disk_is_said_and_leaves_the_old_content(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atomically(tmp_path / "file", b"old")

    def fail(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_while_writing_leaves_nothing(tmp_path: Path) -> None:
    # /dev/full takes no byte: what is still buffered fails again when the file is closed.
    def write() -> None:
        with arrival(tmp_path) as new:
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, new.stream.fileno())
            os.close(full)
            new.stream.write(b"a few bytes, still buffered")
            new.settle(tmp_path / "file")

    with pytest.raises(OSError, match="No space left"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_the_content_is_synced_before_it_has_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        fsync(descriptor)

    def naming(source: Path, target: Path) -> None:
        steps.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", naming)
    write_atomically(tmp_path / "file", b"content")
    assert steps == ["sync file", "name", "sync folder"]


def test_an_unsettled_arrival_is_gone(tmp_path: Path) -> None:
    with arrival(tmp_path) as new:
        new.stream.write(b"content")
    assert list(tmp_path.iterdir()) == []


def test_only_what_nobody_writes_any_more_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".dead.partial").write_bytes(b"left by a killed process")
    (tmp_path / "file").write_bytes(b"settled")
    with arrival(tmp_path) as new:
        new.stream.write(b"content")
        assert remove_partials(tmp_path) == 1
        new.settle(tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "new"]
    assert remove_partials(tmp_path) == 0


def test_a_folder_is_made_once_for_its_owner(tmp_path: Path) -> None:
    make_folder(tmp_path / "folder")
    (tmp_path / "folder" / "file").touch()
    make_folder(tmp_path / "folder")
    assert (tmp_path / "folder" / "file").exists()
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_a_file_where_a_folder_belongs_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "folder")
    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "folder")
