"""Every file call fails, every gap between two calls is a kill -9 or a power cut, and nothing acknowledged is lost."""

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from athena.ledger.checkpoint import open_checkpoint
from athena.ledger.entry import Event, Leaf
from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files
from athena.ledger.log import Log, LogKeys, Receipt
from athena.ledger.policy import Policy
from athena.ledger.reader import LogReader
from athena.ledger.sources import FolderSource
from athena.ledger.store import Store
from athena.ledger.tiles import TileTree
from athena.ledger.verify import Demands, verify

CALLS = (
    *("open", "close", "write", "read", "size", "sync", "sync_folder", "rename", "make_folder"),
    *("remove", "remove_folder", "try_lock", "unlock"),
)
pytestmark = pytest.mark.slow
FAILING = tuple(name for name in CALLS if name not in ("close", "unlock"))
TAKING = ("open", "write", "sync", "sync_folder", "rename", "make_folder")
MEMORY = Path("/dev/shm")
NEVER = 86_400.0
Seen = list[bytes]


class WatchedFiles(Files):
    """Calls `before` with the number and name of each file call, then does it."""

    def __init__(self, before: Callable[[int, str], None]) -> None:
        self.count = 0
        self.before = before

    def __getattribute__(self, name: str) -> object:
        plain = super().__getattribute__(name)
        if name not in CALLS:
            return plain

        def watched(*arguments: object) -> object:
            self.count += 1
            self.before(self.count, name)
            return plain(*arguments)

        return watched


def never(number: int, name: str) -> None:
    """No fault."""


def fails(at: int, code: int) -> Callable[[int, str], None]:
    def before(number: int, name: str) -> None:
        if number == at:
            raise OSError(code, os.strerror(code))

    return before


