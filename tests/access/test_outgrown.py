"""What a later version may not say, an earlier one does not say either, and neither does the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.operation import Form, Operation, Seeking
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.replay import recreate
from athena.pole import Label, kind

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World


def says_now(world: World, record: str, label: Label, version: int = 2) -> None:
    """A later delivery says of `record` the same under another label."""
    names = [name for name in kind("person").columns() if name not in ("version", "label_id")]
    columns = ", ".join(f'"{name}"' for name in names)
    text = f"""INSERT INTO lake.person BY NAME SELECT {columns}, {version}::INTEGER AS version, $label AS label_id
               FROM lake.person WHERE record_id = $record AND version = {version - 1}"""
    with world.workspace.lake.write() as writer:
        writer.commit(lambda: writer.run(text, record=record, label=label.id))
    world.workspace.lake.refresh_copy()


def seen(world: World, who: str, seeking: Seeking = Seeking.ANYONE, at: int | None = None) -> list[tuple[str, int]]:
    from athena.access.case import CaseId
    from athena.lake.storage import SnapshotId

    then = None if at is None else SnapshotId(at)
    with world.door.open_view(
        PrincipalId(who), None, CaseId("larch"), Operation.CONSULTATION, form=Form.LIST, seeking=seeking, at=then
    ) as view:
        rows = view.release(view.table("person").select("record_id", "version")).rows.to_pylist()
    return sorted((row["record_id"], row["version"]) for row in rows)


def test_a_suspect_who_was_a_victim_is_found_by_no_suspect_query(world: World, labels: Labels) -> None:
    assert seen(world, "ivan", Seeking.SUSPECT) == [("p-suspect", 1)]
    says_now(world, "p-suspect", labels.victim)
    assert seen(world, "ivan", Seeking.SUSPECT) == []
    assert seen(world, "ivan") == [("p-suspect", 1), ("p-suspect", 2), ("p-victim", 1)]


def test_what_went_into_a_protected_operation_is_gone_with_its_past(world: World, labels: Labels) -> None:
    with world.view("ivan", "larch") as view:
        before = view.snapshot
    says_now(world, "p-suspect", labels.secretive)
    assert seen(world, "ivan") == seen(world, "ivan", at=before) == [("p-victim", 1)]


def test_a_field_that_the_later_label_hides_does_not_show_by_the_earlier(world: World, labels: Labels) -> None:
    """An intelligence officer never sees where a victim lives, and so not where a suspect lived who was one."""
    assert ("p-suspect", 1) in seen(world, "ines")
    says_now(world, "p-suspect", labels.victim)
    assert seen(world, "ines") == [("p-suspect", 2), ("p-victim", 1)]


def test_it_is_said_that_something_was_withheld(world: World, labels: Labels) -> None:
    says_now(world, "p-suspect", labels.secretive)
    with world.view("ivan", "larch") as view:
        lines = [str(line) for line in view.release(view.table("person").select("record_id")).withheld]
    assert "1 person, earlier versions: restricted, ask data-protection-officer" in lines


def test_a_label_that_was_loosened_hides_nothing(world: World, labels: Labels) -> None:
    says_now(world, "p-victim", labels.suspect)
    assert seen(world, "ivan") == [("p-suspect", 1), ("p-victim", 1), ("p-victim", 2)]


def test_a_record_tightened_and_loosened_again_shows_what_came_after(world: World, labels: Labels) -> None:
    says_now(world, "p-suspect", labels.secretive)
    says_now(world, "p-suspect", labels.suspect, version=3)
    assert seen(world, "ivan") == [("p-suspect", 3), ("p-victim", 1)]


def test_what_a_reader_saw_before_is_still_re_created_for_those_who_may(world: World, labels: Labels) -> None:
    with world.view("ivan", "larch") as view:
        entry = view.release(view.table("person").select("record_id")).entry
    says_now(world, "p-suspect", labels.secretive)
    with world.view("pat", "audit") as view:
        assert recreate(view, entry).rows.num_rows == 2


def test_a_past_in_which_too_much_was_tightened_since_stays_shut(
    world: World, labels: Labels, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.view("ivan", "larch") as view:
        before = view.snapshot
    says_now(world, "p-suspect", labels.secretive)
    says_now(world, "p-victim", labels.secretive)
    monkeypatch.setattr("athena.access.outgrown.MOST_INLINE", 1)
    with pytest.raises(Refused, match=r"access\.past-too-different"):
        seen(world, "ivan", at=before)
    assert seen(world, "ivan") == []
