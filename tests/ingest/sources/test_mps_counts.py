"""The Metropolitan Police's tables: wide months, names that changed, editions, each against a direct sum."""

import gzip
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from athena.access.session import open_for
from athena.ingest.counts import Count, Question, count_crimes
from athena.ingest.needs import COUNTING
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.sources.left_out import LEFT_OUT
from athena.ingest.sources.mps_counts import SOURCES
from athena.ingest.status import status
from athena.lake.workspace import Workspace
from athena.pole import code_list

Met = tuple[Workspace, DeliveryReport]
FILES = {
    "recorded-crime-ward": 18_688,
    "recorded-crime-ward-historical": 21_118,
    "recorded-crime-lsoa": 105_620,
    "recorded-crime-borough": 1_032,
    "recorded-crime-borough-historical": 1_085,
}


@pytest.fixture(scope="module")
def met(
    tmp_path_factory: pytest.TempPathFactory,
    mps: Path,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
) -> Met:
    workspace = new_workspace(tmp_path_factory.mktemp("met") / "workspace")
    folder = tmp_path_factory.mktemp("tables") / "tables"
    shutil.copytree(mps, folder, ignore=shutil.ignore_patterns("original-csv"))
    (report,) = take(workspace, folder)
    return workspace, report


def loaded(met: Met, slot: str) -> dict[date, int]:
    with met[0].lake.read() as reading:
        table = reading.table("crime_count")
        rows = table.filter(table.slot == slot, table.valid_to.isnull(), table.withdrawn_at.isnull())
        pairs = rows.mutate(pair=rows.months.unnest())
        summed = pairs.group_by(month=pairs.pair["month"]).agg(total=pairs.pair["count"].sum())
        return {row["month"]: row["total"] for row in reading.execute(summed).to_pylist()}


def direct(file: Path) -> dict[date, int]:
    table = csv.read_csv(file) if file.suffix == ".csv" else pq.read_table(file)
    months = [name for name in table.column_names if name.isdigit()]
    return {date(int(name[:4]), int(name[4:]), 1): pc.sum(table[name]).as_py() for name in months}


def test_every_table_has_the_rows_that_the_readme_counts(met: Met) -> None:
    counted = {Path(file.file).stem: file.rows_in for file in met[1].files}
    assert counted == FILES
    assert all(file.loaded == file.rows_in for file in met[1].files)


def test_the_tables_beside_them_are_named_with_the_reason_why_they_are_not_loaded(met: Met) -> None:
    said = {Path(stranger.name).name: stranger.why for stranger in met[1].unrecognised}
    assert {name: said.get(name) for name in LEFT_OUT} == LEFT_OUT


@pytest.mark.parametrize("name", FILES)
def test_the_counts_are_the_sums_of_the_file_month_by_month(name: str, met: Met, mps: Path) -> None:
    expected = direct(mps / f"{name}.parquet")
    if name in {"recorded-crime-ward", "recorded-crime-lsoa"}:
        expected.pop(date(2024, 2, 1))
    assert loaded(met, name) == expected


def test_the_month_that_the_table_was_cut_in_is_left_out_and_noted(met: Met, mps: Path) -> None:
    notes = {Path(file.file).stem: file.notes for file in met[1].files}
    assert direct(mps / "recorded-crime-lsoa.parquet")[date(2024, 2, 1)] == 39
    assert "202402 is left out" in notes["recorded-crime-lsoa"][0]
    assert "39" in notes["recorded-crime-lsoa"][0]
    assert "202402 is left out" in notes["recorded-crime-ward"][0]
    assert not notes["recorded-crime-ward-historical"]


def test_both_ward_tables_together_have_191_months(met: Met) -> None:
    months = {*loaded(met, "recorded-crime-ward-historical"), *loaded(met, "recorded-crime-ward")}
    assert (len(months), min(months), max(months)) == (191, date(2010, 4, 1), date(2026, 2, 1))


def test_category_names_of_every_era_have_one_code_and_keep_their_words(met: Met) -> None:
    with met[0].lake.read() as reading:
        table = reading.table("crime_count")
        pairs = reading.execute(table.select("major_category", "major_category_original").distinct()).to_pylist()
    words = code_list("mps_major_category").alias_map()
    assert all(pair["major_category"] == words[pair["major_category_original"]] for pair in pairs)


def test_a_category_that_an_era_did_not_have_stands_with_zeros_and_is_not_dropped(met: Met) -> None:
    with met[0].lake.read() as reading:
        table = reading.table("crime_count")
        rows = reading.execute(table.filter(table.slot == "recorded-crime-borough-historical").select("months"))
    empty = [row for row in rows["months"].to_pylist() if any(pair["count"] == 0 for pair in row[:12])]
    assert any(sum(pair["count"] for pair in row[-12:]) > 100 and not row[0]["count"] for row in empty)


def test_aviation_security_is_a_borough_and_the_city_of_london_is_none(met: Met) -> None:
    with met[0].lake.read() as reading:
        table = reading.table("crime_count")
        wards = table.filter(table.source == "mps-ward").select("borough").distinct()
        boroughs = set(reading.execute(wards)["borough"].to_pylist())
    assert "Aviation Security (SO18)" in boroughs
    assert "City of London" not in boroughs


def test_a_ward_under_two_boroughs_is_two_rows_and_no_key_is_doubled(met: Met) -> None:
    with met[0].lake.read() as reading:
        table = reading.table("crime_count").filter(lambda row: row.source == "mps-ward")
        keys = table.group_by("slot", "source_key").agg(rows=table.count())
        assert reading.execute(keys.filter(keys.rows > 1)).num_rows == 0
        wards = table.group_by("area_code").agg(boroughs=table.borough.nunique())
        assert reading.execute(wards.filter(wards.boroughs > 1)).num_rows > 0


