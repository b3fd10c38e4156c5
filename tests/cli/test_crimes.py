"""`athena crimes`: counts that never show a month that was not delivered as zero."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.ingest.intake import ingest
from athena.ingest.loading import loading, make_workspace
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.staging import Progress

Athena = Callable[..., Any]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, street_in: Callable[[Path], Callable[..., Path]]) -> Path:
    """A workspace with three months of one force, which these tests only read."""
    folder = tmp_path_factory.mktemp("crimes")
    elsewhere = {"LSOA code": "E01000002", "LSOA name": "City of London 001B"}
    street = street_in(folder)
    street([{}, {"Crime type": "Robbery"}], "2024-05")
    street([elsewhere], "2024-06")
    delivery = street([{}], "2024-08").parent.parent
    workspace = make_workspace(folder / "workspace")
    with loading(workspace) as view:
        (report,) = ingest(view, [delivery], Progress())
    assert isinstance(report, DeliveryReport)
    return workspace.folder


@pytest.fixture
def delivered(counted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATHENA_WORKSPACE", str(counted))


def test_a_month_without_rows_is_zero_and_one_without_delivery_is_a_gap(athena: Athena, delivered: None) -> None:
    found = json.loads(athena("crimes", "--by", "month", "--area", "E01000005", "--json").out)
    assert [(row["month"], row["count"], row["gap"]) for row in found["rows"]] == [
        ("2024-05", 2, False),
        ("2024-06", 0, False),
        ("2024-07", None, True),
        ("2024-08", 1, False),
    ]
    assert found["total"] == 3
    assert found["gaps"] == ["northmere street: no delivery for 2024-07"]


def test_the_table_says_so_too(athena: Athena, delivered: None) -> None:
    ran = athena("crimes", "--by", "month,type", "--area", "E01000005")
    assert "no delivery" in ran.out
    assert "Robbery" in ran.out


def test_csv_leaves_the_count_of_a_gap_empty(athena: Athena, delivered: None) -> None:
    lines = athena("crimes", "--by", "month", "--csv").out.splitlines()
    assert lines == ["month,count", "2024-05,2", "2024-06,1", "2024-07,", "2024-08,1"]


@pytest.mark.parametrize(("area", "total"), [("E01000002", 1), ("city of london", 4), ("northmere", 4)])
def test_an_area_is_an_lsoa_a_district_or_a_force(athena: Athena, delivered: None, area: str, total: int) -> None:
    assert json.loads(athena("crimes", "--area", area, "--json").out)["total"] == total


def test_only_one_type_and_some_months(athena: Athena, delivered: None) -> None:
    found = json.loads(athena("crimes", "--type", "burglary", "--from", "2024-06", "--to", "2024-08", "--json").out)
    assert found["total"] == 2


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture(athena: Athena, delivered: None, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"crimes.{ending}"
    assert athena("crimes", "--by", "month,type", "--plot", target).status == 0
    assert target.read_bytes().startswith(b"\x89PNG" if ending == "png" else b"<?xml")


def test_a_picture_of_bars(athena: Athena, delivered: None, tmp_path: Path) -> None:
    assert athena("crimes", "--by", "type", "--plot", tmp_path / "types.svg").status == 0


@pytest.mark.parametrize("words", [("--from", "May"), ("--plot", "crimes.bmp")])
def test_what_cannot_be_meant_is_a_usage_error(athena: Athena, delivered: None, words: tuple[str, ...]) -> None:
    assert athena("crimes", *words).status == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--by", "mood"), "counts.unknown-dimension"), (("--area", "E01999999"), "counts.nothing-there")],
)
def test_what_is_not_there_is_refused(athena: Athena, delivered: None, words: tuple[str, ...], code: str) -> None:
    ran = athena("crimes", *words)
    assert ran.status == 1
    assert code in ran.err
