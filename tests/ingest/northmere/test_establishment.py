"""The establishment: officers are staff, and what concerns nobody but them stays in their own system."""

import csv
from pathlib import Path

from .conftest import HeldBack, Table


def test_every_officer_is_loaded_and_is_no_person(table: Table, export: Path) -> None:
    with (export / "hr/officers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    officers = {row["collar_number"]: row for row in table("officer")}
    assert set(officers) == {row["collar_number"] for row in rows}
    for row in rows:
        officer = officers[row["collar_number"]]
        assert (officer["family_name"], officer["rank"], officer["team"]) == (row["surname"], row["rank"], row["team"])
        assert (officer["left_on"] is None) is (row["left"] == "")
    assert not table("person", source="northmere-establishment")


def test_no_date_of_birth_sex_or_ethnicity_of_staff_is_loaded(table: Table) -> None:
    assert not {"date_of_birth", "gender", "self_defined_ethnicity"} & set(table("officer")[0])


def test_a_date_that_is_none_is_held_back(held_back: HeldBack) -> None:
    assert held_back["northmere-establishment", "bad-joined"] == "joined"
    assert held_back["northmere-establishment", "bad-left"] == "left"
