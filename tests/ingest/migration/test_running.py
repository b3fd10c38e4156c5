"""Running: whole files load and reconcile; what is rejected is replayed after a mapping fix, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.running import Run
from athena.lake.workspace import Workspace


def counted(done: Run) -> dict[str, tuple[int, ...]]:
    return {
        one.mapped: (one.report.rows_in, one.report.loaded, one.merged, one.report.quarantined) for one in done.accounts
    }


def standing(workspace: Workspace, kind: str) -> list[dict[str, Any]]:
    with workspace.lake.read() as reading:
        table = reading.table(kind)
        found: list[dict[str, Any]] = reading.execute(table.filter(table.valid_to.isnull())).to_pylist()
    return found


def test_every_row_is_loaded_and_links_lead_to_the_records(
    workspace: Workspace, northmere: Migration, crimes: Path, load: Callable[..., Run]
) -> None:
    done = load(workspace, northmere.folder, crimes)
    assert counted(done) == {
        "crime": (2, 2, 0, 0),
        "person": (3, 3, 0, 0),
        "item": (3, 3, 0, 0),
        "part-in-crime": (3, 3, 0, 0),
    }
    people = {row["record_id"]: row["name_text"] for row in standing(workspace, "person")}
    offences = {row["record_id"]: row["offence_text"] for row in standing(workspace, "crime")}
    links = {
        (people[row["from_record"]], row["role"], offences[row["to_record"]]) for row in standing(workspace, "link")
    }
    assert links == {
        ("ALEX EXAMPLE", "victim", "BURGLARY"),
        ("SAM SPECIMEN", "suspect", "BURGLARY"),
        ("JO PATTERN", "victim", "THEFT"),
    }
    assert {row["description_text"] for row in standing(workspace, "item")} == {"WATCH, COST £95", "CYCLE", "CASH"}


def test_the_same_file_again_does_nothing(
    migrated: Workspace, northmere: Migration, crimes: Path, load: Callable[..., Run]
) -> None:
    before = migrated.lake.snapshot()
    assert load(migrated, northmere.folder, crimes).accounts == ()
    assert migrated.lake.snapshot() == before


def test_only_rejected_rows_are_replayed_after_a_mapping_fix(
    workspace: Workspace,
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    load: Callable[..., Run],
    tmp_path: Path,
) -> None:
    given = [dict(row) for row in rows]
    given[3] = given[3] | {"PROPERTY_BODY": given[3]["PROPERTY_BODY"] | {"FOUND": "D"}}
    file = deck(tmp_path / "CRIMES.DAT", records(given))
    assert counted(load(workspace, folder, file))["item"] == (3, 2, 0, 1)
    mapping = folder / "mapping.py"
    text = mapping.read_text().replace('"N": "stolen"}', '"N": "stolen", "D": "destroyed"}')
    mapping.write_text(text.replace('"item",\n        1,', '"item",\n        2,'))
    done = load(workspace, folder, file)
    assert done.replayed
    assert counted(done) == {"item": (1, 1, 0, 0)}
    assert {row["status"] for row in standing(workspace, "item")} == {"stolen", "recovered", "destroyed"}
    assert {row["mapping"] for row in standing(workspace, "item")} == {
        "northmere-crime.item@1",
        "northmere-crime.item@2",
    }
    assert load(workspace, folder, file).accounts == ()


def test_two_files_of_one_slot_are_refused(
    workspace: Workspace,
    northmere: Migration,
    crimes: Path,
    deck: Callable[..., Path],
    tmp_path: Path,
    load: Callable[..., Run],
) -> None:
    other = deck(tmp_path / "OTHER.DAT", [b""])
    with pytest.raises(Refused, match=r"migration\.same-slot"):
        load(workspace, northmere.folder, crimes, other)


@pytest.mark.parametrize(("name", "code"), [("gone.dat", "migration.no-file"), ("a.zip", "migration.archive")])
def test_what_is_no_file_of_the_old_system_is_refused(
    workspace: Workspace, northmere: Migration, tmp_path: Path, load: Callable[..., Run], name: str, code: str
) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    with pytest.raises(Refused, match=code):
        load(workspace, northmere.folder, tmp_path / name)
