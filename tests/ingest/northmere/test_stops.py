"""Stop and search: who was searched is labelled by what came of it, for most searches find nothing."""

import csv
from pathlib import Path

from athena.pole import Label

from .conftest import HeldBack, Table

SUSPECT = Label("official", "suspect", "ungraded", "law_enforcement", "3")
OTHER = Label("official", "other", "ungraded", "law_enforcement", "4")


def delivered(export: Path) -> list[dict[str, str]]:
    with (export / "stops/stop_search.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_search_that_found_nothing_makes_nobody_a_suspect(table: Table, export: Path) -> None:
    rows, searches = delivered(export), table("stop_search")
    people = {row["record_id"]: row for row in table("person", source="northmere-stops")}
    assert len(rows) == len(searches)
    for row, search in zip(rows, searches, strict=True):
        label = OTHER if row["outcome"] == "A no further action disposal" else SUSPECT
        assert search["label_id"] == label.id
        assert people[f"{search['record_id']}.person"]["label_id"] == label.id
    assert {OTHER.id, SUSPECT.id} == {search["label_id"] for search in searches}


def test_both_ethnicities_are_kept_apart(table: Table, export: Path) -> None:
    for row, search in zip(delivered(export), table("stop_search"), strict=True):
        assert search["self_defined_ethnicity"] == (row["ethnicity_self"] or None)
        assert search["officer_defined_ethnicity_original"] == row["ethnicity_officer"]


def test_a_vehicle_is_a_record_only_where_one_was_searched(table: Table, export: Path) -> None:
    marks = [row["vrm"] for row in delivered(export) if row["vrm"]]
    assert [row["vrm"] for row in table("vehicle", source="northmere-stops")] == marks
    links = table("link", source="northmere-stops")
    assert sum(link["role"] == "object_searched" for link in links) == len(marks)
    assert sum(link["role"] == "searched" for link in links) == len(delivered(export))


def test_words_that_no_code_list_has_are_held_back(held_back: HeldBack) -> None:
    rules = {rule for source, rule in held_back if source == "northmere-stops"}
    assert rules == {
        "bad-time",
        "unknown-search-type",
        "unknown-object-of-search",
        "unknown-outcome",
        "unknown-self-defined-ethnicity",
        "unknown-officer-defined-ethnicity",
    }
