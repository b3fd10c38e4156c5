from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from athena.access.state.database import StateDatabase
from athena.access.state.effect import apply, change_from, put
from athena.access.state.models import NoticeRow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHANGE = put(NoticeRow, {"id": "n"}, addressee="sam", about="g", text="told", sent_at=NOW)


def test_writing_a_change_twice_is_writing_it_once(database: StateDatabase) -> None:
    for entry in (4, 4):
        with database.transaction() as session:
            apply(session, [CHANGE], entry)
    with database.transaction() as session:
        row = session.scalars(select(NoticeRow)).one()
        assert (row.text, row.sent_at, row.entry) == ("told", NOW, 4)


def test_a_change_survives_being_kept_as_json() -> None:
    assert change_from(CHANGE.as_json()) == CHANGE
    with pytest.raises(ValueError, match="not a change"):
        change_from({"table": "notice"})
