"""data.police.uk outcome files: what became of crimes, one row an outcome, up to ten a crime."""

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


def _outcome(raw: Raw) -> Record:
    return {
        "crime_reference": text(raw["Crime ID"]),
        "month": month(raw["Month"]),
        "reported_by": text(raw["Reported by"]),
        "falls_within": text(raw["Falls within"]),
        **place(raw),
        "outcome_type": coded(raw["Outcome type"], "outcome_type"),
        "outcome_type_original": text(raw["Outcome type"]),
    }


SOURCE = Source(
    name="police-uk-outcomes",
    version=1,
    title="data.police.uk outcomes",
    kind="outcome",
    label=OPEN_DATA,
    format=Delimited(("Crime ID", "Month", "Reported by", "Falls within", *PLACE_COLUMNS, "Outcome type")),
    recognise=recogniser("outcomes"),
    key=lambda raw: raw["Crime ID"].nullif("") + "/" + raw["Outcome type"],
    mapping=_outcome,
    rules=(MONTH_RULE, CRIME_ID_RULE, unknown_code("Outcome type", "outcome_type"), *COORDINATE_RULES),
)
