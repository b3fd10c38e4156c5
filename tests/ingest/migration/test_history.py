"""What the lake remembers of the runs."""

import hashlib
from pathlib import Path

from athena.ingest.loading import loading
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.history import delivered, rejected, rows_of
from athena.lake.workspace import Workspace


def test_a_run_is_found_by_its_bytes(as_migrated: Workspace, northmere: Migration, crimes: Path) -> None:
    sha256 = hashlib.sha256(crimes.read_bytes()).hexdigest()
    with loading(as_migrated) as view:
        done = delivered(view, northmere.parts[0], sha256, "northmere-crime/whole")
        assert delivered(view, northmere.parts[0], "0" * 64, "northmere-crime/whole") is None
        assert all(not rows for rows in rejected(view, northmere, sha256).values())
    assert done is not None
    assert (done.rows_in, done.loaded, done.merged, done.newest, done.earlier) == (2, 2, 0, True, None)
    assert rows_of(northmere.parts[0], done, 0).sums
