"""Open snapshots, lent to views: opening one takes a tenth of a second, lending one takes none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock

import ibis

from athena.lake.reading import Reading
from athena.lake.storage import Lake, SnapshotId
from athena.pole import LabelId


class Readings:
    """The open readings of one door, for all its threads: views of one snapshot share one reading.

    The newest snapshot stays open when nobody uses it; any other is closed when its last view gives it back.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._open: dict[int, Reading] = {}
        self._lent: Counter[int] = Counter()
        self._counted: dict[int, dict[str, Mapping[LabelId, int]]] = {}
        self._relabelled: dict[int, dict[str, frozenset[tuple[LabelId, LabelId]]]] = {}

        self._masked: dict[int, dict[tuple[int, str, str], tuple[str, ibis.Schema]]] = {}
        self._turn = Lock()

    def borrow(self, at: SnapshotId | None) -> Reading:
        """The reading of snapshot `at`, the newest where it is None. Refused as `Lake.read` for one never there."""
        snapshot = self._lake.snapshot() if at is None else at
        with self._turn:
            if snapshot not in self._open:
                self._open[snapshot] = self._lake.read(snapshot)
            self._lent[snapshot] += 1
            self._close_idle()
            return self._open[snapshot]

    def give_back(self, reading: Reading) -> None:
        """Take back one lending of `reading`."""
        with self._turn:
            self._lent[reading.snapshot] -= 1
            self._close_idle()

    def counted(self, snapshot: int) -> dict[str, Mapping[LabelId, int]]:
        """The rows of each label in each table of `snapshot`, as far as anybody has counted them; kept with it."""
        return self._counted.setdefault(snapshot, {})

    def relabelled(self, snapshot: int) -> dict[str, frozenset[tuple[LabelId, LabelId]]]:
        """The labels of earlier and later versions that differ, by table, as far as anybody asked; kept with it."""
        return self._relabelled.setdefault(snapshot, {})

    def masked(self, snapshot: int) -> dict[tuple[int, str, str], tuple[str, ibis.Schema]]:
        """The text and schema of each masked table of `snapshot`, by the newest snapshot, the decisions and its name.

        A function of these, so that views with equal decisions share the work of compiling it; kept with the
        snapshot.
        """
        return self._masked.setdefault(snapshot, {})

    def close(self) -> None:
        """Close every reading, lent or not."""
        with self._turn:
            while self._open:
                self._open.popitem()[1].close()
            self._lent.clear()

    def _close_idle(self) -> None:
        newest = max(self._open, default=0)
        for snapshot in [one for one in self._open if self._lent[one] <= 0 and one != newest]:
            self._open.pop(snapshot).close()
            self._counted.pop(snapshot, None)
            self._relabelled.pop(snapshot, None)

            self._masked.pop(snapshot, None)
