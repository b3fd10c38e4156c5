"""Digests: the same files make the same ones anywhere and in any order, and whatever differs shows."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from athena.ingest.digest import FILES, HELD_BACK, digests
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

NAME = "2024-05-example-street.csv"
Take = Callable[..., list[DeliveryReport]]
StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]


@pytest.fixture
def filled(
    new_workspace: Callable[[Path], Workspace], tmp_path: Path, take: Take, as_csv: AsCsv
) -> Callable[..., Mapping[str, str]]:
    """Fill a fresh workspace of that name with street files, one after the other, and give its digests."""

    def fill(name: str, *files: list[dict[str, str]]) -> Mapping[str, str]:
        workspace = new_workspace(tmp_path / name / "workspace")
        for number, rows in enumerate(files):
            folder = tmp_path / name / str(number)
            folder.mkdir(parents=True)
            (folder / NAME.replace("05", rows[0]["Month"][5:])).write_bytes(as_csv(rows))
            take(workspace, folder)
        with loading(workspace) as view:
            return digests(view)

    return fill


def test_the_same_files_make_the_same_digests_elsewhere(
    filled: Callable[..., Mapping[str, str]], street_rows: StreetRows
) -> None:
    first = filled("here", street_rows(4), street_rows(3, "2024-06"))
    assert first == filled("there", street_rows(4), street_rows(3, "2024-06"))
    assert set(first) == {"crime", FILES}


@pytest.mark.parametrize("column", ["Location", "Last outcome category", "LSOA name", "Longitude"])
def test_one_word_of_one_row_shows(
    filled: Callable[..., Mapping[str, str]], street_rows: StreetRows, column: str
) -> None:
    rows = street_rows(4)
    rows[2][column] = {"Last outcome category": "Unable to prosecute suspect", "Longitude": "-0.07"}.get(
        column, "Other"
    )
    assert filled("here", street_rows(4))["crime"] != filled("there", rows)["crime"]


def test_a_version_that_no_longer_stands_shows_too(
    filled: Callable[..., Mapping[str, str]], street_rows: StreetRows
) -> None:
    changed = street_rows(4)
    changed[2]["Last outcome category"] = "Unable to prosecute suspect"
    assert filled("here", changed)["crime"] != filled("there", street_rows(4), changed)["crime"]


def test_a_row_that_is_held_back_shows(filled: Callable[..., Mapping[str, str]], street_rows: StreetRows) -> None:
    rows = street_rows(4)
    rows[1]["Longitude"], rows[1]["Latitude"] = rows[1]["Latitude"], rows[1]["Longitude"]
    assert HELD_BACK in filled("here", rows)


def test_a_property_shows_even_where_the_delivered_row_is_the_same(
    workspace: Workspace, tmp_path: Path, take: Take, as_csv: AsCsv, street_rows: StreetRows
) -> None:
    """A mapping that goes wrong without a new version number is found out: what is loaded counts, not what was read."""
    (tmp_path / NAME).write_bytes(as_csv(street_rows(4)))
    take(workspace, tmp_path / NAME)
    with loading(workspace) as view:
        before = digests(view)
    with workspace.lake.write() as writer:
        writer.commit(
            lambda: writer.change(
                "crime", "record_id", writer.table("crime").select("record_id"), location_text="Elsewhere"
            )
        )
    with loading(workspace) as view:
        assert digests(view)["crime"] != before["crime"]
