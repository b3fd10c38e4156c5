from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.deed import decide, declare, dispose
from athena.access.notice import notices_for, sending
from athena.access.operation import Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.registry import principal_of

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_loading_job_holds_a_view_too_and_declares_what_it_is_about_to_write(world: World) -> None:
    with world.view("svc.ingest", "loading", Operation.COLLECTION) as view:
        entry = declare(view, ["crime"], [], {"sha256": "0" * 64, "rows": 3})
    event = world.door.log.reader().entry(entry).event
    assert (str(event.op), event.actor, event.details["rows"]) == ("collection", "svc.ingest", 3)


def test_a_view_that_only_reads_declares_nothing(world: World) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=r"access\.deed-not-permitted"):
        declare(view, ["crime"], [], {})


def test_a_decision_and_its_entry_come_together_with_the_reason_given_for_it(world: World) -> None:
    told = sending("ivan", "p-suspect", "Two are one", world.clock())
    with world.view("ivan", "larch", Operation.COMBINATION) as view:
        entry = decide(view, ["person"], ["p-suspect"], [told], reason="The same scar", details={"verdict": "same"})
    event = world.door.log.reader().entry(entry).event
    assert (str(event.op), event.reason, event.details["verdict"]) == ("combination", "The same scar", "same")
    assert event.subject_refs == (world.door.subjects.reference("p-suspect"),)
    ivan = principal_of(world.door.database, PrincipalId("ivan"), world.clock())
    assert [one.entry for one in notices_for(world.door, ivan)] == [entry]


def test_a_view_that_only_reads_decides_nothing(world: World) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=r"access\.deed-not-permitted"):
        decide(view, ["person"], [], [], reason="The same scar", details={})


def test_a_disposed_record_is_told_as_deleted_and_the_log_speaks_of_nobody(world: World) -> None:
    with world.view("ivan", "larch") as view:
        before = view.release(view.table("person")).entry
    with world.view("dora", "review", Operation.ERASURE) as view:
        entry = dispose(view, "person", ["p-victim"])
    erased = world.door.log.reader().entry(entry).event
    assert (str(erased.op), erased.subject_refs, erased.details["records"]) == ("erasure", (), 1)
    assert "p-victim" not in str(erased)
    assert world.door.subjects.reference("p-victim") is None
    assert world.door.subjects.reference("p-suspect") in world.door.log.reader().entry(before).event.subject_refs
    with world.workspace.lake.write() as writer:
        writer.commit(lambda: writer.run("DELETE FROM lake.person WHERE record_id = 'p-victim'"))
    with world.view("ivan", "larch") as view:
        lines = [str(line) for line in view.release(view.table("person"), asked=["p-victim"]).withheld]
    assert "1 asked for: deleted on review" in lines


def test_only_a_view_for_erasure_disposes(world: World) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=r"access\.deed-not-permitted"):
        dispose(view, "person", ["p-victim"])
