"""Northmere's gazetteer and map: addresses, streets, boundaries and cameras, each a place."""

import re
from collections.abc import Callable

from athena.ingest.degrees import LATITUDE, LONGITUDE, InDegrees
from athena.ingest.delimited import Delimited
from athena.ingest.expressions import number, postcode, text
from athena.ingest.geojson import GEOMETRY, GeoJson
from athena.ingest.source import UNDATED, Format, Raw, Record, Rule, Slot, Source
from athena.pole import Label

# About places and nobody in particular. Not open data: a real gazetteer is licensed.
LABEL = Label("official", "none", "ungraded", "law_enforcement", "none")
OFF_THE_GRID = Rule(
    "off-the-grid",
    "easting, northing",
    "its point is not on the National Grid",
    "Whoever keeps the gazetteer: correct the row and send it again",
    lambda raw, record: record["longitude"].isnull(),
)


def recogniser(path: str, what: str) -> Callable[[str], Slot | None]:
    pattern = re.compile(rf"(?:.*/)?{re.escape(path)}")

    def recognise(name: str) -> Slot | None:
        if pattern.fullmatch(name) is None:
            return None
        return Slot(f"northmere-{what}", "northmere", what, UNDATED, UNDATED)

    return recognise


def address(raw: Raw) -> Record:
    return {
        "place_reference": text(raw["uprn"]),
        "address_text": raw["door"] + " " + raw["street"] + ", " + raw["town"],
        "postcode": postcode(raw["postcode"]),
        "uprn": text(raw["uprn"]),
        "usrn": text(raw["usrn"]),
        "easting": number(raw["easting"]),
        "northing": number(raw["northing"]),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": "exact",
        "beat_code": text(raw["ward"]),
        "place_type": text(raw["kind"]),
    }


def street(raw: Raw) -> Record:
    return {
        "place_reference": text(raw["usrn"]),
        "name_text": text(raw["street"]),
        "address_text": raw["street"] + ", " + raw["town"],
        "usrn": text(raw["usrn"]),
        # One end of it: a street has no point, and its middle may lie in a garden.
        "easting": number(raw["start_easting"]),
        "northing": number(raw["start_northing"]),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": "street",
        "beat_code": text(raw["ward"]),
        "deprivation_decile": raw["deprivation_decile"].try_cast("int32"),
        "place_type": "street",
    }


def area(raw: Raw) -> Record:
    return {
        "place_reference": text(raw["code"]),
        "name_text": text(raw["name"]),
        "location_precision": "area",
        "place_type": text(raw["kind"]),
        "within": text(raw["borough"]),
        "outline": raw[GEOMETRY],
    }


def camera(raw: Raw) -> Record:
    return {
        "place_reference": text(raw["camera"]),
        "address_text": text(raw["road"]),
        "easting": number(raw["easting"]),
        "northing": number(raw["northing"]),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": "exact",
        "place_type": "ANPR camera",
    }


def source(
    what: str,
    path: str,
    title: str,
    format: Format,
    key: str,
    mapping: Callable[[Raw], Record],
    rules: tuple[Rule, ...],
) -> Source:
    return Source(
        name=f"northmere-{what}",
        version=1,
        title=title,
        kind="place",
        label=LABEL,
        format=format,
        recognise=recogniser(path, what),
        key=lambda raw: text(raw[key]),
        mapping=mapping,
        rules=rules,
    )


ADDRESSES = source(
    "addresses",
    "gazetteer/addresses.csv",
    "Northmere addresses",
    InDegrees(
        Delimited(
            (
                "uprn",
                "usrn",
                "door",
                "street",
                "town",
                "postcode",
                "kind",
                "ward",
                "borough",
                "easting",
                "northing",
            )
        ),
        "easting",
        "northing",
    ),
    "uprn",
    address,
    (OFF_THE_GRID,),
)
STREETS = source(
    "streets",
    "gazetteer/streets.csv",
    "Northmere streets",
    InDegrees(
        Delimited(
            (
                "usrn",
                "street",
                "town",
                "ward",
                "borough",
                "deprivation_decile",
                "start_easting",
                "start_northing",
                "end_easting",
                "end_northing",
            )
        ),
        "start_easting",
        "start_northing",
    ),
    "usrn",
    street,
    (OFF_THE_GRID,),
)
BOUNDARIES = source(
    "boundaries",
    "gazetteer/boundaries.geojson",
    "Northmere boundaries",
    GeoJson(("kind", "code", "name", "borough")),
    "code",
    area,
    (),
)
CAMERAS = source(
    "cameras",
    "anpr/cameras.csv",
    "Northmere ANPR cameras",
    InDegrees(Delimited(("camera", "road", "easting", "northing")), "easting", "northing"),
    "camera",
    camera,
    (OFF_THE_GRID,),
)
SOURCES = (ADDRESSES, STREETS, BOUNDARIES, CAMERAS)