class ShortFiles(WatchedFiles):
    """Call number `at` writes only a part; where `then_full`, the next write finds the disk full."""

    def __init__(self, at: int, then_full: bool) -> None:
        super().__init__(never)
        self.at = at
        self.then_full = then_full
        self.shortened = False

    def write(self, fd: int, data: bytes, offset: int) -> int:
        if self.shortened and self.then_full:
            self.then_full = False
            raise OSError(errno.ENOSPC, "disk full after a short write")
        if self.count == self.at and len(data) > 1:
            self.shortened = True
            return super().write(fd, data[: len(data) // 2], offset)
        return super().write(fd, data, offset)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: these tests sync thousands of times, and no power is really cut."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path_factory.mktemp("room")
        return
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def base(room: Path, keys: LogKeys, event: Event) -> Path:
    """A log of 254 entries: what follows crosses from a partial tile into the next one."""
    folder = room / "base"
    Log.found(folder, keys)
    with Log.open(folder, keys) as log:
        log.append_many([event] * 254)
    return folder


def story(folder: Path, keys: LogKeys, event: Event, files: Files, told: Callable[[Receipt], object]) -> None:
    """Open, append, publish across a tile's end, append more, close; tell each acknowledgement at once."""
    with Log.open(folder, keys, files=files, patience=0.1, pace=NEVER) as log:
        told(log.append(event))
        for receipt in log.append_many([event] * 2):
            told(receipt)
        log.publish()
        told(log.append(event))
        log.publish()
        told(log.append(event))


def calls_of(base: Path, spare: Path, keys: LogKeys, event: Event, among: Sequence[str]) -> list[int]:
    """The numbers of the story's file calls that are `among` these; the story is the same each time it is told."""
    shutil.copytree(base, spare)
    names: list[str] = []
    story(spare, keys, event, WatchedFiles(lambda number, name: names.append(name)), lambda _: None)
    shutil.rmtree(spare)
    assert len(names) > 100
    return [number for number, name in enumerate(names, 1) if name in among]


def checkpoints_in(folder: Path) -> Seen:
    paths = (folder / "checkpoint", folder / "state" / "signed")
    return [path.read_bytes() for path in paths if path.exists()]


def assert_nothing_lost(folder: Path, keys: LogKeys, told: list[tuple[int, Leaf]], seen: Seen, event: Event) -> None:
    """The log opens, goes on, verifies, holds every acknowledged leaf, and every checkpoint ever seen is its past."""
    with Log.open(folder, keys) as log:
        log.append(event)
    policy = Policy.of_log(keys.signer.verifier)
    report = verify(FolderSource(folder), policy, Demands(bodies=True))
    assert report.alarms == ()
    assert report.pending == 0
    reader = LogReader(Store(folder, folder / "state", Files()), keys.signer.verifier)
    for index, leaf in told:
        assert reader.leaf(index) == leaf
    tree = TileTree(lambda path: (folder / path).read_bytes(), report.entries)
    for data in seen:
        checkpoint = open_checkpoint(data, keys.signer.verifier).checkpoint
        assert tree.root(checkpoint.size) == checkpoint.root


# A descriptor that cannot be closed or a lock that cannot be given up is not a write that failed; a full disk is met by
# those calls that take space.
@pytest.mark.parametrize(("code", "among"), [(errno.EIO, FAILING), (errno.ENOSPC, TAKING)])
def test_a_failing_file_call_stops_the_line_and_loses_nothing(
    code: int, among: Sequence[str], base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    for at in calls_of(base, room / "spare", keys, event, among):
        folder = room / "log"
        shutil.copytree(base, folder)
        told: list[Receipt] = []
        # The story may end before the failing call, or meet it where nothing was being written.
        with suppress(StopTheLine, OSError):
            story(folder, keys, event, WatchedFiles(fails(at, code)), told.append)
        seen = checkpoints_in(folder)
        assert_nothing_lost(folder, keys, [(r.index, r.leaf) for r in told], seen, event)
        shutil.rmtree(folder)


@pytest.mark.parametrize("then_full", [False, True])
def test_short_writes_are_continued_or_stop_the_line(
    then_full: bool, base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    for at in calls_of(base, room / "spare", keys, event, ["write"]):
        folder = room / "log"
        shutil.copytree(base, folder)
        files, told = ShortFiles(at, then_full), list[Receipt]()
        if then_full:
            with suppress(StopTheLine):
                story(folder, keys, event, files, told.append)
        else:
            story(folder, keys, event, files, told.append)
            assert len(told) == 5
        if files.shortened:
            seen = checkpoints_in(folder)
            assert_nothing_lost(folder, keys, [(r.index, r.leaf) for r in told], seen, event)
        shutil.rmtree(folder)


def test_an_append_that_fails_raises_and_the_next_one_goes_on(
    base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    folder = room / "log"
    shutil.copytree(base, folder)
    broken = True

    def before(number: int, name: str) -> None:
        if broken and name == "sync":
            raise OSError(errno.EIO, "the disk is gone")

    broken = False
    with Log.open(folder, keys, files=WatchedFiles(before)) as log:
        broken = True
        for _ in range(2):
            with pytest.raises(StopTheLine) as stopped:
                log.append(event)
            assert stopped.value.code == "ledger-unwritable"
        broken = False
        receipt = log.append(event)
    assert_nothing_lost(folder, keys, [(receipt.index, receipt.leaf)], checkpoints_in(folder), event)
    shutil.rmtree(folder)


def in_a_child(tale: Callable[[Callable[[Receipt], object]], object]) -> tuple[list[tuple[int, Leaf]], bool]:
    """Tell `tale` in a child; return what it acknowledged, and whether it lived to the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tale(lambda receipt: os.write(writing, b"%d %s\n" % (receipt.index, bytes(receipt.leaf))))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    told = [(int(number), Leaf.parse(leaf)) for number, leaf in (line.split(b" ", 1) for line in lines)]
    return told, os.WIFEXITED(status)


def killed_story(folder: Path, keys: LogKeys, event: Event, at: int) -> tuple[list[tuple[int, Leaf]], bool]:
    """Tell the story in a child that kills itself before file call `at`."""

    def before(number: int, name: str) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return in_a_child(lambda tell: story(folder, keys, event, WatchedFiles(before), tell))


def test_kill_9_between_any_two_file_calls_loses_nothing(base: Path, room: Path, keys: LogKeys, event: Event) -> None:
    at, lived = 0, False
    while not lived:
        at += 1
        folder = room / "log"
        shutil.copytree(base, folder)
        told, lived = killed_story(folder, keys, event, at)
        assert_nothing_lost(folder, keys, told, checkpoints_in(folder), event)
        shutil.rmtree(folder)
    assert at > 100


# What follows interrupts a publication while somebody else appends, which is what the publisher's thread does all day.
# Where the publication holds the turn, at its beginning and its end, the append waits: then it is not yet told.
TURN_SECONDS = 0.05


def published_beside(
    folder: Path, keys: LogKeys, event: Event, at: int, fate: Callable[[], None], told: Callable[[Receipt], object]
) -> int:
    """Append before and, at file call `at` of a publication, beside it; then `fate`. Gives how many calls there are."""
    watched = WatchedFiles(never)
    with Log.open(folder, keys, files=watched, patience=0.1, pace=NEVER) as log:
        for receipt in log.append_many([event] * 2):
            told(receipt)
        watched.count, publishing = 0, threading.get_ident()

        def before(number: int, name: str) -> None:
            if threading.get_ident() == publishing:
                own.append(name)
                if len(own) == at:
                    beside = threading.Thread(target=lambda: told(log.append(event)))
                    beside.start()
                    beside.join(TURN_SECONDS)
                    fate()

        own: list[str] = []
        watched.before = before
        try:
            log.publish()
        finally:
            watched.before = never
        told(log.append(event))
    return len(own)


def test_entries_appended_beside_a_publication_are_covered_by_the_next(
    base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    at, calls = 0, 1
    while at < calls:
        at += 1
        folder = room / "log"
        shutil.copytree(base, folder)
        told: list[Receipt] = []
        calls = published_beside(folder, keys, event, at, lambda: None, told.append)
        assert sorted(receipt.index for receipt in told) == [254, 255, 256, 257]
        assert_nothing_lost(folder, keys, [(r.index, r.leaf) for r in told], checkpoints_in(folder), event)
        shutil.rmtree(folder)
    assert calls > 30


def test_a_publication_that_fails_beside_an_append_stops_the_line_and_loses_nothing(
    base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    def fate() -> None:
        raise OSError(errno.EIO, "the disk is gone")

    for at in range(1, 60):
        folder = room / "log"
        shutil.copytree(base, folder)
        told: list[Receipt] = []
        # Where a lock is given up or a descriptor closed, nothing was being written.
        with suppress(StopTheLine, OSError):
            published_beside(folder, keys, event, at, fate, told.append)
        assert_nothing_lost(folder, keys, [(r.index, r.leaf) for r in told], checkpoints_in(folder), event)
        shutil.rmtree(folder)


def test_kill_9_of_a_publication_beside_an_append_loses_nothing(
    base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    at, lived = 0, False
    while not lived:
        at += 1
        folder = room / "log"
        shutil.copytree(base, folder)
        told, lived = in_a_child(
            lambda tell, folder=folder, at=at: published_beside(  # type: ignore[misc]  # bound for this round
                folder, keys, event, at, lambda: os.kill(os.getpid(), signal.SIGKILL), tell
            )
        )
        assert len(told) >= 2
        assert_nothing_lost(folder, keys, told, checkpoints_in(folder), event)
        shutil.rmtree(folder)
    assert at > 30


class PowerCut(BaseException):
    """The machine stops."""


@dataclass
class Inode:
    cached: bytes = b""
    durable: bytes = b""


@dataclass
class Disk:
    """What would be left after a power cut in which nothing unsynced survived: no byte and no name."""

    names: dict[Path, Inode] = field(default_factory=dict)
    durable_names: dict[Path, Inode] = field(default_factory=dict)
    open_files: dict[int, Inode] = field(default_factory=dict)

    @classmethod
    def holding(cls, folder: Path) -> "Disk":
        disk = cls()
        for path in folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                disk.names[path] = disk.durable_names[path] = Inode(data, data)
        return disk

    def restore(self, folder: Path) -> None:
        shutil.rmtree(folder)
        folder.mkdir()
        for path, inode in self.durable_names.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(inode.durable)


class MortalFiles(WatchedFiles):
    """Does every call for real and keeps account of what is durable; cuts the power before call number `at`."""

    def __init__(self, disk: Disk, at: int) -> None:
        super().__init__(self.cut)
        self.disk = disk
        self.at = at

    def cut(self, number: int, name: str) -> None:
        if number >= self.at:
            raise PowerCut

    def open(self, path: Path, flags: int, mode: int = 0o644) -> int:
        fd = super().open(path, flags, mode)
        inode = self.disk.names.setdefault(path, Inode())
        if flags & os.O_TRUNC:
            inode.cached = b""
        self.disk.open_files[fd] = inode
        return fd

    def write(self, fd: int, data: bytes, offset: int) -> int:
        done = super().write(fd, data, offset)
        inode = self.disk.open_files[fd]
        cached = inode.cached.ljust(offset, b"\0")
        inode.cached = cached[:offset] + data[:done] + cached[offset + done :]
        return done

    def sync(self, fd: int) -> None:
        super().sync(fd)
        inode = self.disk.open_files[fd]
        inode.durable = inode.cached

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        here = {name: inode for name, inode in self.disk.names.items() if name.parent == path}
        there = {name: inode for name, inode in self.disk.durable_names.items() if name.parent != path}
        self.disk.durable_names = there | here

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.disk.names[new] = self.disk.names.pop(old)

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.disk.names.pop(path)


def test_a_power_cut_between_any_two_file_calls_loses_nothing(
    base: Path, room: Path, keys: LogKeys, event: Event
) -> None:
    for at in calls_of(base, room / "spare", keys, event, CALLS)[1:]:
        folder = room / "log"
        shutil.copytree(base, folder)
        disk, told = Disk.holding(folder), list[Receipt]()
        with pytest.raises(PowerCut):
            story(folder, keys, event, MortalFiles(disk, at), told.append)
        seen = checkpoints_in(folder)
        disk.restore(folder)
        assert_nothing_lost(folder, keys, [(r.index, r.leaf) for r in told], seen[:1], event)
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def no_stray_descriptors() -> Iterator[None]:
    """A story that was cut short leaves descriptors open in this process; close what it opened."""
    before = set(os.listdir("/proc/self/fd"))
    yield
    for name in set(os.listdir("/proc/self/fd")) - before:
        with suppress(OSError):
            os.close(int(name))
