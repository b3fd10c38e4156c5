"""An effect and its ledger entry happen together or not at all: stopped at every point between them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, select

from athena.access.log import Logs
from athena.access.state.database import StateDatabase
from athena.access.state.effect import put
from athena.access.state.models import IntentRow, NoticeRow
from athena.access.state.outbox import Outbox
from athena.ledger.entry import Event
from athena.ledger.failures import StopTheLine
from athena.ledger.log import Log
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, found_ledger

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTICE = Event(op=Operation.NOTICE, actor="sam", role="", purpose="test", decision="permit")
CHANGE = put(NoticeRow, {"id": "n"}, addressee="sam", about="g", text="told", sent_at=NOW)


class Stop(BaseException):
    """What a test raises where a process might be stopped."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found_ledger(tmp_path, "force.example", 2026)
    return tmp_path


def settled(place: Callable[[], StateDatabase], folder: Path) -> tuple[int, list[int]]:
    """How many entries the log holds and which entries the notices name, once another process has opened it all."""
    database, logs = place(), Logs(folder)
    Outbox(database, logs).recover()
    with database.transaction() as session:
        assert session.scalars(select(IntentRow)).all() == []
        notices = [row.entry for row in session.scalars(select(NoticeRow))]
    size = logs.named(LogName.ACCESS).reader().size()
    logs.close()
    database.close()
    return size, notices


def both_or_neither(found: tuple[int, list[int]]) -> bool:
    return found in ((0, []), (1, [0]))


def test_an_effect_carries_the_number_of_its_entry(place: Callable[[], StateDatabase], folder: Path) -> None:
    database, logs = place(), Logs(folder)
    assert Outbox(database, logs).commit(NOTICE, [CHANGE], NOW) == 0
    logs.close()
    database.close()
    assert settled(place, folder) == (1, [0])


@pytest.mark.parametrize("moment", ["before_cursor_execute", "after_cursor_execute", "commit"])
@pytest.mark.parametrize("nth", range(8))
def test_stopped_at_any_statement_or_commit(
    place: Callable[[], StateDatabase], folder: Path, moment: str, nth: int
) -> None:
    database, logs = place(), Logs(folder)
    seen = 0

    def stop(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == nth + 1:
            raise Stop

    with database.alone():
        pass
    event.listen(database.engine, moment, stop)
    try:
        Outbox(database, logs).commit(NOTICE, [CHANGE], NOW)
    except Stop:
        pass
    finally:
        event.remove(database.engine, moment, stop)
    logs.close()
    database.close()
    assert both_or_neither(settled(place, folder))


@pytest.mark.parametrize("after", [False, True])
def test_stopped_on_either_side_of_the_ledger(
    place: Callable[[], StateDatabase], folder: Path, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, logs = place(), Logs(folder)
    whole = Log.append_many

    def stopped(log: Log, events: list[Event]) -> object:
        if after:
            whole(log, events)
        raise Stop

    monkeypatch.setattr(Log, "append_many", stopped)
    with pytest.raises(Stop):
        Outbox(database, logs).commit(NOTICE, [CHANGE], NOW)
    monkeypatch.undo()
    logs.close()
    database.close()
    assert settled(place, folder) == ((1, [0]) if after else (0, []))


@pytest.mark.parametrize("nth", range(6))
def test_killed_at_any_commit(tmp_path: Path, folder: Path, nth: int) -> None:
    from athena.access.state.database import open_database

    open_database(tmp_path / "state").close()
    child = os.fork()
    if child == 0:
        _commit_and_die(tmp_path / "state", folder, nth)
    os.waitpid(child, 0)
    assert both_or_neither(settled(lambda: open_database(tmp_path / "state"), folder))


def test_an_unwritable_ledger_changes_nothing(
    place: Callable[[], StateDatabase], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, logs = place(), Logs(folder)

    def refuses(log: Log, events: list[Event]) -> object:
        raise StopTheLine("disk", "no", "here", "full", "make room")

    monkeypatch.setattr(Log, "append_many", refuses)
    with pytest.raises(StopTheLine):
        Outbox(database, logs).commit(NOTICE, [CHANGE], NOW)
    monkeypatch.undo()
    # The next commit settles what the failed one left, and is itself whole.
    assert Outbox(database, logs).commit(NOTICE, [put(NoticeRow, {"id": "m"}, **dict(CHANGE.values))], NOW) == 0
    logs.close()
    database.close()
    assert settled(place, folder) == (1, [0])


def test_changes_of_policy_and_register_go_to_their_own_log(place: Callable[[], StateDatabase], folder: Path) -> None:
    database, logs = place(), Logs(folder)
    change = Event(op=Operation.REGISTER_CHANGE, actor="sam", role="", purpose="test", decision="permit")
    Outbox(database, logs).commit(change, [CHANGE], NOW)
    assert logs.named(LogName.REGISTER).reader().size() == 1
    assert logs.named(LogName.ACCESS).reader().size() == 0
    logs.close()
    database.close()


def _commit_and_die(state: Path, folder: Path, nth: int) -> None:
    from athena.access.state.database import open_database

    seen = 0

    def die(_connection: Connection) -> None:
        nonlocal seen
        seen += 1
        if seen > nth:
            os._exit(9)

    database, logs = open_database(state), Logs(folder)
    event.listen(Engine, "commit", die)
    Outbox(database, logs).commit(NOTICE, [CHANGE], NOW)
    os._exit(0)
