"""Number-plate reads: each row is a sighting of a mark, by a camera, at an instant."""

from pathlib import Path

import pyarrow.parquet as pq

from .conftest import HeldBack, Table


def test_every_read_is_a_sighting_with_its_mark_as_read(table: Table, export: Path) -> None:
    reads = pq.read_table(export / "anpr/reads.parquet").to_pylist()
    sightings = table("sighting")
    assert len(sightings) == len(reads) > 1000
    for read, sighting in zip(reads, sightings, strict=True):
        assert sighting["sighting_reference"] == str(read["read_id"])
        assert (sighting["seen_at"], sighting["seen_by"]) == (read["read_at"], read["camera"])
        assert (sighting["vrm"], sighting["vrm_original"]) == (read["vrm"], read["vrm"])
        assert sighting["read_confidence"] == read["confidence"] / 100


def test_every_camera_that_read_a_mark_is_a_place(table: Table) -> None:
    cameras = {row["place_reference"]: row for row in table("place", source="northmere-cameras")}
    assert {row["seen_by"] for row in table("sighting")} <= set(cameras)
    assert all(row["longitude"] is not None for row in cameras.values())


def test_a_read_without_a_time_or_on_another_scale_is_held_back(held_back: HeldBack) -> None:
    assert held_back["northmere-anpr", "no-time"] == "read_at"
    assert held_back["northmere-anpr", "bad-confidence"] == "confidence"
