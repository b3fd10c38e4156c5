"""Truth does not leak into the lake: no table, id, order or time of a loaded record tells who is who.

`tests/synth/test_truth.py` asks this of the files; here it is asked of what was made of them.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from athena.ingest.migration.folder import load_migration
from athena.ingest.migration.running import run
from athena.ingest.northmere import FOLDERS, MIGRATION, UNLOAD
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace

from .conftest import Table, rows_of

ROUGH = 4.0
"""How many standard errors a figure may lie from what chance gives: one test in some 16,000 fails by chance."""

SYSTEMS: Mapping[str, tuple[str, str]] = {
    "custody": ("custody", "custody_reference"),
    "stops": ("stop_search", "search_reference"),
    "keepers": ("vehicle", "vehicle_reference"),
    "incidents": ("incident", "incident_reference"),
    "intelligence": ("intelligence", "report_reference"),
}
MARK = re.compile(r"(per|hou|evt|grp|ser)-[0-9a-f]{16}")


@pytest.fixture(scope="module")
def lake(loaded: Workspace, export: Path) -> Workspace:
    """Every file of the export is loaded, the mainframe's too."""
    run(loaded, load_migration(MIGRATION), [export / UNLOAD], Progress())
    return loaded


@pytest.fixture(scope="module")
def people(lake: Workspace, export: Path) -> list[tuple[dict[str, object], int]]:
    """Every person record but those of the crime system, with the place of the human being in the order of making."""
    made = pq.read_table(export / "truth/people.parquet", columns=["person"])["person"].to_pylist()
    number = {person: place for place, person in enumerate(made)}
    told = {
        (row["system"], row["record"]): row["person"]
        for row in pq.read_table(export / "truth/records.parquet").to_pylist()
    }
    found = []
    for system, (kind, key) in SYSTEMS.items():
        of_record = {row["record_id"]: row[key] for row in rows_of(lake, kind, source=f"northmere-{system}")}
        for person in rows_of(lake, "person", source=f"northmere-{system}"):
            who = told[system, of_record[str(person["record_id"]).split(".")[0]]]
            found.append((person, number[who]))
    assert len(found) > 1_000
    return found


def errors(first: list[float], second: list[int]) -> float:
    """Spearman's rank correlation in standard errors of none."""
    ranks = [np.argsort(np.argsort(values, kind="stable")).astype(float) for values in (first, second)]
    return abs(float(np.corrcoef(ranks[0], ranks[1])[0, 1] * np.sqrt(len(first) - 1)))


def test_truth_is_handed_over_by_nobody_and_recognised_by_no_source(lake: Workspace, export: Path) -> None:
    assert not [name for name in FOLDERS if "truth" in name]
    assert not [row for row in rows_of_files(lake) if "truth" in str(row["file"])]


def rows_of_files(lake: Workspace) -> list[dict[str, object]]:
    with lake.lake.write() as writer:
        return list(writer.rows(writer.table("delivered_file")).to_pylist())


@pytest.mark.parametrize(
    "name", ["person", "vehicle", "link", "crime", "incident", "intelligence", "custody", "stop_search"]
)
def test_no_id_of_truth_is_in_any_value(lake: Workspace, name: str) -> None:
    for row in rows_of(lake, name):
        assert not MARK.search(" ".join(str(value) for value in row.values() if value is not None))


def test_the_test_sees_a_leak_that_is_planted(people: list[tuple[dict[str, object], int]]) -> None:
    order = [place for _, place in people]
    some = sorted(order[::10])
    order[::10] = some
    assert errors([float(n) for n in range(len(order))], order) > ROUGH


def test_record_ids_and_hashes_do_not_follow_the_order_of_people(people: list[tuple[dict[str, object], int]]) -> None:
    for column in ("record_id", "content_hash", "source_key"):
        digits = [float(int(str(person[column])[:8], 16)) for person, _ in people if person[column]]
        places = [place for person, place in people if person[column]]
        if digits:
            assert errors(digits, places) < ROUGH, column


@pytest.mark.parametrize("system", SYSTEMS)
def test_neither_rows_nor_record_ids_in_order_follow_the_order_of_people(
    people: list[tuple[dict[str, object], int]], system: str
) -> None:
    own = [(person, place) for person, place in people if person["source"] == f"northmere-{system}"]
    own.sort(key=lambda pair: (str(pair[0]["slot"]), int(str(pair[0]["source_row"]))))
    assert errors([float(n) for n in range(len(own))], [place for _, place in own]) < ROUGH


def test_times_of_arrival_tell_nothing(people: list[tuple[dict[str, object], int]]) -> None:
    """All records of a delivery arrive at one time: nobody's came sooner than another's."""
    for system in SYSTEMS:
        own = [person for person, _ in people if person["source"] == f"northmere-{system}"]
        files = {person["source_file"] for person in own}
        assert len({person["received_at"] for person in own}) <= len(files)


def test_two_records_of_one_person_share_no_id(people: list[tuple[dict[str, object], int]]) -> None:
    """Ids of one human being's records are no nearer to each other than those of two."""
    by_place: dict[int, list[int]] = {}
    for person, place in people:
        by_place.setdefault(place, []).append(int(str(person["record_id"])[:8], 16))
    pairs = [(float(ids[0]), ids[1]) for ids in by_place.values() if len(ids) > 1]
    assert len(pairs) > 50
    assert errors([one for one, _ in pairs], [other for _, other in pairs]) < ROUGH


def test_no_link_joins_two_records_of_a_person_because_truth_says_so(table: Table, lake: Workspace) -> None:
    """What sources load is what rows say: no link leads from person to person."""
    assert not [link for link in table("link") if link["from_kind"] == link["to_kind"] == "person"]
