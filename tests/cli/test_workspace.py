"""`athena init` and `athena status`."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

Athena = Callable[..., Any]


def test_init_makes_a_folder_for_its_owner_only(athena: Athena, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    ran = athena("init", folder)
    assert ran.status == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in (folder / "keys").iterdir())


def test_init_refuses_what_exists_and_leaves_it_untouched(athena: Athena, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("precious")
    ran = athena("init", tmp_path / "mine")
    assert ran.status == 1
    assert "workspace-exists" in ran.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file"]


def test_status_of_an_empty_workspace_says_what_to_do(athena: Athena, workspace: Path) -> None:
    ran = athena("status")
    assert "Nothing has been ingested yet" in ran.out


def test_status_shows_sources_records_coverage_and_gaps(
    athena: Athena, workspace: Path, street: Callable[..., Path]
) -> None:
    for month in ("2024-05", "2024-07"):
        assert athena("ingest", street([{}], month)).status == 0
    ran = athena("status")
    assert "police-uk-street" in ran.out
    assert "2024-06" in ran.out
    found = json.loads(athena("status", "--json").out)
    street_coverage = next(item for item in found["coverage"] if item["kind"] == "street")
    assert street_coverage == {
        "area": "northmere",
        "kind": "street",
        "first": "2024-05",
        "last": "2024-07",
        "gaps": ["2024-06"],
    }
    assert next(item for item in found["coverage"] if item["kind"] == "outcomes")["first"] is None
    assert found["sources"] == [{"source": "police-uk-street", "files": 2, "rows": 2, "quarantined": 0}]
    assert [kind["kind"] for kind in found["kinds"]] == ["crime"]
