"""A thread that covers what was appended, so that nobody who appends waits for a signature."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

from athena.ledger.failures import Failure


class Publisher:
    """Calls `publish` within `pace` seconds after it was asked, once for all who asked meanwhile.

    A failure is not told here: what failed is still pending, and the next append meets it and stops the line.
    """

    def __init__(self, publish: Callable[[], object], pace: float) -> None:
        """Prepare; the thread begins when it is first asked."""
        self._publish = publish
        self._pace = pace
        self._asked = Event()
        self._stopped = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def ask(self) -> None:
        """Ask for a publication. Costs nothing where one is already due."""
        if self._asked.is_set():
            return
        self._asked.set()
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="ledger-publisher", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish the publication under way, then end; whoever closes the log covers the rest."""
        self._stopped.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            if self._stopped.wait(self._pace):
                return
            # Before the publication and not after it: an entry appended meanwhile asks anew.
            self._asked.clear()
            with suppress(Failure):
                self._publish()
