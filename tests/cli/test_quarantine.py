"""`athena quarantine`: what was held back, why, and the way back in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.lake.workspace import open_workspace

Athena = Callable[..., Any]


@pytest.fixture
def held_back(athena: Athena, workspace: Path, street: Callable[..., Path]) -> list[dict[str, Any]]:
    rows = [{}, {"Longitude": "51.52", "Latitude": "-0.1"}, {"Crime type": "Sorcery"}, {"Month": "2024-13"}]
    ran = athena("ingest", street(rows), "--json")
    assert json.loads(ran.out)["quarantined"] == 3
    return [json.loads(line) for line in athena("quarantine", "list", "--json").out.splitlines()]


def crimes(workspace: Path) -> list[dict[str, Any]]:
    with open_workspace(workspace).lake.read() as reading:
        table = reading.table("crime")
        return list(reading.execute(table.select("crime_type", "source_row", "source_file")).to_pylist())


def test_the_list_says_where_why_and_what_to_do(athena: Athena, held_back: list[dict[str, Any]]) -> None:
    assert [entry["row"] for entry in held_back] == [2, 3, 4]
    assert [entry["rule"] for entry in held_back] == ["outside-the-united-kingdom", "unknown-crime-type", "wrong-month"]
    assert all(entry["remedy"] for entry in held_back)
    assert "Quarantine" in athena("quarantine", "list").out


def test_one_entry_shows_the_bytes_of_its_row(athena: Athena, held_back: list[dict[str, Any]]) -> None:
    shown = json.loads(athena("quarantine", "show", held_back[1]["quarantine_id"], "--json").out)
    assert ",Sorcery," in shown["original"]
    assert "Sorcery" in athena("quarantine", "show", held_back[1]["quarantine_id"]).out


def test_an_unknown_entry_is_refused(athena: Athena, held_back: list[dict[str, Any]]) -> None:
    ran = athena("quarantine", "show", "feedfacefeedface")
    assert ran.status == 1
    assert "quarantine.no-such-entry" in ran.err


def test_nothing_was_fixed_so_nothing_is_loaded(
    athena: Athena, workspace: Path, held_back: list[dict[str, Any]]
) -> None:
    report = json.loads(athena("quarantine", "resubmit", "--json").out)
    assert (report["rows_in"], report["unchanged"], report["loaded"], report["quarantined"]) == (4, 1, 0, 3)
    assert len(crimes(workspace)) == 1
    assert len(athena("quarantine", "list", "--json").out.splitlines()) == 3


def test_corrected_rows_are_loaded_and_say_where_they_came_from(
    athena: Athena, workspace: Path, held_back: list[dict[str, Any]], tmp_path: Path
) -> None:
    fix = tmp_path / "fix.csv"
    assert athena("quarantine", "export", "-o", fix).status == 0
    good = fix.read_text().replace("Sorcery", "Robbery").replace("2024-13", "2024-05")
    fix.write_text(good.replace("51.52,-0.1", "-0.1,51.52"))
    report = json.loads(athena("quarantine", "resubmit", "--corrected", fix, "--json").out)
    assert (report["rows_in"], report["loaded"], report["quarantined"]) == (3, 3, 0)
    loaded = crimes(workspace)
    assert len(loaded) == 4
    assert len({row["source_file"] for row in loaded}) == 2
    assert athena("quarantine", "list").out.strip() == "Quarantine is empty."


def test_a_corrected_file_is_all_or_nothing(
    athena: Athena, workspace: Path, held_back: list[dict[str, Any]], tmp_path: Path
) -> None:
    fix = tmp_path / "fix.csv"
    athena("quarantine", "export", "-o", fix)
    fix.write_text(fix.read_text().replace("Sorcery", "Robbery"))
    ran = athena("quarantine", "resubmit", "--corrected", fix)
    assert ran.status == 1
    assert "quarantine.still-broken" in ran.err
    assert len(crimes(workspace)) == 1


def test_corrected_rows_cannot_be_submitted_twice(
    athena: Athena, workspace: Path, held_back: list[dict[str, Any]], tmp_path: Path
) -> None:
    fix = tmp_path / "fix.csv"
    athena("quarantine", "export", held_back[1]["quarantine_id"], "-o", fix)
    fix.write_text(fix.read_text().replace("Sorcery", "Robbery"))
    assert athena("quarantine", "resubmit", "--corrected", fix).status == 0
    ran = athena("quarantine", "resubmit", "--corrected", fix)
    assert ran.status == 1
    assert "quarantine.closed" in ran.err
    assert len(crimes(workspace)) == 2


def test_export_never_writes_over_a_file(athena: Athena, held_back: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "fix.csv").write_text("mine")
    ran = athena("quarantine", "export", "-o", tmp_path / "fix.csv")
    assert ran.status == 1
    assert (tmp_path / "fix.csv").read_text() == "mine"


def test_a_file_that_export_did_not_write_is_refused(
    athena: Athena, held_back: list[dict[str, Any]], street: Callable[..., Path]
) -> None:
    ran = athena("quarantine", "resubmit", "--corrected", street([{}], folder="other"))
    assert ran.status == 1
    assert "quarantine.no-ids" in ran.err


def test_a_later_delivery_without_the_fault_closes_the_entries(
    athena: Athena, workspace: Path, held_back: list[dict[str, Any]], street: Callable[..., Path]
) -> None:
    athena("ingest", street([{}, {"Crime type": "Robbery"}], folder="later"))
    assert athena("quarantine", "list").out.strip() == "Quarantine is empty."
    assert "overtaken" in athena("quarantine", "list", "--all").out
