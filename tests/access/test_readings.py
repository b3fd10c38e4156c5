from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.readings import Readings
from athena.failures import Refused

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_snapshot_is_opened_once_and_a_view_keeps_its_own_when_a_newer_one_comes(world: World) -> None:
    readings = Readings(world.workspace.lake)
    first, again = readings.borrow(None), readings.borrow(None)
    assert first is again
    with world.workspace.lake.write() as writer:
        writer.commit(lambda: writer.run("DELETE FROM lake.crime"))
    newer = readings.borrow(None)
    assert newer.snapshot > first.snapshot
    assert first.table("crime").count().to_pyarrow().as_py() == 3
    readings.give_back(first)
    readings.give_back(again)
    readings.give_back(newer)
    assert readings.borrow(None) is newer
    readings.close()


def test_a_snapshot_that_never_was_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="snapshot"):
        Readings(world.workspace.lake).borrow(10_000)  # type: ignore[arg-type]
