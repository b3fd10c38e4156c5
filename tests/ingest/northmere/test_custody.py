"""Custody: one row gives the detention, who was detained, and how it came about."""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from athena.pole import Label

from .conftest import Table

LONDON = ZoneInfo("Europe/London")
SUSPECT = Label("official", "suspect", "ungraded", "law_enforcement", "3")


def delivered(export: Path) -> list[dict[str, str]]:
    with (export / "custody/custody.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_gives_a_detention_a_person_and_the_link_between(table: Table, export: Path) -> None:
    rows = delivered(export)
    custody = table("custody")
    people = {row["record_id"]: row for row in table("person", source="northmere-custody")}
    links = [row for row in table("link", source="northmere-custody") if row["role"] == "detained"]
    assert len(rows) == len(custody) == len(people) == len(links)
    for row, record, link in zip(rows, custody, links, strict=True):
        assert record["custody_reference"] == row["custody_ref"]
        assert link["to_record"] == record["record_id"] == link["evidence"]
        person = people[str(link["from_record"])]
        assert person["record_id"] == f"{record['record_id']}.person"
        assert person["family_name"] == (row["surname"] or None)
        assert person["source_row"] == record["source_row"]


def test_whoever_is_detained_is_labelled_a_suspect(table: Table) -> None:
    assert {row["label_id"] for row in table("custody")} == {SUSPECT.id}
    assert {row["label_id"] for row in table("person", source="northmere-custody")} == {SUSPECT.id}


def test_times_are_of_london_and_dates_of_birth_stay_as_written_beside_the_reading(table: Table, export: Path) -> None:
    for row, record in zip(delivered(export), table("custody"), strict=True):
        arrived = record["arrived_at"]
        assert isinstance(arrived, datetime)
        assert f"{arrived.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}" == row["arrived_at"]
    for row, person in zip(delivered(export), table("person", source="northmere-custody"), strict=True):
        day, month, year = row["dob"].split("/") if row["dob"] else ("", "", "")
        assert person["date_of_birth_original"] == (row["dob"] or None)
        assert person["date_of_birth"] == (f"{year}-{month}-{day}" if row["dob"] not in ("", "01/01/1900") else None)
