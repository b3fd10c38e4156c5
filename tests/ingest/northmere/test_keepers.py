"""Keepers: a vehicle, whoever was recorded as its keeper, and from when to when."""

import csv
from pathlib import Path

from .conftest import HeldBack, Table


def iso(text: str) -> str | None:
    return f"{text[6:]}-{text[3:5]}-{text[:2]}" if text else None


def test_every_document_gives_a_vehicle_a_keeper_and_the_days_between(table: Table, export: Path) -> None:
    with (export / "vehicles/keepers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    vehicles = table("vehicle", source="northmere-keepers")
    keepers = {row["record_id"]: row for row in table("person", source="northmere-keepers")}
    links = {row["to_record"]: row for row in table("link", source="northmere-keepers")}
    assert len(rows) == len(vehicles) == len(keepers) == len(links) > 500
    for row, vehicle in zip(rows, vehicles, strict=True):
        assert (vehicle["vehicle_reference"], vehicle["vrm"]) == (row["document_ref"], row["vrm"])
        link = links[vehicle["record_id"]]
        assert (link["role"], link["held_from"], link["held_to"]) == (
            "keeper_of",
            iso(row["acquired"]),
            iso(row["disposed"]),
        )
        assert keepers[link["from_record"]]["family_name"] == (row["surname"] or None)


def test_a_row_without_a_mark_or_with_a_date_that_is_none_is_held_back(held_back: HeldBack) -> None:
    assert held_back["northmere-keepers", "no-mark"] == "vrm"
    for column in ("dob", "acquired", "disposed"):
        assert held_back["northmere-keepers", f"bad-{column}"] == column
