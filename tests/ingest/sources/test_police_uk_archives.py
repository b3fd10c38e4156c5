"""The archives of Bedfordshire and the Metropolitan Police, whole: what the README beside the data counted by hand."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pytest

from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

pytestmark = pytest.mark.slow  # Nearly 800,000 rows are taken in, once.

BEDFORDSHIRE = 99_528
EARLY, MIDDLE, LATE = ("2015-04", "2016-01"), ("2017-12", "2019-02"), ("2022-03", "2024-08")
SEARCHES = {EARLY: 126_305, MIDDLE: 195_027, LATE: 369_146}


@dataclass(frozen=True)
class Archives:
    """A workspace that holds the four archives, and what was reported of each."""

    workspace: Workspace
    reports: list[DeliveryReport]

    def count(self, kind: str, keep: Callable[[ir.Table], ir.BooleanValue]) -> int:
        with self.workspace.lake.read() as reading:
            rows = reading.table(kind)
            kept = rows.filter(keep(rows))
            return int(reading.execute(kept.aggregate(n=kept.count()))["n"][0].as_py())

    def words(self, kind: str, column: str, keep: Callable[[ir.Table], ir.BooleanValue]) -> Counter[str | None]:
        with self.workspace.lake.read() as reading:
            rows = reading.table(kind)
            grouped = rows.filter(keep(rows)).group_by(column).agg(n=ibis._.count())
            return Counter({row[column]: row["n"] for row in reading.execute(grouped).to_pylist()})


@pytest.fixture(scope="module")
def archives(
    tmp_path_factory: pytest.TempPathFactory,
    police: Path,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
) -> Archives:
    workspace = new_workspace(tmp_path_factory.mktemp("archives") / "workspace")
    return Archives(workspace, take(workspace, *sorted(police.glob("[bm]*.zip"))))


def of(era: tuple[str, str]) -> Callable[[ir.Table], ir.BooleanValue]:
    return lambda rows: rows.slot.right(7).between(*era)


def share(part: int, whole: int) -> float:
    return round(part / whole * 100, 1)


def test_every_police_archive_has_the_rows_that_the_readme_counts(archives: Archives) -> None:
    counts: Counter[str] = Counter()
    for report in archives.reports:
        for file in report.files:
            counts[f"{Path(report.delivery).stem} {file.source}"] += file.rows_in
            assert file.loaded == file.rows_in
    assert counts == {
        "bedfordshire-street_2023-12_2025-06 police-uk-street": BEDFORDSHIRE,
        **{
            f"metropolitan-stop-and-search_{first}_{last} police-uk-stop-and-search": rows
            for (first, last), rows in SEARCHES.items()
        },
    }


def test_324_searches_are_of_another_month_in_utc_and_none_in_london(archives: Archives) -> None:
    def of_another_month(moment: Callable[[ir.Table], ir.Value]) -> Callable[[ir.Table], ir.BooleanValue]:
        return lambda rows: of(LATE)(rows) & (moment(rows).strftime("%Y-%m") != rows.slot.right(7))

    assert archives.count("stop_search", of_another_month(lambda rows: rows.occurred_at)) == 324
    assert archives.count("stop_search", of_another_month(lambda rows: rows.month)) == 0


def test_no_search_of_2015_has_a_place_and_two_thirds_no_object(archives: Archives) -> None:
    assert archives.count("stop_search", lambda rows: of(EARLY)(rows) & rows.longitude.notnull()) == 0
    without = archives.count("stop_search", lambda rows: of(EARLY)(rows) & rows.object_of_search.isnull())
    assert share(without, SEARCHES[EARLY]) == 68.5


@pytest.mark.parametrize(("era", "percent"), [(EARLY, 100), (MIDDLE, 100), (LATE, 82)])
def test_whether_the_outcome_is_linked_to_the_object_is_mostly_not_said(
    archives: Archives, era: tuple[str, str], percent: int
) -> None:
    without = archives.count("stop_search", lambda rows: of(era)(rows) & rows.outcome_linked_to_object.isnull())
    assert round(without / SEARCHES[era] * 100) == percent


def test_officers_defined_ethnicity_in_four_words_or_not_at_all(archives: Archives) -> None:
    said = archives.words("stop_search", "officer_defined_ethnicity_original", of(LATE))
    counted = {"White": 146_713, "Black": 140_152, "Asian": 53_397, "Other": 19_722, None: 9_162}
    assert {word: said[word] for word in counted} == counted


def test_a_sixth_of_bedfordshire_is_anti_social_behaviour_and_every_crime_id_is_its_own(archives: Archives) -> None:
    ids = archives.words("crime", "crime_reference", lambda rows: rows.crime_reference.notnull())
    without = archives.count("crime", lambda rows: rows.crime_reference.isnull())
    assert share(without, BEDFORDSHIRE) == 16.1
    assert len(ids) == BEDFORDSHIRE - without


def test_a_row_in_25_of_bedfordshire_has_no_place(archives: Archives) -> None:
    assert share(archives.count("crime", lambda rows: rows.longitude.isnull()), BEDFORDSHIRE) == 3.9


def test_rows_alike_in_every_column_are_incidents_of_their_own(archives: Archives) -> None:
    said = (
        *("crime_reference", "month", "reported_by", "falls_within", "longitude", "latitude", "location_text"),
        *("lsoa_code", "lsoa_name", "crime_type", "last_outcome", "context"),
    )
    with archives.workspace.lake.read() as reading:
        different = reading.execute(reading.table("crime").select(*said).distinct()).num_rows
    assert BEDFORDSHIRE - different == 4_334


def test_bedfordshire_records_crimes_of_its_neighbours(archives: Archives) -> None:
    names = archives.words("crime", "lsoa_name", lambda rows: rows.lsoa_name.notnull())
    districts: Counter[str] = Counter()
    for name, rows in names.items():
        districts[str(name).rsplit(" ", 1)[0]] += rows
    assert (districts["North Hertfordshire"], districts["Milton Keynes"]) == (94, 65)
