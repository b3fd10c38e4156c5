"""The workspace's two logs as the door holds them: every use of a record, and every change of policy or register."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from athena.ledger.entry import Event
from athena.ledger.log import Log
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, open_log

_REGISTER = frozenset({Operation.POLICY_CHANGE, Operation.REGISTER_CHANGE})


def log_name(event: Event) -> LogName:
    """Which log keeps `event`: changes of policy, labels and appointments in the register, all else in access."""
    return LogName.REGISTER if event.op in _REGISTER else LogName.ACCESS


class Logs:
    """Both logs of the workspace at `folder`, each opened when it is first used, and both closed together.

    Threads share it, as they may share each log.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[LogName, Log] = {}
        self._turn = Lock()

    def named(self, name: LogName) -> Log:
        """The log called `name`, open for writing. Raises as `Log.open` does."""
        with self._turn:
            if name not in self._open:
                self._open[name] = open_log(self._folder, name)
            return self._open[name]

    def close(self) -> None:
        """Publish what is pending in each open log and let go of it."""
        with self._turn:
            while self._open:
                self._open.popitem()[1].close()
