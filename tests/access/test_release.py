"""The ledger first, then the rows; and what was withheld beside them."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import ibis
import pytest

from athena.access.case import CaseId
from athena.access.casework import close_case, leave_case
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.ledger.failures import Failure

if TYPE_CHECKING:
    import pyarrow as pa
    from tests.access.conftest import World

    from athena.lake.reading import Reading


def test_the_entry_says_who_why_under_which_rules_and_never_whom(world: World) -> None:
    with world.view("ivan", "larch") as view:
        people = view.table("person")
        seen = view.release(people.filter(people.name_text == "Victim"))
    entry = world.door.log.reader().entry(seen.entry)
    event = entry.event
    assert (event.actor, event.role, event.case, event.purpose) == ("ivan", "investigator", "larch", "volume-crime")
    assert event.policy_digest == world.door.policy.digest
    assert "investigator-reads" in event.policies
    assert event.details["snapshot"] == seen.snapshot
    assert event.details["sha256"] == seen.sha256
    assert event.details["login"] == "wendy"
    assert len(event.subject_refs) == 1
    assert "Victim" not in str(entry)
    assert "p-victim" not in str(entry)


def test_with_the_ledger_unwritable_nothing_is_released(world: World) -> None:
    with world.view("ivan", "larch") as view:
        people = view.table("person")
        journal = world.door.log.folder / "journal"
        before = world.size()
        os.close(os.open(journal, os.O_RDONLY))
        world.door.log._appender._writer.close()  # type: ignore[union-attr]
        with pytest.raises((Failure, OSError)):
            view.release(people)
        assert view.released == []
    assert stat.S_ISREG(journal.stat().st_mode)
    assert world.size() == before


def test_withheld_is_told_by_reason_and_by_whom_to_ask(world: World) -> None:
    with world.view("ivan", "larch") as view:
        lines = [str(line) for line in view.release(view.table("person"), asked=["p-none", "p-secret"]).withheld]
    assert "1 person: restricted, ask intelligence-officer" in lines
    assert "2 person.protected: restricted, ask data-protection-officer" in lines
    assert "1 asked for: not held" in lines
    assert "1 asked for: restricted, ask intelligence-officer" in lines


def test_only_the_masked_fields_that_a_query_uses_are_told(world: World) -> None:
    with world.view("ada", "larch") as view:
        lines = view.release(view.table("person").select("record_id", "label_id")).withheld
    assert [line.what for line in lines] == ["person"]


def test_a_query_that_goes_round_the_view_is_refused(world: World) -> None:
    with world.view("ivan", "larch") as view:
        raw = view.reading.table("person")
        joined = view.table("person").join(raw, "record_id")
        for planted in (raw, raw.count().as_table(), joined):
            with pytest.raises(Refused, match=r"access\.not-through-the-view"):
                view.release(planted)
    assert view.released == []


def test_a_record_view_releases_no_list(world: World) -> None:
    with world.view("ivan", "larch", form=Form.RECORD) as view:
        people = view.table("person")
        many = ibis.union(*[people] * 26, distinct=False)
        with pytest.raises(Refused, match=r"access\.too-many-rows"):
            view.release(many)
        assert view.release(people).rows.num_rows == 2


def test_a_count_view_releases_totals_alone(world: World) -> None:
    with world.view("wendy", "published", form=Form.COUNT, role=Role.ANALYST) as view:
        crimes = view.table("crime")
        assert view.release(crimes.group_by("month").agg(n=crimes.count())).rows.column("n").to_pylist() == [1]
        for planted in (
            crimes,
            crimes.select("month").distinct(),
            crimes.group_by("record_id").agg(n=crimes.count()),
            crimes.agg(some=crimes.record_id.min()),
        ):
            with pytest.raises(Refused, match=r"access\.not-a-count"):
                view.release(planted)


def test_a_disclosure_names_its_recipient_and_an_export_its_reason(world: World) -> None:
    with world.view("ivan", "court", Operation.DISCLOSURE, Form.EXPORT) as view:
        people = view.table("person")
        with pytest.raises(Refused, match=r"access\.recipient-missing"):
            view.release(people, reason="Bundle for the hearing")
        with pytest.raises(Refused, match=r"access\.reason-missing"):
            view.release(people, recipient="Crown Prosecution Service")
        seen = view.release(people, recipient="Crown Prosecution Service", reason="Bundle for the hearing")
    event = world.door.log.reader().entry(seen.entry).event
    assert (str(event.op), event.recipient) == ("disclosure", "Crown Prosecution Service")


def test_a_view_opened_before_its_case_closed_releases_nothing_after(world: World) -> None:
    with world.view("ivan", "larch") as view, world.view("ada", "larch") as analyst:
        leave_case(world.door, view.principal.id, view.case.id, analyst.principal.id)
        with pytest.raises(Refused, match=r"access\.view-stale"):
            analyst.release(analyst.table("person"))
        close_case(world.door, view.principal.id, view.case.id, "It is finished")
        with pytest.raises(Refused, match=r"access\.view-stale"):
            view.release(view.table("person"))


def test_an_error_of_the_database_never_quotes_a_record(world: World) -> None:
    with world.view("ivan", "larch") as view:
        people = view.table("person")
        with pytest.raises(Refused, match=r"access\.query-failed") as refused:
            view.release(people.mutate(number=people.name_text.cast("int")))
    assert "Suspect" not in str(refused.value)
    assert "Secret" not in str(refused.value)


def test_what_is_taken_back_while_a_query_runs_is_not_released(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long query must not outlive the right to its answer: a glass that expired, a case that was closed."""
    from athena.access.run import run as computed

    def slowly(reading: Reading, text: str) -> pa.Table:
        rows = computed(reading, text)
        close_case(world.door, PrincipalId("ivan"), CaseId("larch"), "Somebody was charged")
        return rows

    with world.view("ivan", "larch") as view:
        people, before = view.table("person"), world.size()
        monkeypatch.setattr("athena.access.release.run", slowly)
        with pytest.raises(Refused, match=r"access\.view-stale"):
            view.release(people)
        assert world.size() == before + 1, "the closing, and no release"