def test_the_name_alone_recognises_a_table_and_its_months_come_from_its_columns() -> None:
    slots = [source.recognise("x/recorded-crime-ward-historical.parquet") for source in SOURCES]
    assert [slot.name if slot else None for slot in slots] == ["recorded-crime-ward-historical", None, None]
    assert slots[0] is not None
    assert not slots[0].dated
    assert not any(source.recognise("recorded-crime-postcode.parquet") for source in SOURCES)


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("MPS Borough Level Crime (most recent 24 months).csv", "recorded-crime-borough"),
        ("MPS Ward Level Crime (Historical).csv", "recorded-crime-ward-historical"),
        ("original-csv/mps_borough_recent.csv", "recorded-crime-borough"),
    ],
)
def test_the_publishers_own_files_restate_the_same_tables(name: str, slot: str) -> None:
    assert [found.name for source in SOURCES if (found := source.recognise(name))] == [slot]


def revised(file: Path, target: Path, *, last: str | None = None) -> Path:
    """Write an edition in which three cells differ, and which ends before month `last` where that is given."""
    table = pq.read_table(file)
    column = table.column_names.index("202512")
    values = table["202512"].to_pylist()
    for row in (0, 5, 9):
        values[row] += 7
    table = table.set_column(column, "202512", pa.array(values, table.schema.field(column).type))
    if last is not None:
        table = table.drop_columns([name for name in table.column_names if name.isdigit() and name >= last])
    target.mkdir()
    pq.write_table(table, target / file.name)
    return target


def test_a_revised_edition_supersedes_the_rows_that_changed_and_an_older_one_nothing(
    tmp_path: Path, mps: Path, workspace: Workspace, take: Callable[..., list[DeliveryReport]]
) -> None:
    original = mps / "recorded-crime-borough.parquet"
    take(workspace, original)
    (second,) = take(workspace, revised(original, tmp_path / "second"))
    assert [(f.loaded, f.unchanged, f.superseded, f.withdrawn) for f in second.files] == [(0, 1_029, 3, 0)]
    now = loaded((workspace, second), "recorded-crime-borough")
    assert now[date(2025, 12, 1)] == direct(original)[date(2025, 12, 1)] + 21

    (older,) = take(workspace, revised(original, tmp_path / "older", last="202601"))
    assert older.files[0].withdrawn == 0
    assert "older edition" in older.files[0].notes[0]
    assert loaded((workspace, older), "recorded-crime-borough") == now

    (corrected,) = take(workspace, original, correction=True)
    assert corrected.files[0].superseded == 3
    assert loaded((workspace, corrected), "recorded-crime-borough") == direct(original)


def test_two_downloads_of_the_boroughs_show_what_was_revised_and_which_month_fell_out(
    tmp_path: Path, mps: Path, workspace: Workspace, take: Callable[..., list[DeliveryReport]]
) -> None:
    earlier, later = mps / "recorded-crime-borough.parquet", mps / "original-csv" / "mps_borough_recent.csv"
    take(workspace, earlier)
    (second,) = take(workspace, later)
    (file,) = second.files
    assert (file.rows_in, file.quarantined, file.superseded + file.loaded) == (1_026, 0, 1_026)
    now, before, after = loaded((workspace, second), "recorded-crime-borough"), direct(earlier), direct(later)
    assert now == after
    shared = sorted(before.keys() & after.keys())
    assert (len(shared), shared[0], shared[-1]) == (23, date(2024, 4, 1), date(2026, 2, 1))
    assert sum(before[month] != after[month] for month in shared) == 23, "every month that both have was revised"

    with open_for(workspace, COUNTING) as view:
        asked = count_crimes(view, Question(("month",), source="mps-borough", first=date(2024, 3, 1)))
    assert (asked.counts[0].values, asked.total) == (("2024-04",), sum(after.values()))

    # The month that fell out of the window stands in the other table, so its file closes the gap.
    packed = mps / "original-csv" / "mps_borough_historical.csv.gz"
    historical = tmp_path / "mps_borough_historical.csv"
    historical.write_bytes(gzip.decompress(packed.read_bytes()))
    (third,) = take(workspace, historical)
    assert (third.files[0].rows_in, third.files[0].loaded) == (1_092, 1_092)
    with open_for(workspace, COUNTING) as view:
        asked = count_crimes(view, Question(("month",), source="mps-borough", first=date(2024, 3, 1)))
    assert asked.counts[0] == Count(("2024-03",), direct(historical)[date(2024, 3, 1)])


def test_a_month_that_fell_out_of_a_tables_window_is_a_gap_and_not_zero(
    tmp_path: Path, mps: Path, workspace: Workspace, take: Callable[..., list[DeliveryReport]]
) -> None:
    earlier, later = mps / "recorded-crime-borough-historical.parquet", mps / "original-csv" / "mps_borough_recent.csv"
    take(workspace, earlier)
    take(workspace, mps / "recorded-crime-borough.parquet")
    take(workspace, later)
    with open_for(workspace, COUNTING) as view:
        asked = count_crimes(view, Question(("month",), source="mps-borough"))
        held = [item for item in status(view).coverage if item.kind == "counts by borough"]
    assert Count(("2024-03",), None) in asked.counts
    assert asked.gaps == ["metropolitan counts by borough: no delivery for 2024-03"]
    assert [str(gap) for item in held for gap in item.gaps] == ["2024-03"]
