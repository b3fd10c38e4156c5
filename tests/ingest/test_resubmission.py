"""Resubmission: a fixed row comes back as what it would have been, and what is still broken changes nothing."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.access.session import open_for
from athena.failures import Refused
from athena.ingest.needs import QUARANTINE, RESUBMITTING
from athena.ingest.quarantine import entries
from athena.ingest.reconciliation import DeliveryReport, FileReport
from athena.ingest.resubmission import export, resubmit, resubmit_corrected
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace

Rows = Callable[..., list[dict[str, object]]]
Change = Callable[[dict[str, str]], dict[str, str]]


@pytest.fixture
def held(
    tmp_path: Path,
    workspace: Workspace,
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> Workspace:
    """A workspace that held back two rows of a month: one of an unknown type, one of another month."""
    rows = street_rows(6)
    rows[1]["Crime type"] = "Sorcery"
    rows[4]["Month"] = "2031-01"
    (tmp_path / "2024-05-example-street.csv").write_bytes(as_csv(rows))
    take(workspace, tmp_path / "2024-05-example-street.csv")
    return workspace


def exported(workspace: Workspace, target: Path) -> list[dict[str, str]]:
    with open_for(workspace, QUARANTINE) as view:
        count = export(view, entries(view), target)
    with target.open(newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == count
    return found


def submitted(workspace: Workspace, rows: list[dict[str, str]], file: Path) -> list[FileReport]:
    with file.open("w", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    with open_for(workspace, RESUBMITTING) as view:
        return resubmit_corrected(view, file, Progress())


def mended(row: dict[str, str]) -> dict[str, str]:
    return row | {"Month": "2024-05", "Crime type": row["Crime type"].replace("Sorcery", "Burglary")}


def test_one_corrected_row_is_loaded_and_only_its_entry_is_closed(held: Workspace, tmp_path: Path, rows: Rows) -> None:
    first, second = exported(held, tmp_path / "fix.csv")
    (report,) = submitted(held, [mended(first)], tmp_path / "fix.csv")
    assert (report.rows_in, report.loaded, report.quarantined) == (1, 1, 0)
    assert len(rows(held, "crime")) == 5
    standing = {row["quarantine_id"]: row["resolved_at"] for row in rows(held, "quarantine")}
    assert standing[second["quarantine_id"]] is None
    assert standing[first["quarantine_id"]] is not None


def test_a_row_that_is_still_broken_takes_its_neighbours_with_it(held: Workspace, tmp_path: Path, rows: Rows) -> None:
    first, second = exported(held, tmp_path / "fix.csv")
    snapshot = held.lake.snapshot()
    with pytest.raises(Refused, match="not the month that the file's name says") as refused:
        submitted(held, [mended(first), second], tmp_path / "fix.csv")
    assert refused.value.code == "quarantine.still-broken"
    assert held.lake.snapshot() == snapshot
    assert len(rows(held, "crime")) == 4


def test_a_row_is_corrected_once(held: Workspace, tmp_path: Path) -> None:
    first, _ = exported(held, tmp_path / "fix.csv")
    submitted(held, [mended(first)], tmp_path / "fix.csv")
    with pytest.raises(Refused) as refused:
        submitted(held, [mended(first)], tmp_path / "fix.csv")
    assert refused.value.code == "quarantine.closed"


def test_nothing_fixed_is_nothing_changed(held: Workspace, rows: Rows) -> None:
    before = rows(held, "crime"), rows(held, "quarantine")
    with open_for(held, RESUBMITTING) as view:
        (report,) = resubmit(view, None, Progress())
    assert (report.rows_in, report.loaded, report.unchanged, report.quarantined) == (6, 0, 4, 2)
    assert (rows(held, "crime"), rows(held, "quarantine")) == before


def test_an_export_never_writes_over_a_file(held: Workspace, tmp_path: Path) -> None:
    (tmp_path / "fix.csv").write_text("mine")
    with pytest.raises(Refused) as refused:
        exported(held, tmp_path / "fix.csv")
    assert refused.value.code == "quarantine.file-exists"
    assert (tmp_path / "fix.csv").read_text() == "mine"
