"""A run publishes what changed and nothing else, and leaves a trail of every id that moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from athena.lake.storage import SnapshotId
from athena.resolve.forward import Why, follow
from athena.resolve.linkage import RecordId
from athena.resolve.members import members
from athena.resolve.publish import trail

if TYPE_CHECKING:
    from tests.resolve.conftest import Force

APART = {"r1": 0, "r2": 0, "r3": 1, "r4": 1}


def test_the_same_run_again_changes_nothing_and_keeps_who_came_when(force: Force) -> None:
    first = force.run(APART)
    stood = force.members().rows
    again = force.run(APART)
    assert (first.records, first.entities, first.changed) == (4, 2, 4)
    assert (again.run, again.changed, again.digest) == (2, 0, first.digest)
    assert force.members().rows == stood


def test_new_records_join_without_touching_what_stands(force: Force) -> None:
    force.run(APART)
    before = force.members().membership.by_record
    grown = force.run({**APART, "r5": 1, "r6": 2})
    after = force.members().membership.by_record
    assert grown.changed == 2
    assert {record: after[record] for record in before} == before
    assert after[RecordId("r5")] == before[RecordId("r3")]


def test_a_merge_and_a_split_leave_a_trail_that_an_old_id_can_be_followed_along(force: Force) -> None:
    force.run(APART)
    old, elder = force.entity("r3"), force.entity("r1")
    joined = force.run({"r1": 0, "r2": 0, "r3": 0, "r4": 0})
    (moved,) = joined.forwards
    assert (moved.entity_id, moved.living_id, moved.why, moved.records) == (old, elder, Why.MERGE, 2)
    with force.job() as job:
        assert follow(old, members(job, moved.kind).entities, trail(job)) == (elder,)
    parted = force.run(APART)
    assert [(one.entity_id, one.living_id, one.why) for one in parted.forwards] == [(elder, old, Why.SPLIT)]
    with force.job() as job:
        assert follow(old, members(job, moved.kind).entities, trail(job)) == (old,)


def test_the_deed_is_on_the_ledger_before_the_lake_has_it(force: Force) -> None:
    done = force.run(APART)
    event = force.door.log.reader().entry(done.entry).event
    assert (str(event.op), event.actor, event.details["changed"]) == ("combination", "svc.resolve", 4)


def test_an_earlier_snapshot_says_who_was_whom_then(force: Force) -> None:
    done = force.run(APART)
    force.run({"r1": 0, "r2": 0, "r3": 0, "r4": 0})
    with force.workspace.lake.read(SnapshotId(done.snapshot)) as reading:
        table = reading.table("entity_member")
        assert reading.execute(table.select("entity_id").distinct()).num_rows == 2
