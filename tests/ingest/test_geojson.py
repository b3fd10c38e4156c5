"""GeoJSON: a feature is a row, whatever the lines it stands on; what is no collection of features is refused."""

import io
import json

import pytest

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.geojson import GeoJson, GeoJsonRows

FORMAT = GeoJson(("beat", "station"))
SQUARE = {"type": "Polygon", "coordinates": [[[0.0, 52.0], [0.1, 52.0], [0.1, 52.1], [0.0, 52.0]]]}


def feature(geometry: object = SQUARE, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object, indent: int | None = None) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=indent).encode()


def read(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], GeoJsonRows]:
    def opened() -> BytesIn:
        return BytesIn(io.BytesIO(content), "beats.geojson", 1 << 30, lambda count: None)

    header = FORMAT.header(opened())
    FORMAT.check(header, "beats.geojson")
    rows = FORMAT.rows(opened(), header, "beats.geojson")
    given = [pair for numbers, batch in rows for pair in zip(numbers.to_pylist(), batch.to_pylist(), strict=True)]
    return given, rows


@pytest.mark.parametrize("indent", [None, 2])
def test_a_feature_is_a_row_however_it_is_laid_out(indent: int | None) -> None:
    given, rows = read(collection(feature(beat="A1", station=None), feature(beat="A2", station=7), indent=indent))
    outline = json.dumps(SQUARE, sort_keys=True, separators=(",", ":"))
    assert given == [
        (1, {"beat": "A1", "station": "", "geometry": outline}),
        (2, {"beat": "A2", "station": "7", "geometry": outline}),
    ]
    assert rows.count() == 2
    assert rows.covered() is None


@pytest.mark.parametrize("broken", [feature(beat="B1"), {"type": "Feature", "properties": {"beat": "", "station": ""}}])
def test_a_feature_without_a_property_or_a_geometry_is_held_back_and_its_neighbours_load(broken: object) -> None:
    given, rows = read(collection(feature(beat="A", station="x"), broken, feature(beat="C", station="y")))
    assert [(number, row["beat"]) for number, row in given] == [(1, "A"), (3, "C")]
    assert [misread.row for misread in rows.misread] == [2]
    assert "beat, station" in rows.misread[0].reason
    assert rows.count() == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ingest.not-geojson"),
        (b"{", "ingest.not-geojson"),
        (b"[]", "ingest.not-geojson"),
        (collection(), "ingest.not-geojson"),
        (collection(feature(beat="A", station="x"))[:-3], "ingest.not-geojson"),
        (collection(feature(ward="A", station="x")), "ingest.columns"),
    ],
)
def test_what_is_no_collection_of_these_features_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == code
    assert "beats.geojson" in refused.value.where
    assert refused.value.remedy


def test_the_original_of_a_row_is_its_feature() -> None:
    content = collection(feature(beat="A", station="x"), feature(beat="B", station="é"))
    assert json.loads(FORMAT.original(io.BytesIO(content), 2)) == feature(beat="B", station="é")
