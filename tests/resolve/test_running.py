"""A run of the registered model over a force's records: reconciled, repeatable, undoable, and refused without one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.resolve.conftest import MONDAY, SECRET, SUSPECT
from tests.resolve.people import write_down

from athena.failures import StopTheLine
from athena.pole import kind
from athena.resolve.configuration import configuration
from athena.resolve.entity import EntityKind, birth_id
from athena.resolve.linkage import RecordId
from athena.resolve.matching import Matching
from athena.resolve.members import followed, members
from athena.resolve.pairs import Outcome, pairs
from athena.resolve.running import Ran, run
from athena.resolve.training import train

if TYPE_CHECKING:
    from tests.resolve.conftest import Force

VEHICLE, PERSON = EntityKind.VEHICLE, EntityKind.PERSON


def add(
    force: Force, of: str, rows: list[dict[str, object]], minutes: int = 0, secret: frozenset[int] = frozenset()
) -> None:
    """Load records as an ingest would have."""
    made = []
    for number, row in enumerate(rows):
        received = MONDAY + timedelta(hours=1, minutes=minutes + number)
        common = {
            "version": 1, "source": "fiction", "source_key": row["record_id"], "slot": "fiction/2026-03",
            "source_file": "0" * 64, "source_row": number + 1, "received_at": received, "valid_from": received,
            "label_id": (SECRET if number in secret else SUSPECT).id, "mapping": "fiction@1", "content_hash": "0" * 32,
        }  # fmt: skip
        made.append(dict(kind(of).record(**common, **row)))
    with force.workspace.lake.write() as writer:
        writer.commit(lambda: writer.insert(of, pa.Table.from_pylist(made, schema=kind(of).arrow_schema())))


def people(count: int, seed: int = 1) -> list[dict[str, object]]:
    columns = ("record_id", "given_names", "family_name", "date_of_birth", "address_text", "postcode", "phone")
    rows = [{name: row[name] for name in columns} for row in write_down(count, seed)[0].to_pylist()]
    return [
        {
            **row,
            "phone": f"+44{row['phone'][1:]}" if row["phone"] else None,
            "date_of_birth": None if str(row["date_of_birth"]).endswith("0") else row["date_of_birth"],
        }
        for row in rows
    ]


@pytest.fixture(scope="session")
def matching() -> Matching:
    return Matching(train(write_down(300, 9)[0], configuration("person")))


def resolve(force: Force, matching: Matching, *kinds: EntityKind) -> dict[EntityKind, Ran]:
    with force.job() as job:
        return {one.kind: one for one in run(job, matching, kinds or tuple(EntityKind))}


def test_what_was_read_was_placed_and_a_second_run_publishes_nothing(force: Force, matching: Matching) -> None:
    add(force, "person", people(60))
    add(
        force,
        "vehicle",
        [{"record_id": f"v{n}", "vrm": vrm} for n, vrm in enumerate(("AB12CDE", "AB12CDE", "XY65ZZZ"))],
    )
    first = resolve(force, matching)
    done = first[PERSON]
    assert done.published is not None
    assert done.records == done.published.records == len(force.members().rows)
    assert 7 < done.entities < done.records
    assert (first[VEHICLE].records, first[VEHICLE].entities) == (3, 2)
    assert first[EntityKind.ORGANISATION].published is None
    again = resolve(force, matching)
    assert all(one.published is None for one in again.values())
    assert [(one.records, one.entities, one.queued) for one in again.values()] == [
        (one.records, one.entities, one.queued) for one in first.values()
    ]


def test_the_run_says_which_model_and_snapshot_and_how_many(force: Force, matching: Matching) -> None:
    add(force, "person", people(20))
    done = resolve(force, matching, PERSON)[PERSON].published
    assert done is not None
    with force.job() as job:
        (row,) = job.release(job.table("entity_run").order_by("run")).rows.to_pylist()
    assert (row["model"], row["entity_kind"], row["digest"]) == (matching.name, "person", done.digest)
    assert row["snapshot"] < done.snapshot
    assert set(json.loads(row["parameters"])) == {"inputs", "queued", "entities"}


def test_each_pair_carries_what_it_weighs_and_both_labels(force: Force, matching: Matching) -> None:
    alike = people(40)
    add(force, "person", alike, secret=frozenset(range(0, len(alike), 2)))
    resolve(force, matching, PERSON)
    with force.job() as job:
        found = pairs(job, PERSON)
        labels = job.release(
            job.table("entity_edge").select("left_record", "right_record", "label_id")
        ).rows.to_pylist()
    assert found
    assert all(one.weight == pytest.approx(sum(bits for _, bits in one.comparisons), abs=1e-9) for one in found)
    assert len({one["label_id"] for one in labels} - {SUSPECT.id, SECRET.id}) == 1
    where = force.members().membership.by_record
    assert all((where[one.left] == where[one.right]) == (one.outcome is Outcome.JOINED) for one in found)


def test_two_who_were_judged_not_the_same_are_parted_by_the_next_run_and_joined_again_when_it_is_taken_back(
    force: Force, matching: Matching
) -> None:
    from athena.resolve.judgements import Verdict
    from athena.resolve.judging import judge, retract

    row = {
        "given_names": "Zofia",
        "family_name": "Fairweather",
        "date_of_birth": "1980-02-03",
        "phone": "+447700900001",
    }
    add(force, "person", [{"record_id": "twin-a", **row}, {"record_id": "twin-b", **row}])
    resolve(force, matching, PERSON)
    before = force.members().membership.digest
    assert force.entity("twin-a") == force.entity("twin-b")
    with force.view() as view:
        said = judge(view, PERSON, RecordId("twin-a"), RecordId("twin-b"), Verdict.NOT_SAME, "Two birth certificates")
    assert resolve(force, matching, PERSON)[PERSON].published is not None
    assert force.entity("twin-a") != force.entity("twin-b")
    with force.view() as view:
        retract(view, said.id, "One certificate was a copy")
    resolve(force, matching, PERSON)
    assert force.members().membership.digest == before


def test_a_merge_between_two_runs_stands(force: Force, matching: Matching) -> None:
    from athena.resolve.merging import merge, unmerge

    resolve(force, matching, PERSON)
    before = force.members().membership.digest
    one, other = force.entity("r1"), force.entity("r3")
    assert one != other
    with force.view() as view:
        said, _ = merge(view, one, other, "The same scar in both photographs")
    resolve(force, matching, PERSON)
    assert force.entity("r1") == force.entity("r3")
    with force.view() as view:
        unmerge(view, said.id, "Two photographs of two brothers")
    assert force.members().membership.digest == before


def test_one_per_cent_more_records_changes_almost_no_standing_id_and_reuses_none(
    force: Force, matching: Matching
) -> None:
    rows = people(1000)
    cut = len(rows) * 100 // 101
    add(force, "person", rows[:cut])
    resolve(force, matching, PERSON)
    before = force.members().membership.by_record
    add(force, "person", rows[cut:], minutes=60 * 24)
    resolve(force, matching, PERSON)
    after = force.members().membership.by_record
    moved = [one for one in before if after[one] != before[one]]
    assert len(moved) <= 0.01 * len(before)
    # A split gives the part that leaves an id of its own, and what stood before never names anybody else.
    standing = {entity for record, entity in before.items() if after[record] == entity}
    assert set(after.values()) & set(before.values()) == standing
    assert set(after.values()) == {entity for record, entity in after.items() if birth_id(PERSON, record) == entity}


def test_what_does_not_add_up_is_never_published(
    force: Force, matching: Matching, monkeypatch: pytest.MonkeyPatch
) -> None:
    from athena.resolve import running

    def losing(*given: object) -> object:
        after, conflicts = followed(*given)  # type: ignore[arg-type]
        return type(after)(after.kind, after.rows.slice(1)), conflicts

    monkeypatch.setattr(running, "followed", losing)
    with force.job() as job, pytest.raises(StopTheLine, match="7 person records were read and 6 placed"):
        run(job, matching, (PERSON,))
    assert members_of(force) == 0


def members_of(force: Force) -> int:
    with force.job() as job:
        return int(members(job, PERSON).rows.num_rows)
