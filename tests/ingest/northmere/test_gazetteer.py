"""The gazetteer: addresses, streets, outlines and cameras, each a place, in degrees beside metres."""

import csv
import json
from pathlib import Path

from .conftest import HeldBack, Table


def delivered(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_address_is_a_place_with_its_point(table: Table, export: Path) -> None:
    rows = delivered(export / "gazetteer/addresses.csv")
    places = table("place", source="northmere-addresses")
    assert len(places) == len(rows) > 500
    for row, place in zip(rows, places, strict=True):
        assert place["uprn"] == row["uprn"]
        assert place["address_text"] == f"{row['door']} {row['street']}, {row['town']}"
        assert place["postcode"] == row["postcode"]
        assert (place["easting"], place["northing"]) == (float(row["easting"]), float(row["northing"]))
        assert isinstance(place["longitude"], float)
        assert isinstance(place["latitude"], float)
        assert 49 < place["latitude"] < 61


def test_a_street_says_that_it_is_no_exact_point(table: Table, export: Path) -> None:
    streets = table("place", source="northmere-streets")
    assert len(streets) == len(delivered(export / "gazetteer/streets.csv"))
    assert {row["location_precision"] for row in streets} == {"street"}
    assert {row["deprivation_decile"] for row in streets} == set(range(1, 11))


def test_outlines_come_with_their_geometry_and_wards_say_their_borough(table: Table, export: Path) -> None:
    features = json.loads((export / "gazetteer/boundaries.geojson").read_text(encoding="utf-8"))["features"]
    areas = {row["place_reference"]: row for row in table("place", source="northmere-boundaries")}
    assert len(areas) == len(features)
    boroughs = {code for code, row in areas.items() if row["place_type"] == "borough"}
    for feature in features:
        area = areas[feature["properties"]["code"]]
        assert json.loads(str(area["outline"])) == feature["geometry"]
        assert (area["within"] in boroughs) is (area["place_type"] == "ward")


def test_a_point_off_the_grid_is_held_back(held_back: HeldBack) -> None:
    for what in ("addresses", "streets", "cameras"):
        assert held_back[f"northmere-{what}", "off-the-grid"] == "easting, northing"
