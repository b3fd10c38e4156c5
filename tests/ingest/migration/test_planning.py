"""Planning: what a run would make of the files, and nothing written."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.planning import plan
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace


def test_a_plan_says_what_a_run_would_reject_and_writes_nothing(
    workspace: Workspace,
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
) -> None:
    given = [dict(row) for row in rows]
    given[3] = given[3] | {"PROPERTY_BODY": given[3]["PROPERTY_BODY"] | {"FOUND": "D"}}
    found = records(given)
    file = deck(tmp_path / "CRIMES.DAT", [*found[:5], found[5][:20], *found[6:]])
    before = workspace.lake.snapshot()
    made = plan(workspace, northmere, [file], Progress())
    outlook = {one.mapped: (one.rows_in, one.accepted, dict(one.rejected)) for one in made.outlook}
    assert outlook == {
        "crime": (2, 1, {"misread": 1}),
        "person": (3, 3, {}),
        "item": (3, 2, {"unknown-found": 1}),
        "part-in-crime": (3, 3, {}),
    }
    assert made.clear
    assert [check.verdict for check in made.control] == ["not stated"]
    assert workspace.lake.snapshot() == before
    assert not list(workspace.sources.iterdir())


def test_a_file_that_is_not_there_is_refused(workspace: Workspace, northmere: Migration, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"migration\.no-file"):
        plan(workspace, northmere, [tmp_path / "gone"], Progress())
