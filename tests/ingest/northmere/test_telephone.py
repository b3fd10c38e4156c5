"""Telephone records: one communication and the two telephones it connected, which are nobody's until shown."""

import csv
from pathlib import Path

from .conftest import HeldBack, Table


def test_every_row_gives_a_communication_between_two_devices(table: Table, export: Path) -> None:
    rows = []
    for path in sorted((export / "telephone").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows += list(csv.DictReader(stream))
    communications = {row["communication_reference"]: row for row in table("communication")}
    devices = {row["record_id"]: row["phone"] for row in table("device")}
    ends = {
        (link["to_record"], link["role"]): devices[link["from_record"]]
        for link in table("link", source="northmere-telephone")
    }
    assert len(communications) == len(rows) > 50
    assert len(devices) == 2 * len(rows)
    for row in rows:
        communication = communications[row["record"]]
        assert communication["cell"] == row["cell"]
        assert communication["duration_seconds"] == int(row["seconds"])
        assert ends[communication["record_id"], "caller_in"] == "+44" + row["from"][1:]
        assert ends[communication["record_id"], "called_in"] == "+44" + row["to"][1:]


def test_no_person_is_made_of_a_number(table: Table) -> None:
    assert not table("person", source="northmere-telephone")


def test_a_number_or_a_time_that_is_none_is_held_back(held_back: HeldBack) -> None:
    for rule, column in (("bad-from", "from"), ("bad-to", "to"), ("bad-start", "started_at")):
        assert held_back["northmere-telephone", rule] == column
