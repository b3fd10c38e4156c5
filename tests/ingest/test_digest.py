"""Digests: the same files make the same ones anywhere and at any time, and whatever differs shows."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from athena.ingest.digest import FILES, HELD_BACK, digests
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

Fill = Callable[..., None]


def of(workspace: Workspace) -> Mapping[str, str]:
    with loading(workspace) as view:
        return digests(view)


def spoil(workspace: Workspace, **values: object) -> None:
    """Change what is loaded behind the back of ingest, as a mapping would that went wrong under its old version."""
    with workspace.lake.write() as writer:
        keys = writer.table("crime").filter(writer.table("crime").source_row == 2).select("record_id")
        writer.commit(lambda: writer.change("crime", "record_id", keys, **values))


@pytest.fixture(scope="module")
def fill(
    take: Callable[..., list[DeliveryReport]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> Fill:
    """Hand a workspace these rows as its street file of their month, from a folder of its own."""

    def hand(workspace: Workspace, rows: list[dict[str, str]]) -> None:
        file = tmp_path_factory.mktemp("delivered") / f"{rows[0]['Month']}-example-street.csv"
        file.write_bytes(as_csv(rows))
        take(workspace, file)

    return hand


@pytest.fixture(scope="module")
def two(
    new_workspace: Callable[[Path], Workspace],
    fill: Fill,
    street_rows: Callable[..., list[dict[str, str]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Workspace, Workspace]:
    """Two workspaces in two places, filled one after the other with the same two months."""
    here, there = (new_workspace(tmp_path_factory.mktemp(name) / "workspace") for name in ("here", "there"))
    for workspace in (here, there):
        fill(workspace, street_rows(4))
        fill(workspace, street_rows(3, "2024-06"))
    return here, there


def test_the_same_files_make_the_same_digests_elsewhere(two: tuple[Workspace, Workspace]) -> None:
    here, there = two
    assert of(here) == of(there)
    assert set(of(here)) == {"crime", FILES}


@pytest.mark.parametrize("values", [{"location_text": "Elsewhere"}, {"longitude": -0.07}, {"lsoa_name": None}])
def test_what_was_loaded_shows_even_where_what_was_delivered_is_the_same(
    two: tuple[Workspace, Workspace], values: dict[str, object]
) -> None:
    before = of(two[0])
    spoil(two[0], **values)
    assert of(two[0])["crime"] != before["crime"]
    assert of(two[0])[FILES] == before[FILES]


def test_a_version_that_no_longer_stands_and_a_row_held_back_show_too(
    two: tuple[Workspace, Workspace], fill: Fill, street_rows: Callable[..., list[dict[str, str]]]
) -> None:
    there = two[1]
    rows = street_rows(4)
    rows[1]["Last outcome category"] = "Unable to prosecute suspect"
    rows[3]["Longitude"], rows[3]["Latitude"] = rows[3]["Latitude"], rows[3]["Longitude"]
    fill(there, rows)
    before = of(there)
    assert HELD_BACK in before
    with there.lake.write() as writer:
        crimes = writer.table("crime")
        old = crimes.filter(crimes.valid_to.notnull()).select("content_hash")
        assert writer.rows(old).num_rows == 1
        writer.commit(lambda: writer.change("crime", "content_hash", old, location_text="Elsewhere"))
    assert of(there)["crime"] != before["crime"]
