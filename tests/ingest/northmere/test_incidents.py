"""Command and control: a call with the times of its response, its caller, and the log that it repeats."""

import json
from datetime import UTC, datetime
from pathlib import Path

from athena.pole import Label

from .conftest import HeldBack, Table

WITNESS = Label("official", "witness", "ungraded", "law_enforcement", "4")


def delivered(export: Path) -> dict[str, dict[str, object]]:
    lines = [
        json.loads(line)
        for path in sorted((export / "command_and_control").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {line["incident"]: line for line in lines}


def instant(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text)).astimezone(UTC)


def test_every_call_has_its_grade_and_the_times_of_its_response(table: Table, export: Path) -> None:
    calls, incidents = delivered(export), table("incident")
    assert len(incidents) == len(calls) > 500
    for incident in incidents:
        call = calls[str(incident["incident_reference"])]
        assert incident["response_grade"] == str(call["grade"])
        for column, name in (
            ("opened_at", "called_at"),
            ("dispatched_at", "dispatched_at"),
            ("arrived_at", "arrived_at"),
            ("closed_at", "closed_at"),
        ):
            assert incident[column] == instant(call[name])
        assert (incident["arrived_at"] is None) is (call["grade"] == 4)


def test_a_caller_is_a_person_who_reported_it_and_is_labelled_a_witness(table: Table, export: Path) -> None:
    named = {key for key, call in delivered(export).items() if call["caller"]}
    callers = {row["record_id"]: row for row in table("person", source="northmere-incidents")}
    incidents = {row["record_id"]: row["incident_reference"] for row in table("incident")}
    links = table("link", source="northmere-incidents", role="reporter")
    assert {incidents[link["to_record"]] for link in links} == named
    assert {link["from_record"] for link in links} == set(callers)
    assert {row["label_id"] for row in callers.values()} == {WITNESS.id}


def test_a_log_about_the_same_matter_leads_to_the_earlier_one(table: Table, export: Path) -> None:
    calls = delivered(export)
    incidents = {row["record_id"]: str(row["incident_reference"]) for row in table("incident")}
    links = table("link", source="northmere-incidents", role="same_matter")
    assert len(links) == sum(call["duplicate_of"] is not None for call in calls.values()) > 0
    for link in links:
        assert calls[incidents[link["from_record"]]]["duplicate_of"] == incidents[link["to_record"]]


def test_a_call_without_an_instant_or_of_another_month_is_held_back(held_back: HeldBack) -> None:
    assert held_back["northmere-incidents", "bad-call-time"] == "called_at"
    assert held_back["northmere-incidents", "wrong-month"] == "incident"
