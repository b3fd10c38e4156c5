"""A process that lives long shares one door among its threads: every answer right, every entry there once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from tests.access.conftest import crime, load

from athena.access.adoption import adopt_folder
from athena.access.casework import open_case, plan_for
from athena.access.principal import PrincipalId
from athena.access.refused import Refused

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World

THREADS = 12


def test_views_opened_at_the_same_time_see_what_their_holders_may(world: World) -> None:
    before = world.size()
    start = Barrier(THREADS)
    expected = {"ivan": ["Suspect", "Victim"], "ines": ["Suspect", "Victim"]}

    def reader(number: int) -> list[int]:
        who = ("ivan", "ines")[number % 2]
        start.wait()
        entries = []
        for _ in range(6):
            with world.view(who, "larch") as view:
                people = view.table("person")
                seen = view.release(people.filter(people.name_text != f"x{number}").select("name_text"))
                assert seen.rows.column(0).to_pylist() == expected[who]
                entry = world.door.log.reader().entry(seen.entry).event
                assert (entry.actor, entry.details["sha256"]) == (who, seen.sha256)
                entries.append(seen.entry)
        return entries

    with ThreadPoolExecutor(THREADS) as pool:
        entries = [entry for part in pool.map(reader, range(THREADS)) for entry in part]
    assert sorted(entries) == list(range(before, before + THREADS * 6))


def test_a_view_keeps_its_snapshot_while_another_thread_publishes_the_next(world: World, labels: Labels) -> None:
    def counted() -> tuple[int, int]:
        with world.view("ivan", "larch") as view:
            crimes = view.table("crime")
            rows = [view.release(crimes.agg(n=crimes.count())).rows.column(0)[0].as_py() for _ in range(3)]
            assert len(set(rows)) == 1
            return view.snapshot, rows[0]

    with ThreadPoolExecutor(6) as pool:
        found = [pool.submit(counted) for _ in range(12)]
        load(world.workspace, "crime", [crime("c-3", labels.event)])
        found += [pool.submit(counted) for _ in range(12)]
        seen = {one.result() for one in found}
    assert len({snapshot for snapshot, _ in seen}) == len(seen) == 2
    assert {rows for _, rows in seen} == {3, 4}


def test_effects_of_many_threads_all_happen_and_each_has_its_own_entry(world: World) -> None:
    def opening(number: int) -> str:
        plan = plan_for("Many", "volume-crime", "A fictional reason", [], f"many-{number}")
        return str(open_case(world.door, PrincipalId("ivan"), None, plan).id)

    before = world.size()
    with ThreadPoolExecutor(THREADS) as pool:
        assert sorted(pool.map(opening, range(24))) == sorted(f"many-{number}" for number in range(24))
    assert world.size() == before + 24


FORBID = """
@id("no-lists-today")
@plain("Nobody lists anything today.")
@basis("DPA 2018 s.37")
@since("2026-11-25")
forbid (principal, action, resource)
when { context.form == "list" };
"""


def test_a_policy_adopted_while_the_door_is_open_is_in_force_for_the_next_view(world: World) -> None:
    with world.view("ivan", "larch") as view:
        people = view.table("person")
        assert view.release(people).rows.num_rows == 2
        (world.workspace.folder / "policy" / "60-local.cedar").write_text(FORBID)
        adopt_folder(world.workspace, PrincipalId("dora"), "wendy", "Agreed by the ethics panel")
        with pytest.raises(Refused, match=r"access\.view-stale"):
            view.release(people)
    with pytest.raises(Refused, match="Nobody lists anything today"):
        world.view("ivan", "larch")


def test_policy_files_changed_and_not_adopted_do_not_reach_a_door_that_is_open(world: World) -> None:
    (world.workspace.folder / "policy" / "60-local.cedar").write_text(FORBID)
    with world.view("ivan", "larch") as view:
        assert view.release(view.table("person")).rows.num_rows == 2
