"""`athena ingest`: it reconciles, repeats without effect, and says what it refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]

FIELDS = {"file", "source", "sha256", "rows_in", "loaded", "unchanged", "superseded", "quarantined", "seconds"}


def test_the_reconciliation_is_shown_and_sums(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    ran = athena("ingest", street([{}, {"Crime ID": "", "Crime type": "Anti-social behaviour"}]))
    assert ran.status == 0
    assert "it sums" in ran.out
    assert "Published as snapshot" in ran.out


def test_what_is_left_out_is_named_with_the_reason_where_there_is_one(
    athena: Athena, workspace: Path, street: Callable[..., Path]
) -> None:
    beside = street([{}]).parent
    for name in "custody.parquet", "notes.txt":
        (beside / name).write_text("x")
    said = " ".join(athena("ingest", beside).out.split())
    assert "custody.parquet: it counts disposals" in said
    assert "Left out, known to no source: 1 (" in said
    alone = athena("ingest", beside / "custody.parquet")
    assert alone.status == 1
    assert "it counts disposals" in alone.err


def test_json_is_one_object_a_file(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    street([{}], "2024-05")
    delivery = street([{}, {}], "2024-06").parent.parent
    lines = [json.loads(line) for line in athena("ingest", delivery, "--json").out.splitlines()]
    assert len(lines) == 2
    assert all(line.keys() >= FIELDS for line in lines)
    assert sorted(line["rows_in"] for line in lines) == [1, 2]


def test_the_same_file_again_changes_nothing(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    delivery = street([{}, {}])
    athena("ingest", delivery)
    snapshots = json.loads(athena("status", "--json").out)["snapshots"]
    again = json.loads(athena("ingest", delivery, "--json").out)
    assert (again["loaded"], again["unchanged"], again["superseded"]) == (0, 2, 0)
    assert json.loads(athena("status", "--json").out)["snapshots"] == snapshots


def test_a_refused_file_is_named_and_the_others_load(
    athena: Athena, workspace: Path, street: Callable[..., Path]
) -> None:
    bad = street([{}], "2024-06")
    bad.write_text(bad.read_text().replace("Crime type", "Crime category"))
    delivery = street([{}], "2024-05").parent.parent
    ran = athena("ingest", delivery)
    assert ran.status == 1
    assert "2024-06-northmere-street.csv" in ran.err
    assert "renamed 'Crime category'" in ran.err
    assert "2024-05-northmere-street.csv" in ran.out


def test_a_refused_file_stands_in_the_json_with_counts_of_zero(
    athena: Athena, workspace: Path, street: Callable[..., Path]
) -> None:
    bad = street([{}])
    bad.write_text("nonsense\n")
    ran = athena("ingest", bad, "--json")
    line = json.loads(ran.out)
    assert ran.status == 1
    assert (line["rows_in"], line["refused"]["code"]) == (0, "ingest.columns")


def test_a_delivery_that_is_refused_whole_stands_in_the_json_too(
    athena: Athena, workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04")
    ran = athena("ingest", tmp_path / "cut.zip", "--json")
    assert ran.status == 1
    assert json.loads(ran.out)["refused"]["code"] == "ingest.broken-archive"


@pytest.mark.parametrize("command", [("crimes",), ("status",), ("quarantine", "list"), ("trace", "0" * 32)])
def test_nobody_reads_who_was_not_appointed(athena: Athena, workspace: Path, command: tuple[str, ...]) -> None:
    ran = athena("as", "stranger", "--case", "published", "--", *command)
    assert ran.status == 1
    assert "access." in ran.err


def test_nobody_loads_who_was_not_appointed(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    ran = athena("as", "stranger", "--case", "loading", "--", "ingest", street([{}]))
    assert ran.status == 1
    assert "access." in ran.err


def test_what_no_source_knows_is_refused_with_what_is_known(athena: Athena, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8")
    ran = athena("ingest", tmp_path / "holiday.jpg")
    assert ran.status == 1
    assert "police-uk-street" in ran.err


def test_a_kind_missing_from_a_delivery_is_a_gap(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    ran = athena("ingest", street([{}]))
    assert "Gap: northmere outcomes is not in this delivery" in ran.out


def test_a_row_that_vanished_is_marked_and_told(athena: Athena, workspace: Path, street: Callable[..., Path]) -> None:
    asb = {"Crime ID": "", "Crime type": "Anti-social behaviour"}
    athena("ingest", street([{}, asb], folder="first"))
    ran = athena("ingest", street([{}], folder="second"))
    assert "1 standing rows are no longer in it: marked, kept" in ran.out
    found = json.loads(athena("status", "--json").out)
    assert found["kinds"] == [{"kind": "crime", "current": 2, "withdrawn": 1, "older_versions": 0}]
