"""Durable appends and proofs beside pymerkle on SQLite, in one run on one disk: compare the ratios, not the figures.

Like with like: both are durable when they return. pymerkle's `append_entry` commits each entry (`synchronous=FULL`, a
rollback journal: four fdatasyncs by strace, which is printed as its pragmas), and its threads take turns; its
`append_entries` commits a batch at once but encrypts, commits to and publishes nothing. Ours is shown twice: the tree
alone with raw leaves, which is what pymerkle does, and the whole of `Log.append_many`, which also writes canonical
JSON, seals the body and signs a checkpoint each second. How many syncs a second the disk grants at all is measured
beside them, in turn: one caller who waits for one sync an entry can have no more than that.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pymerkle import SqliteTree

from athena.ledger.appender import Appender, found_log
from athena.ledger.bodies import BodyKeys
from athena.ledger.entry import Event
from athena.ledger.files import Files
from athena.ledger.journal import Record
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.operation import Operation
from athena.ledger.store import Store
from athena.ledger.tiles import TileTree
from athena.ledger.tree import inclusion_proof

MILLION = 1_000_000
ENTRY = bytes(300)
KEYS = LogKeys(SigningKey("bench.example", KeyType.LOG_ED25519, b"\x01" * 32), BodyKeys(b"\x02" * 32))
EVENT = Event(
    op=Operation.CONSULTATION,
    actor="officer-1",
    role="investigator",
    purpose="prevention",
    decision="permit",
    subject_refs=("ab" * 32,),
)
BATCHES = {100: 40, 1_000: 12}
CALLERS = {1: 400, 16: 100, 64: 40}
THEIRS = 200
REPEATS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, ours and theirs in operations a second."""

    what: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """How many times as fast."""
        return self.ours / self.theirs

    def __str__(self) -> str:
        return f"{self.what:<58} {self.ours:>12,.0f} {self.theirs:>12,.0f} {self.ratio:>10,.1f}"


def rate(count: int, act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return count / (time.perf_counter() - start)


def new_place(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder))


def best(*measures: Callable[[], float]) -> list[float]:
    """The best of some rounds of each, taken in turn, so that a busy neighbour slows none of them alone."""
    rounds = [[measure() for measure in measures] for _ in range(REPEATS)]
    return [max(column) for column in zip(*rounds, strict=True)]


def pymerkle_appends(folder: Path, batch: int, rounds: int, bulk: bool) -> float:
    tree = SqliteTree(str(new_place(folder) / "pymerkle.db"))

    def act() -> None:
        for _ in range(rounds):
            if bulk:
                tree.append_entries([ENTRY] * batch)
            else:
                for _ in range(batch):
                    tree.append_entry(ENTRY)

    try:
        return rate(batch * rounds, act)
    finally:
        tree.close()


def tree_appends(folder: Path, batch: int, rounds: int) -> float:
    """The journal, the tiles and a signed checkpoint at the end, with leaves as they are given."""
    place = new_place(folder)
    store = Store(place, place / "state", Files())
    found_log(store, KEYS.signer)
    appender = Appender(store, KEYS.signer)
    records = [Record(ENTRY)] * batch

    def act() -> None:
        for _ in range(rounds):
            appender.append(records)
        appender.publish()

    try:
        return rate(batch * rounds, act)
    finally:
        appender.close()


def log_appends(folder: Path, batch: int, rounds: int, callers: int = 1) -> float:
    """Whole entries, and `callers` threads that share commits."""
    place = new_place(folder)
    Log.found(place, KEYS)
    events = [EVENT] * batch
    with Log.open(place, KEYS) as log:

        def caller(_: int) -> None:
            for _ in range(rounds):
                log.append_many(events)

        with ThreadPoolExecutor(callers) as pool:

            def act() -> None:
                list(pool.map(caller, range(callers)))
                log.publish()

            return rate(batch * rounds * callers, act)


