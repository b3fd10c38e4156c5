"""data.police.uk street files: crimes and anti-social behaviour by month, at anonymised map points."""

from athena.ingest.delimited import Delimited
from athena.ingest.source import Raw, Record, Source
from athena.ingest.sources.police_uk import (
    COORDINATE_RULES,
    CRIME_ID_RULE,
    MONTH_RULE,
    OPEN_DATA,
    PLACE_COLUMNS,
    coded,
    month,
    place,
    recogniser,
    text,
    unknown_code,
)


def _crime(raw: Raw) -> Record:
    return {
        "crime_reference": text(raw["Crime ID"]),
        "month": month(raw["Month"]),
        "reported_by": text(raw["Reported by"]),
        "falls_within": text(raw["Falls within"]),
        **place(raw),
        "crime_type": coded(raw["Crime type"], "crime_type"),
        "crime_type_original": text(raw["Crime type"]),
        "last_outcome": coded(raw["Last outcome category"], "outcome_type"),
        "last_outcome_original": text(raw["Last outcome category"]),
        "context": text(raw["Context"]),
    }


SOURCE = Source(
    name="police-uk-street",
    version=1,
    title="data.police.uk street-level crime",
    kind="crime",
    label=OPEN_DATA,
    format=Delimited(
        (
            "Crime ID",
            "Month",
            "Reported by",
            "Falls within",
            *PLACE_COLUMNS,
            "Crime type",
            "Last outcome category",
            "Context",
        )
    ),
    recognise=recogniser("street"),
    # One Crime ID may stand on several rows with several crime types, and anti-social behaviour has none: the id
    # and type tell rows apart where there is an id, the whole row where there is not.
    key=lambda raw: raw["Crime ID"].nullif("") + "/" + raw["Crime type"],
    mapping=_crime,
    rules=(
        MONTH_RULE,
        CRIME_ID_RULE,
        unknown_code("Crime type", "crime_type"),
        unknown_code("Last outcome category", "last_outcome"),
        *COORDINATE_RULES,
    ),
)
