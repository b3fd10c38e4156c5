"""Counts over a view: they add up, zero is not a gap, and records and published tables are never mixed."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from athena.access.session import open_for
from athena.failures import Refused
from athena.ingest.counts import Answer, Question, count_crimes
from athena.ingest.needs import COUNTING
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

ELSEWHERE = {"LSOA code": "E01000002", "LSOA name": "Tower Hamlets 015B"}


@pytest.fixture(scope="module")
def asked(
    tmp_path_factory: pytest.TempPathFactory,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> Callable[[Question], Answer]:
    """Two forces, one with a hole, an outcome that changed, a row that was withdrawn, and a published ward table."""
    folder = tmp_path_factory.mktemp("counts")
    workspace = new_workspace(folder / "workspace")

    def deliver(month: str, force: str, rows: list[dict[str, str]]) -> None:
        file = folder / f"{month}-{force}-street.csv"
        file.write_bytes(as_csv(rows))
        take(workspace, file)

    may = street_rows(9)
    deliver("2024-05", "north", may)
    may[1]["Last outcome category"] = "Unable to prosecute suspect"
    deliver("2024-05", "north", may[:-1])
    deliver("2024-07", "north", [row | ELSEWHERE for row in street_rows(3, "2024-07")])
    deliver("2024-06", "south", street_rows(4, "2024-06"))
    wards = {
        "majortext": ["BURGLARY", "ROBBERY"],
        "minortext": ["BURGLARY IN A DWELLING", "ROBBERY OF PERSONAL PROPERTY"],
        "wardname": ["Abbey"] * 2,
        "wardcode": ["E05014053"] * 2,
        "lookup_boroughname": ["Barking and Dagenham"] * 2,
        "202405": [5, 2],
        "202406": [7, 0],
    }
    pq.write_table(pa.table(wards), folder / "recorded-crime-ward.parquet")
    take(workspace, folder / "recorded-crime-ward.parquet")

    def ask(question: Question) -> Answer:
        with open_for(workspace, COUNTING) as view:
            return count_crimes(view, question)

    return ask


Ask = Callable[[Question], Answer]


def test_every_way_of_counting_has_the_same_total(asked: Ask) -> None:
    names = ("month", "type", "force", "district", "lsoa", "place", "outcome")
    for number in range(3):
        for by in combinations(names, number):
            assert asked(Question(by)).total == 8 + 3 + 4, by


def test_what_was_withdrawn_or_superseded_does_not_count(asked: Ask) -> None:
    found = asked(Question(("outcome",), area="north", first=date(2024, 5, 1), last=date(2024, 5, 1)))
    assert {count.values[0]: count.count for count in found.counts} == {
        "(not stated)": 3,
        "Unable to prosecute suspect": 1,
        "Under investigation": 4,
    }


def test_a_month_that_only_another_force_delivered_is_a_gap(asked: Ask) -> None:
    found = asked(Question(("month",), area="north"))
    assert [(count.values[0], count.count) for count in found.counts] == [
        ("2024-05", 8),
        ("2024-06", None),
        ("2024-07", 3),
    ]
    assert found.gaps == ["north street: no delivery for 2024-06"]
    both = asked(Question(("month",)))
    assert [count.count for count in both.counts] == [8, 4, 3]
    assert any("some of these forces only" in note for note in both.notes)


def test_a_month_without_rows_in_the_area_is_zero(asked: Ask) -> None:
    found = asked(Question(("month",), area="tower hamlets"))
    assert [(count.values[0], count.count) for count in found.counts] == [
        ("2024-05", 0),
        ("2024-06", None),
        ("2024-07", 3),
    ]


def test_an_area_without_that_type_has_zero_and_is_not_refused(asked: Ask) -> None:
    found = asked(Question(("month",), area="tower hamlets", type="arson"))
    assert [count.count for count in found.counts] == [0, None, 0]
    assert asked(Question((), area="tower hamlets", first=date(2031, 1, 1))).total == 0


def test_gaps_outside_the_months_asked_for_are_not_told(asked: Ask) -> None:
    assert asked(Question(("month",), area="north", first=date(2024, 7, 1))).gaps == []


@pytest.mark.parametrize("word", ["Burglary", "burglary", "BURGLARY"])
def test_a_type_is_named_by_its_word_or_its_code(asked: Ask, word: str) -> None:
    assert asked(Question((), type=word)).total == 5 + 2 + 2


@pytest.mark.parametrize("area", ["E05014053", "abbey", "Barking and Dagenham"])
def test_a_published_table_is_asked_by_ward_code_ward_or_borough(asked: Ask, area: str) -> None:
    found = asked(Question(("month", "subtype"), area=area, source="mps-ward"))
    assert found.total == 14
    assert [count.count for count in found.counts] == [5, 2, 7, 0]


@pytest.mark.parametrize("area", ["E05014053", "Abbey", "Barking and Dagenham"])
def test_a_ward_asked_of_records_points_to_the_table_that_has_it(asked: Ask, area: str) -> None:
    # A street row names its LSOA and no ward; to look one up would put a boundary of one year over rows of another.
    with pytest.raises(Refused) as refused:
        asked(Question((), area=area))
    assert refused.value.code == "counts.nothing-there"
    assert "--source: mps-ward" in refused.value.remedy


def test_a_best_fit_of_lsoas_to_wards_is_not_the_wards_count(mps: Path) -> None:
    # Decision 53 rests on this. The two tables count the same month; the look-up is the ONS's own.
    lookup = csv.read_csv(mps.parent / "geo" / "LSOA_2021_to_WD24_LAD24_EW.csv.gz")
    ward_of = dict(zip(lookup["LSOA21CD"].to_pylist(), lookup["WD24CD"].to_pylist(), strict=True))
    month = "202501"

    def totals(name: str, column: str) -> Counter[str]:
        table, counts = pq.read_table(mps / name, columns=[column, month]), Counter[str]()
        for area, count in zip(table[column].to_pylist(), table[month].to_pylist(), strict=True):
            counts[ward_of[area] if column == "lsoa_code" else area] += count
        return counts

    fitted = totals("recorded-crime-lsoa.parquet", "lsoa_code")
    counted = totals("recorded-crime-ward.parquet", "wardcode")
    assert fitted.keys() == counted.keys()
    assert (sum(fitted[ward] == counted[ward] for ward in counted), len(counted)) == (40, 679)
    assert sum(abs(fitted[ward] - counted[ward]) for ward in counted) > counted.total() / 10


def test_what_cannot_be_counted_by_is_refused_with_what_can(asked: Ask) -> None:
    with pytest.raises(Refused, match="subtype, area, name, borough") as refused:
        asked(Question(("lsoa",), source="mps-ward"))
    assert refused.value.code == "counts.unknown-dimension"
    with pytest.raises(Refused, match="no published table does"):
        asked(Question((), area="Atlantis"))


def test_an_answer_says_whose_records_and_how_exact_they_are(asked: Ask) -> None:
    found = asked(Question((), area="south"))
    assert "Recorded by: south." in found.notes[0]
    assert any("never an address" in note for note in found.notes)
