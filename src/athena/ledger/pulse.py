"""The pulse of a long-running log: a checkpoint each second when busy, fresh cosignatures each minute when idle.

Silence must show. An overseer who sees no cosignature younger than the promise knows that the log, the witness or the
line between them has stopped.
"""

from collections.abc import Callable
from threading import Event, Thread

from athena.ledger.failures import Failure
from athena.ledger.log import Log
from athena.ledger.policy import Policy
from athena.ledger.witness_client import gather

BUSY_SECONDS = 1.0
IDLE_SECONDS = 60.0


class Pulse:
    """A thread that publishes and gathers cosignatures until it is stopped.

    `on_failure` is told of every failure, a witness's refusal included; the pulse goes on, because the next append will
    itself stop the line where the log cannot be written.
    """

    def __init__(
        self,
        log: Log,
        policy: Policy,
        on_failure: Callable[[Failure], None],
        busy: float = BUSY_SECONDS,
        idle: float = IDLE_SECONDS,
    ) -> None:
        """Prepare; nothing runs before `start`."""
        self._log = log
        self._policy = policy
        self._on_failure = on_failure
        self._busy = busy
        self._idle = idle
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="ledger-pulse", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the beat under way, then end. Close the log only afterwards."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        quiet = self._idle
        while not self._stopped.is_set():
            if quiet >= self._idle or self._log.pending():
                self._beat()
                quiet = 0.0
            self._stopped.wait(self._busy)
            quiet += self._busy

    def _beat(self) -> None:
        try:
            for failure in gather(self._log, self._policy).refusals.values():
                self._on_failure(failure)
        except Failure as failure:
            self._on_failure(failure)
