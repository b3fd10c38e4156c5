from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from athena.access.state.database import HEAD, StateDatabase, open_database
from athena.access.state.models import Base, NoticeRow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def notice(key: str) -> NoticeRow:
    return NoticeRow(id=key, addressee="sam", about="g", text="told", sent_at=NOW, entry=1)


def test_a_fresh_database_has_every_table(database: StateDatabase) -> None:
    assert set(inspect(database.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def test_what_was_committed_is_there_when_it_is_opened_again(place: Callable[[], StateDatabase]) -> None:
    first = place()
    with first.transaction() as session:
        session.add(notice("n"))
    first.close()
    second = place()
    with second.transaction() as session:
        row = session.scalars(select(NoticeRow)).one()
        assert (row.text, row.sent_at) == ("told", NOW)
    second.close()


def test_a_transaction_that_raises_leaves_nothing(database: StateDatabase) -> None:
    def fail() -> None:
        with database.transaction() as session:
            session.add(notice("n"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.transaction() as session:
        assert session.scalars(select(NoticeRow)).all() == []


def test_one_holder_at_a_time_is_alone(place: Callable[[], StateDatabase]) -> None:
    first, second = place(), place()
    order: list[str] = []

    def wait() -> None:
        with second.alone():
            order.append("second")

    with first.alone():
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]
    first.close()
    second.close()


def test_an_embedded_file_is_its_owners_only(tmp_path: Path) -> None:
    open_database(tmp_path / "state").close()
    assert stat.S_IMODE((tmp_path / "state" / "state.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_more_threads_than_connections_take_their_turn_and_none_waits_for_ever(database: StateDatabase) -> None:
    def effect(number: int) -> None:
        with database.alone(), database.transaction() as session:
            session.add(notice(f"n{number:02}"))

    threads = [threading.Thread(target=effect, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with database.transaction() as session:
        assert len(session.scalars(select(NoticeRow)).all()) == 40
