"""Status: every file once, withdrawn and older versions apart, and what waits in quarantine by its reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from athena.access.session import open_for
from athena.ingest.needs import STATUS
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.status import KindStatus, QuarantineStatus, SourceStatus, Status, status
from athena.lake.workspace import Workspace


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> tuple[Workspace, Status]:
    """A file, the same again, and a later one: an outcome moved on, a row is gone, one is of an unknown type."""
    folder = tmp_path_factory.mktemp("status")
    workspace = new_workspace(folder / "workspace")
    file = folder / "2024-05-example-street.csv"
    rows = street_rows(9)
    for _ in range(2):
        file.write_bytes(as_csv(rows))
        take(workspace, file)
    rows[1]["Last outcome category"] = "Unable to prosecute suspect"
    rows[8] = rows[8] | {"Crime ID": "f" * 64, "Crime type": "Sorcery"}
    file.write_bytes(as_csv(rows))
    take(workspace, file)
    with open_for(workspace, STATUS) as view:
        return workspace, status(view)


def test_a_file_that_came_twice_is_one_file(found: tuple[Workspace, Status]) -> None:
    assert found[1].sources == [SourceStatus("police-uk-street", files=2, rows=18, quarantined=1)]


def test_a_record_that_vanished_still_stands_marked_and_an_older_version_is_counted_apart(
    found: tuple[Workspace, Status],
) -> None:
    assert found[1].kinds == [KindStatus("crime", current=9, withdrawn=1, older_versions=1)]


def test_what_waits_is_counted_by_its_rule(found: tuple[Workspace, Status]) -> None:
    assert found[1].quarantine == [QuarantineStatus("police-uk-street", "unknown-crime-type", 1)]


def test_the_snapshot_is_the_one_that_was_read(found: tuple[Workspace, Status]) -> None:
    assert found[1].snapshot == found[0].lake.snapshot()


def test_kinds_of_the_family_that_never_came_are_told(found: tuple[Workspace, Status]) -> None:
    assert {item.kind: item.span is None for item in found[1].coverage} == {
        "outcomes": True,
        "stop-and-search": True,
        "street": False,
    }
