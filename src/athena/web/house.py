"""What all requests of one server share: the door, the search index and the graph, each read once and then kept."""

from __future__ import annotations

import sys
from threading import Lock

from athena.access.door import Door
from athena.access.session import open_door
from athena.lake.workspace import Workspace
from athena.ledger.failures import Failure
from athena.ledger.policy_file import policy_or_key
from athena.ledger.pulse import Pulse
from athena.ledger.workspace import LogName, log_folder
from athena.links.graph import Graph
from athena.links.keeping import kept
from athena.search.searching import Index, archive_of, open_index


class House:
    """An open workspace for many threads; a context manager. `door` is its one door.

    While it is open each log has a pulse: a checkpoint a second while entries come, so that a proof can be had soon.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._opening = open_door(workspace)
        self._index: Index | None = None
        self._graph: Graph | None = None
        self._reading = Lock()
        self._pulses: list[Pulse] = []

    def __enter__(self) -> House:
        """Open the door and start the pulses. Refused as `Door.open`."""
        self.door: Door = self._opening.__enter__()
        for name in LogName:
            policy = policy_or_key(str(log_folder(self.workspace.folder, name) / "policy"))
            pulse = Pulse(self.door.logs.named(name), policy, _told)
            pulse.start()
            self._pulses.append(pulse)
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the beats under way, publish what is pending, and close the door."""
        for pulse in self._pulses:
            pulse.stop()
        self._opening.__exit__(None, None, None)

    def index(self) -> Index:
        """The search index as it stands now; opened again only where a newer one was published."""
        with self._reading:
            if self._index is None or archive_of(self.workspace).standing() != self._index.standing:
                self._index = open_index(self.workspace)
            return self._index

    def graph(self, snapshot: int) -> Graph:
        """The graph of `snapshot`. Refused with `links.not-built` where there is none."""
        with self._reading:
            if self._graph is None or self._graph.snapshot != snapshot:
                self._graph = kept(self.workspace, snapshot)
            return self._graph


def _told(failure: Failure) -> None:
    print(f"The ledger's pulse: {failure}", file=sys.stderr, flush=True)
