"""Time travel: exactly what a reader saw, for those who may, and itself logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from athena.access.deed import declare
from athena.access.operation import Operation
from athena.access.refused import Refused
from athena.access.replay import read_entry, recreate
from athena.access.run import spelled
from athena.access.state.models import QueryRow
from athena.failures import StopTheLine

if TYPE_CHECKING:
    from tests.access.conftest import World


def seen_by_ivan(world: World) -> tuple[int, bytes]:
    with world.view("ivan", "larch") as view:
        found = view.release(view.table("person"))
        return found.entry, b"".join(spelled(found.rows))


def test_what_the_reader_saw_comes_back_byte_for_byte_after_the_lake_has_moved_on(world: World) -> None:
    entry, text = seen_by_ivan(world)
    with world.workspace.lake.write() as writer:
        writer.commit(lambda: writer.run("DELETE FROM lake.person WHERE record_id = 'p-victim'"))
    with world.view("pat", "audit") as view:
        again = recreate(view, entry)
    assert again.text() == text
    logged = world.door.log.reader().entry(again.entry).event
    assert (logged.actor, logged.prev_seq) == ("pat", entry)
    assert logged.subject_refs == world.door.log.reader().entry(entry).event.subject_refs


def test_the_log_shows_an_overseer_that_and_when_and_not_who_or_whom(world: World) -> None:
    entry, _ = seen_by_ivan(world)
    with world.view("olga", "oversight") as view:
        found = read_entry(view, entry)
        assert set(found.hidden) == {"account", "relation", "narrative"}
        assert "actor" not in found.parts
        assert found.parts["decision"] == "permit"
        with pytest.raises(Refused, match=r"access\.replay-not-yours"):
            recreate(view, entry)
    assert world.door.log.reader().entry(found.entry).event.actor == "olga"


def test_professional_standards_sees_who(world: World) -> None:
    entry, _ = seen_by_ivan(world)
    with world.view("pat", "audit") as view:
        assert read_entry(view, entry).parts["actor"] == "ivan"


def test_nobody_reads_the_log_under_another_ground(world: World) -> None:
    entry, _ = seen_by_ivan(world)
    with world.view("ivan", "larch") as view:
        for reading in (read_entry, recreate):
            with pytest.raises(Refused, match=r"access\.not-a-log-view"):
                reading(view, entry)


def test_an_entry_without_rows_has_nothing_to_recreate(world: World) -> None:
    with world.view("pat", "audit") as view, pytest.raises(Refused, match=r"access\.replay-nothing"):
        recreate(view, 0)


def test_an_erased_query_leaves_the_proof_and_no_content(world: World) -> None:
    entry, _ = seen_by_ivan(world)
    with world.door.database.transaction() as session:
        session.execute(delete(QueryRow))
    with world.view("pat", "audit") as view, pytest.raises(Refused, match=r"access\.query-erased"):
        recreate(view, entry)


def test_a_changed_query_stops_the_line(world: World) -> None:
    entry, _ = seen_by_ivan(world)
    with world.door.database.transaction() as session:
        session.execute(update(QueryRow).values(sealed=b"x" * 64))
    with world.view("pat", "audit") as view, pytest.raises(StopTheLine):
        recreate(view, entry)


def test_a_snapshot_whose_rows_were_changed_is_told_as_different(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, _ = seen_by_ivan(world)
    monkeypatch.setattr("athena.access.replay.digest", lambda rows: "0" * 64)
    with world.view("pat", "audit") as view, pytest.raises(Refused, match=r"access\.replay-differs"):
        recreate(view, entry)


def test_a_detail_cannot_stand_in_the_place_of_a_part_that_is_hidden(world: World) -> None:
    with world.view("svc.ingest", "loading", Operation.COLLECTION) as view:
        number = declare(view, ["person"], [], {"op": "who: ivan", "t": "never"})
    with world.view("olga", "oversight") as view:
        parts = read_entry(view, number).parts
    assert (parts["op"], str(parts["t"])[:4]) == ("collection", "2026")
