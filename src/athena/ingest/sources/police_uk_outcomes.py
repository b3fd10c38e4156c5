"""data.police.uk outcome files: what became of crimes, one row an outcome, up to ten a crime."""

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import coded, text
from athena.ingest.source import Raw, Record, Source
from athena.ingest.sources import police_uk as portal


def _outcome(raw: Raw) -> Record:
    return {
        **portal.of_a_crime(raw),
        "outcome_type": coded(raw["Outcome type"], "outcome_type"),
        "outcome_type_original": text(raw["Outcome type"]),
    }


SOURCE = Source(
    name="police-uk-outcomes",
    version=1,
    title="data.police.uk outcomes",
    kind="outcome",
    label=portal.OPEN_DATA,
    format=Delimited((*portal.CRIME_COLUMNS, "Outcome type")),
    recognise=portal.recogniser("outcomes"),
    key=lambda raw: raw["Crime ID"].nullif("") + "/" + raw["Outcome type"],
    mapping=_outcome,
    rules=portal.rules_of_a_crime(portal.unknown_code("Outcome type", "outcome_type")),
)
