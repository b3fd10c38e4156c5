"""The index at rest is sealed and whole, whatever is cut short; in memory no path leads to it."""

import os
import signal
import time
from pathlib import Path

import pytest
import tantivy
from tests.search.conftest import Record, eyes, ids, indexed, person

from athena.failures import Refused, StopTheLine
from athena.search import schema as at
from athena.search.archive import Archive, Standing
from athena.search.finding import Finder
from athena.search.grammar import parse

KEY = bytes(range(32))


def publish(archive: Archive, records: list[Record], snapshot: int) -> Standing:
    with archive.unpacked(None) as folder:
        indexed(records, folder)
        return archive.publish(folder, Standing(snapshot, dict.fromkeys(eyes(records).all, 1), "2024-05-09"))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    memory = tmp_path / "memory"
    memory.mkdir()
    return Archive(tmp_path / "search", KEY, memory)


def found(archive: Archive, records: list[Record], text: str) -> list[str]:
    opened = archive.open()
    assert opened is not None
    return ids(Finder(opened[1], eyes(records)).find(parse(text), 10))


def test_what_was_published_is_found_and_leaves_no_plain_file(archive: Archive, force: list[Record]) -> None:
    assert archive.open() is None
    publish(archive, force, 7)
    assert found(archive, force, "renault") == ["car"]
    assert list(archive.memory.iterdir()) == []
    for file in archive.folder.iterdir():
        content = file.read_bytes()
        assert content.startswith(b"ATHENA-SEALED")
        assert b"renault" not in content.lower()
        assert b"smith" not in content.lower()


def test_a_second_publication_seals_only_what_is_new(archive: Archive, force: list[Record]) -> None:
    first = publish(archive, force, 1)
    more = person("new", "Nora Newcomer")
    with archive.unpacked(first) as folder:
        index = at.with_analyzers(tantivy.Index.open(str(folder)))
        writer = index.writer(15_000_000, 1)
        import json

        from athena.search.documents import document
        from athena.search.placing import placing

        writer.add_json(json.dumps(document(placing("person"), more.row())))
        writer.commit()
        writer.wait_merging_threads()
        second = archive.publish(folder, Standing(2, first.classes, first.until))
    assert set(first.files.items()) <= set(second.files.items())
    assert found(archive, [*force, more], "newcomer") == ["new"]


def test_an_index_of_another_version_is_none(
    archive: Archive, force: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(archive, force, 1)
    monkeypatch.setattr("athena.search.archive.VERSION", at.VERSION + 1)
    assert archive.standing() is None


def test_a_changed_byte_stops_the_line(archive: Archive, force: list[Record]) -> None:
    standing = publish(archive, force, 1)
    file = archive.folder / next(iter(standing.files.values()))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(StopTheLine):
        archive.open()


def test_a_file_that_is_gone_stops_the_line(archive: Archive, force: list[Record]) -> None:
    standing = publish(archive, force, 1)
    (archive.folder / next(iter(standing.files.values()))).unlink()
    with pytest.raises(StopTheLine, match="athena index --rebuild"):
        archive.open()


def test_no_room_in_memory_is_refused(archive: Archive, force: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    publish(archive, force, 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Archive, "_unseal", full)
    with pytest.raises(Refused) as refused:
        archive.open()
    assert refused.value.code == "search.memory-full"


def publish_for_ever(archive: Archive, tell: int) -> None:
    snapshot = 1
    while True:
        snapshot += 1
        publish(archive, [person(f"p{n}", f"Name{snapshot}") for n in range(200)], snapshot)
        os.write(tell, f"{snapshot}\n".encode())


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.06, 0.09, 0.12])
def test_a_kill_at_any_moment_leaves_a_whole_index(archive: Archive, delay: float) -> None:
    publish(archive, [person("p0", "Name1")], 1)
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        publish_for_ever(archive, tell)
    os.close(tell)
    os.read(told, 1)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(told) as stream:
        last = max([2, *(int(line) for line in stream if line.strip())])
    opened = archive.open()
    assert opened is not None
    assert opened[0].snapshot in (last, last + 1)
    people = [person(f"p{n}", "x") for n in range(200)]
    assert Finder(opened[1], eyes(people)).find(parse(f"name:Name{opened[0].snapshot}"), 1).total == 200
    assert list(archive.memory.iterdir()) == []
    after = publish(archive, [person("p0", "After")], 99)
    assert len(list(archive.folder.iterdir())) == len(after.files) + 1