def pymerkle_callers(folder: Path, callers: int) -> float:
    """`callers` threads that append one entry at a time to one tree of pymerkle's."""
    tree = SqliteTree(str(new_place(folder) / "pymerkle.db"))

    def caller(_: int) -> None:
        for _ in range(max(1, THEIRS // callers)):
            tree.append_entry(ENTRY)

    try:
        with ThreadPoolExecutor(callers) as pool:
            return rate(max(1, THEIRS // callers) * callers, lambda: list(pool.map(caller, range(callers))))
    finally:
        tree.close()


def bare_syncs(folder: Path, times: int = 400) -> float:
    """How often a second this disk takes 700 bytes into a file that has its length, and makes them durable."""
    fd = os.open(new_place(folder) / "bare", os.O_RDWR | os.O_CREAT)
    os.pwrite(fd, bytes(1 << 20), 0)
    os.fsync(fd)

    def act() -> None:
        for at in range(times):
            os.pwrite(fd, ENTRY * 2, at * 700)
            os.fdatasync(fd)

    try:
        return rate(times, act)
    finally:
        os.close(fd)


def appends(folder: Path) -> list[Row]:
    return [*one_at_a_time(folder), *batches(folder)]


def one_at_a_time(folder: Path) -> list[Row]:
    """Batches of one, from callers alone and together; what one caller could have at most stands first."""
    rows = []
    for callers, rounds in CALLERS.items():
        theirs, bare, log, tree = best(
            partial(pymerkle_callers, folder, callers),
            partial(bare_syncs, folder),
            partial(log_appends, folder, 1, rounds, callers),
            partial(tree_appends, folder, 1, rounds),
        )
        if callers == 1:
            rows.append(Row("append, 1 each: bare write and fdatasync, nothing else", bare, theirs))
            rows.append(Row("append, 1 each: tree", tree, theirs))
        rows.append(Row(f"append, 1 each from {callers} callers: whole log", log, theirs))
    return rows


def batches(folder: Path) -> list[Row]:
    rows = []
    for batch, rounds in BATCHES.items():
        single, bulk, tree, log = best(
            partial(pymerkle_appends, folder, batch, max(1, THEIRS // batch), bulk=False),
            partial(pymerkle_appends, folder, batch, rounds, bulk=True),
            partial(tree_appends, folder, batch, rounds),
            partial(log_appends, folder, batch, rounds),
        )
        rows.append(Row(f"append, batches of {batch:,}: tree / append_entry", tree, single))
        rows.append(Row(f"append, batches of {batch:,}: whole log / append_entry", log, single))
        rows.append(Row(f"append, batches of {batch:,}: tree / append_entries (bulk)", tree, bulk))
    return rows


def proofs(folder: Path, size: int = MILLION) -> list[Row]:
    """Inclusion proofs of scattered leaves; theirs of very few, since each takes long."""
    store = Store(folder / "million", folder / "million" / "state", Files())
    for start in range(0, size, 65_536):
        store.grow(start, [Record(b"%d" % n) for n in range(start, min(size, start + 65_536))])
    scattered = [(n * 7_919_317) % size for n in range(20_000)]
    theirs_tree = SqliteTree(str(folder / "million.db"))
    theirs_tree.append_entries(b"%d" % n for n in range(size))

    def prove_all(tree: TileTree) -> Callable[[], None]:
        def act() -> None:
            for index in scattered:
                inclusion_proof(tree.node, index, size)

        return act

    def prove_theirs() -> None:
        for index in scattered[:3]:
            theirs_tree.prove_inclusion(index + 1, size)

    tree = TileTree(store.read, size, cached_tiles=8_192)
    cold, warm = rate(len(scattered), prove_all(tree)), rate(len(scattered), prove_all(tree))
    theirs = rate(3, prove_theirs)
    theirs_tree.close()
    return [
        Row(f"proofs at {size:,}: first reading of every tile", cold, theirs),
        Row(f"proofs at {size:,}: tiles in memory", warm, theirs),
    ]


def settings_of_theirs(folder: Path) -> str:
    """What pymerkle's SQLite is set to, so that nobody need believe that it syncs."""
    tree = SqliteTree(str(new_place(folder) / "pymerkle.db"))
    try:
        found = [tree.con.execute(f"PRAGMA {name}").fetchone() for name in ("synchronous", "journal_mode")]
    finally:
        tree.close()
    return f"pymerkle's SQLite: synchronous={found[0]} (2 is FULL), journal_mode={found[1]}"


def run() -> list[Row]:
    """Measure, print the table and return its rows."""
    folder = Path(tempfile.mkdtemp(prefix="bench-ledger-", dir=Path.cwd()))
    try:
        settings = settings_of_theirs(folder)
        rows = appends(folder) + proofs(folder)
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(f"{settings}; load average {os.getloadavg()[0]:.1f}\n")
    sys.stdout.write(f"{'operations a second':<58} {'athena':>12} {'pymerkle':>12} {'times':>10}\n")
    sys.stdout.writelines(f"{row}\n" for row in rows)
    return rows


if __name__ == "__main__":
    run()
