"""data.police.uk street files: crimes and anti-social behaviour by month, at anonymised map points."""

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import coded, text
from athena.ingest.source import Raw, Record, Source
from athena.ingest.sources import police_uk as portal


def _crime(raw: Raw) -> Record:
    return {
        **portal.of_a_crime(raw),
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
    label=portal.OPEN_DATA,
    format=Delimited((*portal.CRIME_COLUMNS, "Crime type", "Last outcome category", "Context")),
    recognise=portal.recogniser("street"),
    # One Crime ID may stand on several rows with several crime types, and anti-social behaviour has none: the id
    # and type tell rows apart where there is an id, the whole row where there is not.
    key=lambda raw: raw["Crime ID"].nullif("") + "/" + raw["Crime type"],
    mapping=_crime,
    rules=portal.rules_of_a_crime(
        portal.unknown_code("Crime type", "crime_type"), portal.unknown_code("Last outcome category", "last_outcome")
    ),
)
