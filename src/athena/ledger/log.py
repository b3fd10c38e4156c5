"""The log: append an event, and it is durable when the call returns.

Concurrent callers share one sync (group commit). Other processes may append to the same folder: each commit takes the
writer's lock and, where somebody else wrote since, reads the log again first.

Nobody who appends waits for a signature: a thread covers what was appended, within a second, while others append on.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import TypeVar

from athena.ledger.appender import Appender, found_log
from athena.ledger.bodies import BodyKeys
from athena.ledger.checkpoint import SignedCheckpoint
from athena.ledger.entry import SALT_BYTES, Entry, Event, Leaf, body_of, leaf_for, parse_body, timestamp
from athena.ledger.failures import Failure, Refused, StopTheLine, TryAgain
from athena.ledger.files import Files
from athena.ledger.journal import Record
from athena.ledger.keys import SigningKey
from athena.ledger.lock import WriterLock
from athena.ledger.note import SignatureLine
from athena.ledger.publisher import Publisher
from athena.ledger.reader import LogReader
from athena.ledger.store import Store

Clock = Callable[[], datetime]
T = TypeVar("T")
PUBLISH_AFTER_SECONDS = 1.0
PUBLISH_AFTER_ENTRIES = 65_536
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class LogKeys:
    """What a writer holds: the key that signs checkpoints and those that seal and open bodies."""

    signer: SigningKey
    bodies: BodyKeys

    @property
    def origin(self) -> str:
        """The log's name: its key's name."""
        return self.signer.name


@dataclass(frozen=True)
class Receipt:
    """What an append returns: the entry is durable at `index` of `origin`; a proof follows the next checkpoint."""

    origin: str
    index: int
    t: str
    leaf: Leaf


def _now() -> datetime:
    return datetime.now(UTC)


class _Ticket:
    """One caller's events, and how the caller learns what became of them.

    Whoever waits is woken once: when there are receipts or a failure, or when it is to lead the next commit itself.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.receipts: list[Receipt] | None = None
        self.failure: Failure | None = None
        # A bare lock and no `Event`, which costs as much as the rest of an append that shares its sync.
        self._woken = Lock()
        self._woken.acquire()

    def wait(self) -> None:
        """Wait to be woken."""
        self._woken.acquire()

    def wake(self) -> None:
        """End the wait, now or when it begins."""
        self._woken.release()

    def done(self) -> bool:
        return self.receipts is not None or self.failure is not None


