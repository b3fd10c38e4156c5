"""Outcome files: up to ten rows a crime, words of every era, on the real City of London archives."""

from collections import Counter

import pytest

from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.sources.police_uk_outcomes import SOURCE
from athena.lake.workspace import Workspace
from athena.pole import code_list

City = tuple[Workspace, list[DeliveryReport]]
COLUMNS = ("slot", "crime_reference", "outcome_type", "outcome_type_original", "record_id", "month", "longitude")


@pytest.fixture(scope="module")
def outcomes(city: City) -> list[dict[str, object]]:
    with city[0].lake.read() as reading:
        found: list[dict[str, object]] = reading.execute(reading.table("outcome").select(*COLUMNS)).to_pylist()
    return found


def test_every_archive_has_the_rows_that_the_readme_counts(city: City) -> None:
    counted = [sum(file.rows_in for file in report.files if file.source == SOURCE.name) for report in city[1]]
    assert counted == [9_136, 0, 0, 21_269]


def test_a_crime_has_many_outcomes_and_each_is_a_record(outcomes: list[dict[str, object]]) -> None:
    # The README says up to ten; one Crime ID of 2016 or 2017 has 24.
    for first, most in ("2022-03", 10), ("2015-03", 24):
        slots = [row for row in outcomes if str(row["slot"])[-7:] >= first]
        assert max(Counter(row["crime_reference"] for row in slots).values()) == most
    assert len({row["record_id"] for row in outcomes}) == len(outcomes) == 9_136 + 21_269


def test_every_outcome_of_2022_to_2025_belongs_to_a_crime_that_was_delivered(
    city: City, outcomes: list[dict[str, object]]
) -> None:
    late = {row["crime_reference"] for row in outcomes if str(row["slot"]) >= "city-of-london/2022-03"}
    with city[0].lake.read() as reading:
        table = reading.table("crime")
        wanted = table.filter(table.slot >= "city-of-london/2022-03").crime_reference.name("id").as_table()
        crimes = set(reading.execute(wanted)["id"].to_pylist()) - {None}
    assert late <= crimes
    assert 0.79 < len(late) / len(crimes) < 0.82


def test_the_words_of_both_eras_map_to_one_code_list(outcomes: list[dict[str, object]]) -> None:
    codes = code_list("outcome_type").alias_map()
    assert {(row["outcome_type_original"], row["outcome_type"]) for row in outcomes} <= set(codes.items())
    early = {row["outcome_type"] for row in outcomes if str(row["slot"]) < "city-of-london/2018"}
    late = {row["outcome_type"] for row in outcomes if str(row["slot"]) > "city-of-london/2022"}
    assert early & late


def test_the_month_is_the_files(outcomes: list[dict[str, object]]) -> None:
    assert all(f"{row['month']:%Y-%m}" == str(row["slot"])[-7:] for row in outcomes)
