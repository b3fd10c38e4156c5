"""Stop-and-search files: UTC times in London months, words of both eras, columns that are empty in some of them."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.sources.police_uk_stop_search import SOURCE
from athena.lake.workspace import Workspace
from athena.pole import code_list

City = tuple[Workspace, list[DeliveryReport]]
COLUMNS = SOURCE.format.schema().names
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def searches(city: City) -> list[dict[str, object]]:
    with city[0].lake.read() as reading:
        table = reading.table("stop_search")
        found: list[dict[str, object]] = reading.execute(table).to_pylist()
    return found


def test_every_archive_has_the_rows_that_the_readme_counts(city: City) -> None:
    counted = [sum(file.rows_in for file in report.files if file.source == SOURCE.name) for report in city[1]]
    assert counted == [2_885, 6_855, 8_057, 6_754]
    assert sum(file.quarantined for report in city[1] for file in report.files) == 0


def test_the_hole_of_2024_11_is_reported_as_a_gap(city: City) -> None:
    (gap,) = [found for found in city[1][3].gaps if found.kind == "stop-and-search"]
    assert [(span.first, span.last) for span in gap.gaps] == [(date(2024, 11, 1), date(2024, 11, 1))]
    assert sum(file.source == SOURCE.name for file in city[1][3].files) == 35


def test_the_month_is_londons_though_the_time_is_utc(searches: list[dict[str, object]]) -> None:
    elsewhere = 0
    for row in searches:
        moment, month = row["occurred_at"], row["month"]
        assert isinstance(moment, datetime)
        assert f"{month:%Y-%m}" == f"{moment.astimezone(LONDON):%Y-%m}" == str(row["slot"])[-7:]
        elsewhere += f"{moment.astimezone(UTC):%Y-%m}" != str(row["slot"])[-7:]
    assert elsewhere > 0


def test_the_words_of_both_eras_map_to_one_code_list(searches: list[dict[str, object]]) -> None:
    codes = code_list("stop_search_outcome").alias_map()
    for row in searches:
        assert row["outcome"] == codes.get(str(row["outcome_original"]))
    said = {row["outcome_original"]: row["outcome"] for row in searches}
    assert said["Suspect arrested"] == said["Arrest"]
    assert said["Nothing found - no further action"] == said["A no further action disposal"]
    assert said["Offender given drugs possession warning"] == said["Khat or Cannabis warning"]


def test_the_archive_of_2017_to_2020_carries_both_eras(searches: list[dict[str, object]]) -> None:
    then = {row["outcome_original"] for row in searches if "2017-12" <= str(row["slot"])[-7:] <= "2018-12"}
    assert {"Suspect arrested", "Arrest"} <= then


def test_the_operation_is_nowhere_named(searches: list[dict[str, object]]) -> None:
    assert {row["operation_name"] for row in searches} == {None}


def test_a_blank_ethnicity_stays_blank_and_either_kind_by_itself(searches: list[dict[str, object]]) -> None:
    officer = [row["officer_defined_ethnicity"] is None for row in searches]
    self_defined = [row["self_defined_ethnicity"] is None for row in searches]
    assert 0 < sum(officer) / len(searches) < 0.1
    assert 0 < sum(self_defined) / len(searches) < 0.1
    assert officer != self_defined
    for row in searches:
        assert (row["officer_defined_ethnicity"] is None) == (row["officer_defined_ethnicity_original"] is None)


@pytest.fixture(scope="module")
def judged(
    tmp_path_factory: pytest.TempPathFactory,
    police: Path,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
    rows: Callable[..., list[dict[str, object]]],
) -> dict[str, str]:
    """One real row, its time changed in many ways, each in a file of its own; what became of each."""
    sample = police / "sample" / "2024-05" / "2024-05-city-of-london-stop-and-search.csv"
    with sample.open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    folder = tmp_path_factory.mktemp("times")
    for letter, moment in zip("abcdefghijklmn", TIMES, strict=True):
        changed = row | {"Date": moment}
        with (folder / f"2024-05-case-{letter}-stop-and-search.csv").open("w", newline="") as stream:
            out = csv.DictWriter(stream, COLUMNS)
            out.writeheader()
            out.writerow(changed)
    workspace = new_workspace(folder / "workspace")
    (report,) = take(workspace, folder)
    assert Counter(file.rows_in for file in report.files) == {1: len(TIMES)}
    held = {str(entry["slot"])[5]: str(entry["rule"]) for entry in rows(workspace, "quarantine")}
    return {moment: held.get(letter, "loaded") for letter, moment in zip("abcdefghijklmn", TIMES, strict=True)}


TIMES = {
    "2024-04-30T23:30:00+00:00": "loaded",
    "2024-05-31T23:30:00+00:00": "wrong-month",
    "2024-05-01T00:30:00+01:00": "loaded",
    "2024-05-01T10:00:00Z": "loaded",
    "2024-05-01T10:00:00": "bad-date",
    "2024-05-01": "bad-date",
    "2024-02-30T10:00:00+00:00": "bad-date",
    "2024-05-01T25:00:00+00:00": "bad-date",
    "2023-05-01T10:00:00+00:00": "wrong-month",
    "": "bad-date",
    "infinity": "bad-date",
    "epoch": "bad-date",
    "294247-01-10T04:00:54+00:00": "bad-date",
    "01/05/2024 10:00": "bad-date",
}


@pytest.mark.parametrize("moment", TIMES)
def test_a_time_is_taken_with_its_offset_or_not_at_all(moment: str, judged: dict[str, str]) -> None:
    assert judged[moment] == TIMES[moment]
