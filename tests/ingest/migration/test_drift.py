"""Drift: what a later delivery changed, field by field."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from athena.ingest.loading import loading
from athena.ingest.migration.drift import drift
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.running import Run
from athena.lake.workspace import Workspace


def test_changes_are_counted_by_field_with_gains_and_losses(
    migrated: Workspace,
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
    load: Callable[..., Run],
) -> None:
    given = [dict(row) for row in rows]
    given[5] = given[5] | {"CRIME_BODY": given[5]["CRIME_BODY"] | {"METHOD": "ON FOOT", "LOSS_VALUE": "9.00"}}
    given[0] = given[0] | {"CRIME_BODY": given[0]["CRIME_BODY"] | {"LOSS_VALUE": "1.00"}}
    done = load(migrated, northmere.folder, deck(tmp_path / "CRIMES.DAT", records(given)))
    assert {one.mapped: one.merged for one in done.accounts}["crime"] == 2
    with loading(migrated) as view:
        received = view.execute(view.table("crime").select("received_at").distinct()).column(0)
        found = drift(view, northmere.parts[0], "northmere-crime/whole", "CRIMES.DAT", max(received.to_pylist()))
    # One crime changed only in its loss, which is left out by the settings.
    assert (found.new, found.changed, found.unseen, found.withdrawn) == (0, 2, 1, 0)
    assert [(one.property, one.changed, one.gained, one.lost) for one in found.fields] == [("mo_text", 1, 1, 0)]
