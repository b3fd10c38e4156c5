"""The evidence store keeps every byte under its own name, once."""

import hashlib
import io
import os
import shutil
from collections.abc import Callable
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from athena.failures import StopTheLine
from athena.lake.evidence import EvidenceStore, Sha256
from athena.lake.workspace import Workspace

Start = Callable[..., ForkServerProcess]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    (tmp_path / "evidence").mkdir()
    return EvidenceStore(tmp_path / "evidence", bytes(32))


def files(store: EvidenceStore) -> list[Path]:
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000])
def test_what_is_kept_is_what_came(size: int, store: EvidenceStore) -> None:
    content = os.urandom(size)
    kept = store.keep(io.BytesIO(content))
    assert (kept.sha256, kept.size, kept.known) == (hashlib.sha256(content).hexdigest(), size, False)
    with store.open(kept.sha256) as held:
        assert held.read() == content
    assert store.holds(kept.sha256)


def test_the_same_content_is_kept_once(store: EvidenceStore) -> None:
    first = store.keep(io.BytesIO(b"content"))
    before = files(store)[0].read_bytes()
    again = store.keep(io.BytesIO(b"content"))
    assert (again.sha256, again.size, again.known) == (first.sha256, first.size, True)
    assert [file.read_bytes() for file in files(store)] == [before]


def test_it_keeps_from_where_the_content_stands(store: EvidenceStore) -> None:
    content = io.BytesIO(b"header and content")
    content.seek(11)
    assert store.keep(content).sha256 == hashlib.sha256(b"content").hexdigest()


def test_an_error_while_reading_leaves_nothing(store: EvidenceStore) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("the stick was pulled out")
            return super().read(size)

    with pytest.raises(OSError, match="pulled out"):
        store.keep(Broken(os.urandom(3_000_000)))
    assert files(store) == []


@pytest.mark.parametrize("call", ["fsync", "replace", "mkdir"])
def test_a_failing_disk_is_said_and_keeps_nothing(
    call: str, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def fail(*given: object, **named: object) -> None:
            raise OSError(28, "No space left on device")

        patched.setattr(os, call, fail)
        with pytest.raises(OSError, match="No space left"):
            store.keep(io.BytesIO(b"content"))
    assert files(store) == []
    assert not store.keep(io.BytesIO(b"content")).known


def test_a_missing_file_stops_the_line(store: EvidenceStore) -> None:
    with pytest.raises(StopTheLine, match="no longer holds"):
        store.open(Sha256("0" * 64))


def test_a_damaged_file_stops_the_line(store: EvidenceStore) -> None:
    kept = store.keep(io.BytesIO(os.urandom(5000)))
    (file,) = files(store)
    content = bytearray(file.read_bytes())
    content[200] ^= 1
    file.write_bytes(content)
    with pytest.raises(StopTheLine, match="not what was stored"), store.open(kept.sha256) as held:
        held.read()


def test_a_file_in_the_place_of_another_stops_the_line(store: EvidenceStore) -> None:
    one, other = store.keep(io.BytesIO(b"guilty")), store.keep(io.BytesIO(b"not guilty"))
    place = {file.stem: file for file in files(store)}
    shutil.copy(place[other.sha256], place[one.sha256])
    with pytest.raises(StopTheLine, match="another file in the place"):
        store.open(one.sha256)


def test_nothing_of_the_content_shows(store: EvidenceStore) -> None:
    store.keep(io.BytesIO(b"PLANTED-MARKER" * 100))
    assert all(b"PLANTED" not in file.read_bytes() for file in files(store))
    assert "key" not in repr(store)


@pytest.mark.slow
def test_killed_at_any_step_a_file_is_kept_or_not(workspace: Workspace, start: Start, tmp_path: Path) -> None:
    store = workspace.evidence
    for at in count(1):
        content = os.urandom(3_000_000)
        (tmp_path / "delivered").write_bytes(content)
        done = tmp_path / f"done-{at}"
        child = start("keep", str(workspace.folder), at, str(done), str(tmp_path / "delivered"))
        child.join()
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        assert store.holds(sha256) or not done.exists()
        if store.holds(sha256):
            with store.open(sha256) as held:
                assert held.read() == content
        assert store.keep(io.BytesIO(content)).sha256 == sha256
        if child.exitcode == 0:
            break
    assert at > 4
    assert store.tidy() > 0
    assert [file for file in files(store) if file.suffix != ".sealed"] == []
