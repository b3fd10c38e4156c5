"""data.police.uk stop-and-search files: one row a search, of a person nobody names, of a vehicle, or of both."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import coded, text
from athena.ingest.source import Raw, Record, Rule, Source
from athena.ingest.sources.police_uk import COORDINATE_RULES, OPEN_DATA, of_a_point, recogniser, unknown_code

_WITH_OFFSET = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"


@ibis.udf.scalar.builtin(name="timezone", signature=(("string", "timestamp('UTC')"), "timestamp"))
def _local(zone, moment):  # type: ignore[no-untyped-def]
    """The wall-clock time in `zone` (DuckDB's `timezone`, Spark's `from_utc_timestamp`)."""


def _moment(raw: Raw) -> ir.TimestampValue:
    # A time without its offset would be read in the time zone of whatever machine reads it.
    stated = raw["Date"].re_search(_WITH_OFFSET).ifelse(raw["Date"], ibis.null(dt.string))
    return stated.try_cast(dt.Timestamp(timezone="UTC"))


def _local_month(raw: Raw) -> ir.DateValue:
    # The publisher files a search under its month in London, but writes its time in UTC: in summer the last hour of
    # a London month still bears the month before.
    return _local("Europe/London", _moment(raw)).truncate("M").date()


def _yes_or_no(value: ir.StringValue) -> ir.BooleanValue:
    return value.cases(("True", True), ("False", False))


def _search(raw: Raw) -> Record:
    return {
        "search_type": coded(raw["Type"], "stop_search_type"),
        "search_type_original": text(raw["Type"]),
        "occurred_at": _moment(raw),
        "month": _local_month(raw),
        "part_of_operation": _yes_or_no(raw["Part of a policing operation"]),
        "operation_name": text(raw["Policing operation"]),
        **of_a_point(raw),
        "gender": coded(raw["Gender"], "gender"),
        "gender_original": text(raw["Gender"]),
        "age_range": coded(raw["Age range"], "age_range"),
        "age_range_original": text(raw["Age range"]),
        "self_defined_ethnicity": coded(raw["Self-defined ethnicity"], "self_defined_ethnicity"),
        "self_defined_ethnicity_original": text(raw["Self-defined ethnicity"]),
        "officer_defined_ethnicity": coded(raw["Officer-defined ethnicity"], "officer_defined_ethnicity"),
        "officer_defined_ethnicity_original": text(raw["Officer-defined ethnicity"]),
        "legislation": text(raw["Legislation"]),
        "object_of_search": coded(raw["Object of search"], "object_of_search"),
        "object_of_search_original": text(raw["Object of search"]),
        "outcome": coded(raw["Outcome"], "stop_search_outcome"),
        "outcome_original": text(raw["Outcome"]),
        "outcome_linked_to_object": _yes_or_no(raw["Outcome linked to object of search"]),
        "removal_of_clothing": _yes_or_no(raw["Removal of more than just outer clothing"]),
    }


def _neither_yes_nor_no(column: str, property: str) -> Rule:
    return Rule(
        f"bad-{property.replace('_', '-')}",
        column,
        f"its {column} is neither True nor False nor empty",
        "Whoever delivered it: correct the row and send it again",
        lambda raw, record: (raw[column] != "") & record[property].isnull(),
    )


SOURCE = Source(
    name="police-uk-stop-and-search",
    version=1,
    title="data.police.uk stop and search",
    kind="stop_search",
    label=OPEN_DATA,
    format=Delimited(
        (
            "Type",
            "Date",
            "Part of a policing operation",
            "Policing operation",
            "Latitude",
            "Longitude",
            "Gender",
            "Age range",
            "Self-defined ethnicity",
            "Officer-defined ethnicity",
            "Legislation",
            "Object of search",
            "Outcome",
            "Outcome linked to object of search",
            "Removal of more than just outer clothing",
        )
    ),
    recognise=recogniser("stop-and-search"),
    key=None,
    mapping=_search,
    rules=(
        Rule(
            "bad-date",
            "Date",
            "its Date is not a date and time with an offset from UTC",
            "Whoever delivered it: correct the row and send it again",
            lambda raw, record: record["occurred_at"].isnull(),
        ),
        Rule(
            "wrong-month",
            "Date",
            "its Date, in London time, is not in the month that the file's name says",
            "Whoever delivered it: put the row into the file of its month, or correct it, and send it again",
            lambda raw, record: record["month"] != raw["_month"],
        ),
        unknown_code("Type", "search_type"),
        unknown_code("Gender", "gender"),
        unknown_code("Age range", "age_range"),
        unknown_code("Self-defined ethnicity", "self_defined_ethnicity"),
        unknown_code("Officer-defined ethnicity", "officer_defined_ethnicity"),
        unknown_code("Object of search", "object_of_search"),
        unknown_code("Outcome", "outcome"),
        _neither_yes_nor_no("Part of a policing operation", "part_of_operation"),
        _neither_yes_nor_no("Outcome linked to object of search", "outcome_linked_to_object"),
        _neither_yes_nor_no("Removal of more than just outer clothing", "removal_of_clothing"),
        *COORDINATE_RULES,
    ),
)
