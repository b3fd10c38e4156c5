"""The crime system: its unload comes over whole, and each person's row is labelled by its role."""

from pathlib import Path

import pyarrow.parquet as pq

from athena.ingest.migration.folder import load_migration
from athena.ingest.migration.running import run
from athena.ingest.migration.verifying import verify
from athena.ingest.northmere import MIGRATION, UNLOAD
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace
from athena.synth.copybook import COPYBOOK

from .conftest import rows_of

CATEGORY = {"victim": "data_subject=victim", "suspect": "data_subject=suspect", "witness": "data_subject=witness"}


def test_the_copybook_is_the_one_that_the_old_system_sends_along(export: Path) -> None:
    packaged = (MIGRATION / "CRIME.CPY").read_text()
    assert packaged == COPYBOOK == (export / "crime/CRIME.CPY").read_text()


def test_the_unload_comes_over_whole_with_people_labelled_by_role(loaded: Workspace, export: Path) -> None:
    migration = load_migration(MIGRATION)
    done = run(loaded, migration, [export / UNLOAD], Progress())
    assert all(account.report.sums and not account.report.quarantined for account in done.accounts)
    assert verify(loaded, migration, [export / UNLOAD]).holds

    labels = {label.id: str(label) for part in migration.parts for label in part.source.labels}
    people = {row["record_id"]: row for row in rows_of(loaded, "person", source="northmere-crime.person")}
    links = rows_of(loaded, "link", source="northmere-crime.part-in-crime")
    crimes = {row["record_id"] for row in rows_of(loaded, "crime")}
    assert len(links) == len(people)
    for link in links:
        assert link["to_record"] in crimes
        assert CATEGORY[str(link["role"])] in labels[people[link["from_record"]]["label_id"]]  # type: ignore[index]
    told = [row for row in pq.read_table(export / "truth/records.parquet").to_pylist() if row["system"] == "crime"]
    assert sorted(str(link["role"]) for link in links) == sorted(row["role"] for row in told)


def test_custody_and_incidents_lead_to_the_crimes_they_name(loaded: Workspace, export: Path) -> None:
    run(loaded, load_migration(MIGRATION), [export / UNLOAD], Progress())
    crimes = {row["record_id"] for row in rows_of(loaded, "crime")}
    arose = rows_of(loaded, "link", role="arose_from")
    ends = [link["to_record"] if link["to_kind"] == "crime" else link["from_record"] for link in arose]
    assert ends
    assert set(ends) <= crimes


def test_a_stolen_vehicle_is_a_vehicle_too(loaded: Workspace, export: Path) -> None:
    run(loaded, load_migration(MIGRATION), [export / UNLOAD], Progress())
    vehicles = {row["record_id"] for row in rows_of(loaded, "vehicle", source="northmere-crime.item")}
    links = {row["from_record"] for row in rows_of(loaded, "link", source="northmere-crime.item")}
    assert vehicles
    assert vehicles == links
