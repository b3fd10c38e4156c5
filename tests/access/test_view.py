"""A view has never seen what its holder may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.operation import Form, Seeking
from athena.access.refused import Refused
from athena.access.roles import Role

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World


def names(world: World, who: str, case: str, **more: object) -> list[object]:
    with world.view(who, case, **more) as view:  # type: ignore[arg-type]
        return list(view.release(view.table("person")).rows.column("name_text").to_pylist())


def test_an_investigator_sees_suspect_and_victim_of_the_case_but_not_another_operation(world: World) -> None:
    assert names(world, "ivan", "larch") == ["Suspect", "Victim"]


def test_a_victim_is_never_returned_by_a_suspect_query(world: World) -> None:
    assert names(world, "ivan", "larch", seeking=Seeking.SUSPECT) == ["Suspect"]


def test_a_masked_column_is_null_and_keeps_its_type_so_a_query_is_the_same_for_every_reader(world: World) -> None:
    with world.view("ada", "larch") as analyst, world.view("ivan", "larch") as investigator:
        seen = analyst.release(analyst.table("person")).rows
        assert seen.schema == investigator.release(investigator.table("person")).rows.schema
        assert seen.column("address_text").null_count == seen.num_rows == 2


def test_a_filter_on_a_masked_column_finds_nothing_rather_than_telling(world: World) -> None:
    with world.view("ada", "larch") as view:
        people = view.table("person")
        assert view.release(people.filter(people.address_text.like("%Victim%"))).rows.num_rows == 0


def test_protected_characteristics_open_only_under_a_ground_with_a_condition(world: World) -> None:
    with world.view("ivan", "larch") as everyday, world.view("ivan", "oak") as serious:
        assert set(everyday.release(everyday.table("person")).rows.column("nationality").to_pylist()) == {None}
        assert set(serious.release(serious.table("person")).rows.column("nationality").to_pylist()) == {"not stated"}


def test_nothing_can_compute_from_a_views_table_but_a_release(world: World) -> None:
    from ibis.common.exceptions import IbisError

    with world.view("ivan", "larch") as view, pytest.raises(IbisError):
        view.table("person").to_pyarrow()


def test_a_table_that_no_rule_can_speak_of_is_refused(world: World) -> None:
    with world.view("ivan", "larch") as view, pytest.raises(Refused, match=r"access\.table-unknown"):
        view.table("state")


def test_a_table_that_the_snapshot_does_not_have_is_refused(world: World) -> None:
    with (
        world.door.open_view("ivan", None, "larch", world.view("ivan", "larch").asking.operation, at=0) as view,  # type: ignore[arg-type]
        pytest.raises(Refused, match=r"access\.table-missing"),
    ):
        view.table("person")


def test_a_kind_that_the_ground_does_not_open_is_empty_and_said_to_be_outside_the_purpose(world: World) -> None:
    with world.view("dan", "scene") as view:
        seen = view.release(view.table("intelligence"))
        assert seen.rows.num_rows == 0
        assert [str(line) for line in seen.withheld] == ["1 intelligence: outside your purpose"]


def test_tables_lists_only_what_can_be_read(world: World) -> None:
    with world.view("wendy", "published", role=Role.ANALYST) as view:
        assert "crime" in view.tables()
        assert "person" not in view.tables()


def test_original_bytes_are_shown_only_where_every_column_is(world: World, labels: Labels) -> None:
    with world.view("wendy", "published", role=Role.ANALYST) as published, world.view("ivan", "larch") as everyday:
        assert published.shows_whole("crime", labels.open.id)
        assert not everyday.shows_whole("person", labels.victim.id)


def test_a_record_is_found_by_its_id_only_by_who_may_see_it(world: World) -> None:
    with world.view("ivan", "larch", form=Form.RECORD) as view:
        assert view.kind_of("p-suspect") == "person"
        assert view.kind_of("p-secret") is None
        assert [str(line) for line in view.withheld() if line.what == "asked for"] == [
            "1 asked for: restricted, ask intelligence-officer"
        ]


def test_a_view_stands_where_a_feature_reads_a_snapshot(world: World) -> None:
    from athena.ingest.counts import Question, count_crimes

    with world.view("wendy", "published", role=Role.ANALYST) as view:
        answer = count_crimes(view, Question(("type",), None, None, None, None, None))
        assert answer.total == 1
        assert len(view.released) == world.size() - view.released[0].entry