class Log:
    """A transparency log open for writing. Safe for threads; several processes may hold the same folder open.

    Contract: `append` returns only after the entry is durable, and raises otherwise; entry times never decrease.
    `StopTheLine` from `append` means that nothing may be released. After it, the next append reads the log again
    from disk and succeeds only where disk and signed state agree.
    """

    def __init__(self, store: Store, keys: LogKeys, clock: Clock, patience: float, pace: float) -> None:
        """Use `Log.open` or `Log.found`."""
        self._store = store
        self._keys = keys
        self._clock = clock
        self._queue: list[_Ticket] = []
        self._queue_lock = Lock()
        self._led = False
        self._appender: Appender | None = None
        self._last_time = ""
        # Held by whoever publishes, attaches lines or reads the log from disk, always before the writer's turn.
        self._publishing = RLock()
        self._publisher = Publisher(self.publish, pace)
        self._lock = WriterLock(store.files, store.lock, patience)

    @classmethod
    def found(cls, folder: Path, keys: LogKeys, *, state: Path | None = None, files: Files | None = None) -> None:
        """Create an empty log in `folder`; refuses with `log-exists` where one stands."""
        found_log(Store(folder, state or folder / "state", files or Files()), keys.signer)

    @classmethod
    def open(
        cls,
        folder: Path,
        keys: LogKeys,
        *,
        state: Path | None = None,
        files: Files | None = None,
        clock: Clock = _now,
        patience: float = PATIENCE_SECONDS,
        pace: float = PUBLISH_AFTER_SECONDS,
    ) -> "Log":
        """Open a founded log, settling what a crash left.

        `state` is the folder of the last signed checkpoint (default `folder/state`); a checkpoint follows an entry
        within `pace` seconds. Raises `Refused` (`no-log`), `TryAgain` (`ledger-busy`) or `StopTheLine` where the tree
        does not extend what was last signed.
        """
        store = Store(folder, state or folder / "state", files or Files())
        if not folder.is_dir():
            raise _no_log(folder)
        log = cls(store, keys, clock, patience, pace)
        try:
            log._locked(lambda _: None)
        except BaseException:
            log._lock.close()
            raise
        return log

    @property
    def origin(self) -> str:
        """The log's name."""
        return self._keys.origin

    @property
    def folder(self) -> Path:
        """The log's folder."""
        return self._store.folder

    def reader(self) -> LogReader:
        """Read this log's entries, bodies and proofs."""
        return LogReader(self._store, self._keys.signer.verifier, self._keys.bodies)

    def append(self, event: Event) -> Receipt:
        """Make one event durable; see `append_many`."""
        return self.append_many([event])[0]

    def append_many(self, events: Iterable[Event]) -> list[Receipt]:
        """Make events durable in order, all or none, and return their receipts in order.

        Raises `Malformed` for an event with no canonical form, `TryAgain` when another process holds the log, and
        `StopTheLine` when it cannot be written: then none of these events may be taken as recorded.
        """
        ticket = _Ticket(list(events))
        with self._queue_lock:
            leads, self._led = not self._led, True
            self._queue.append(ticket)
        if not leads:
            ticket.wait()
        if not ticket.done():
            self._lead(ticket)
        if ticket.failure is not None:
            raise ticket.failure
        if ticket.receipts is None:
            raise _unwritten(self._store, "no leader committed this batch")
        return ticket.receipts

    def _lead(self, ticket: _Ticket) -> None:
        """Commit everything queued, then hand the lead to whoever has queued since."""
        try:
            self._locked(lambda appender: self._commit(appender, ticket))
        finally:
            with self._queue_lock:
                # Left in the queue only where the commit failed before it began; it must not be committed later.
                if ticket in self._queue:
                    self._queue.remove(ticket)
                self._led = bool(self._queue)
                if self._led:
                    self._queue[0].wake()
        self._publisher.ask()
        if self.pending() >= PUBLISH_AFTER_ENTRIES:
            self.publish()

    def pending(self) -> int:
        """How many entries this process has made durable that no checkpoint covers yet."""
        appender = self._appender
        return 0 if appender is None else appender.pending

    def publish(self) -> SignedCheckpoint:
        """Cover every entry durable now by a signed checkpoint, put it in place and return it.

        Others append meanwhile; one publication is under way at a time. Raises as `append_many`.
        """
        with self._unwritten(), self._publishing, self._lock.keep():
            growth = self._locked(lambda appender: appender.growth())
            if not growth.records:
                return growth.signed
            try:
                signed = growth.cover(self._store, self._keys.signer)
            except (OSError, StopTheLine):
                with self._lock.hold():
                    self._forget()
                raise
            return self._locked(lambda appender: appender.settle(growth, signed))

    def attach(self, checkpoint: SignedCheckpoint, cosignatures: Iterable[SignatureLine]) -> SignedCheckpoint:
        """Put verified witness lines on `checkpoint`, if it still is the last one signed.

        Raises `TryAgain` (`checkpoint-moved`) where a newer one has been signed since: ask the witnesses again.
        """
        lines = list(cosignatures)

        def act(appender: Appender) -> SignedCheckpoint:
            if appender.signed.checkpoint != checkpoint.checkpoint:
                raise _moved(self._store)
            return appender.attach(lines)

        with self._publishing:
            return self._locked(act)

    def close(self) -> None:
        """Publish what is pending and let go of the files."""
        self._publisher.stop()
        try:
            self.publish()
        finally:
            if self._appender is not None:
                self._appender.close()
            self._lock.close()

    def __enter__(self) -> "Log":
        """Use as a context manager; closes on the way out."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, publishing what is pending."""
        self.close()

    def _locked(self, act: Callable[[Appender], T]) -> T:
        """Act on the current state in the writer's turn; after any failure to write, forget the state."""
        with self._unwritten():
            with self._lock.hold() as undisturbed:
                if undisturbed and self._appender is not None:
                    return self._acted(act, self._appender)
                self._forget()
            # Reading the log again settles what it finds, so no publication of ours may be half-way.
            with self._publishing, self._lock.hold() as undisturbed:
                if not undisturbed:
                    self._forget()
                if self._appender is None:
                    self._appender = Appender(self._store, self._keys.signer)
                return self._acted(act, self._appender)

    def _acted(self, act: Callable[[Appender], T], appender: Appender) -> T:
        try:
            return act(appender)
        except (OSError, StopTheLine):
            self._forget()
            raise

    @contextmanager
    def _unwritten(self) -> Iterator[None]:
        """Every failure of a file call, as the line stopping."""
        try:
            yield
        except OSError as error:
            raise _unwritten(self._store, str(error)) from error

    def _forget(self) -> None:
        """Drop what is remembered of the disk, so that the next caller reads it again."""
        appender, self._appender, self._last_time = self._appender, None, ""
        if appender is not None:
            appender.close()

    def _commit(self, appender: Appender, leader: _Ticket) -> None:
        """As leader, make every queued batch durable with one sync."""
        moment = self._moment(appender)
        with self._queue_lock:
            batch, self._queue = self._queue, []
        try:
            self._write(appender, batch, moment)
        finally:
            for ticket in batch:
                if not ticket.done():
                    ticket.failure = _unwritten(self._store, "the shared commit did not end well")
                if ticket is not leader:
                    ticket.wake()

    def _write(self, appender: Appender, batch: Sequence[_Ticket], moment: str) -> None:
        """Build each caller's records, write them all with one sync, and only then give out receipts."""
        records: list[Record] = []
        granted: list[tuple[_Ticket, list[Receipt]]] = []
        for ticket in batch:
            try:
                built = [self._build(appender.size + len(records) + n, moment, e) for n, e in enumerate(ticket.events)]
            except Failure as failure:
                ticket.failure = failure
                continue
            records += [record for record, _ in built]
            granted.append((ticket, [receipt for _, receipt in built]))
        if records:
            appender.append(records)
            self._last_time = moment
        for ticket, receipts in granted:
            ticket.receipts = receipts

    def _moment(self, appender: Appender) -> str:
        """Now, or the last entry's time where the clock has gone back: times in a log never decrease."""
        if not self._last_time and appender.last is not None:
            body = self._keys.bodies.open(self.origin, appender.size - 1, appender.last.sealed)
            self._last_time = parse_body(body).t
        return max(timestamp(self._clock()), self._last_time)

    def _build(self, seq: int, moment: str, event: Event) -> tuple[Record, Receipt]:
        body = body_of(Entry(seq, moment, secrets.token_bytes(SALT_BYTES), event))
        sealed = self._keys.bodies.seal(self.origin, seq, body)
        leaf = leaf_for(seq, moment, body, sealed)
        return Record(bytes(leaf), sealed), Receipt(self.origin, seq, moment, leaf)


def _no_log(folder: Path) -> Failure:
    return Refused("no-log", "There is no log here", str(folder), "none was founded", "Found one first.")


def _moved(store: Store) -> TryAgain:
    why = "another checkpoint was signed while the witnesses were asked"
    return TryAgain("checkpoint-moved", "These cosignatures are late", str(store.folder), why, "Ask them again.")


def _unwritten(store: Store, why: str) -> StopTheLine:
    remedy = "Release nothing. Free space or repair the disk, then append again."
    return StopTheLine("ledger-unwritable", "The ledger could not be written", str(store.folder), why, remedy)
