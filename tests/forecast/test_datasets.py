from pathlib import Path

import pytest

from athena.failures import Refused
from athena.forecast.datasets import guessed_layout, known_datasets, known_layout


def test_a_known_data_set_says_where_its_columns_are() -> None:
    assert "chicago_burglary_2016" in known_datasets()
    for name in known_datasets():
        layout = known_layout(name, Path("data"))
        assert layout is not None
        assert layout.kind
        assert layout.crs
    assert known_layout("atlantis", Path("data")) is None


def test_columns_are_found_by_their_names() -> None:
    found = guessed_layout(Path("a.csv"), ["id", "Longitude", "Latitude", "Date", "Offence"])
    assert (found.time, found.x, found.y, found.crs, found.type_column) == (
        "Date", "Longitude", "Latitude", "EPSG:4326", "Offence",
    )  # fmt: skip
    assert guessed_layout(Path("a.csv"), ["when", "date", "easting", "northing"]).crs is None


def test_a_column_that_cannot_be_found_is_asked_for() -> None:
    with pytest.raises(Refused, match="name the columns") as found:
        guessed_layout(Path("a.csv"), ["id", "lon", "lat"])
    assert found.value.code == "forecast.columns-unknown"
