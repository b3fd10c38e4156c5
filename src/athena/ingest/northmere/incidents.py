"""Northmere's command and control: a line is a call, and gives the incident, its caller, and what it led to."""

import re

import ibis.expr.types as ir

from athena.ingest.degrees import LATITUDE, LONGITUDE, InDegrees
from athena.ingest.expressions import named, telephone, text, utc
from athena.ingest.json_lines import JsonLines
from athena.ingest.linking import Here, There, link, record_of
from athena.ingest.source import Part, Raw, Record, Rule, Slot, Source, month_named
from athena.pole import Label

NAME = "northmere-incidents"
CRIMES = "northmere-crime.crime"
LABEL = Label("official", "other", "ungraded", "law_enforcement", "4")
# Whoever calls has information about what happened, which is what s.38(3)(d) says of a witness.
CALLER = Label("official", "witness", "ungraded", "law_enforcement", "4")


def recognise(name: str) -> Slot | None:
    found = re.fullmatch(r"(?:.*/)?command_and_control/(20\d{2}-(?:0[1-9]|1[0-2]))\.jsonl", name)
    if found is None:
        return None
    month = month_named(found[1])
    return Slot(f"{NAME}/{month:%Y-%m}", "northmere", "incidents", month, month)


def incident(raw: Raw) -> Record:
    return {
        "incident_reference": text(raw["incident"]),
        "opened_at": utc(raw["called_at"]),
        "dispatched_at": utc(raw["dispatched_at"]),
        "arrived_at": utc(raw["arrived_at"]),
        "closed_at": utc(raw["closed_at"]),
        "opening_code": text(raw["opening_code"]),
        "closing_code": text(raw["closing_code"]),
        "response_grade": text(raw["grade"]),
        "reporting_method": text(raw["method"]),
        "location_text": text(raw["location"]),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": raw[LONGITUDE].isnull().ifelse("none", "exact"),
        "beat_code": text(raw["ward"]),
        "narrative_text": text(raw["log"]),
    }


def caller(raw: Raw) -> Record:
    return {
        "name_text": named(raw["caller.forenames"], raw["caller.surname"]),
        "given_names": text(raw["caller.forenames"]),
        "family_name": text(raw["caller.surname"]),
        "phone": telephone(raw["caller.phone"]),
    }


def has_caller(raw: Raw) -> ir.BooleanValue:
    return (raw["caller.surname"] != "") | (raw["caller.forenames"] != "")


def slot_of(incident: ir.StringValue) -> ir.StringValue:
    """The slot of the log that a number is in: `NM-20250131-0007` is in January's."""
    return f"{NAME}/" + incident.substr(3, 4) + "-" + incident.substr(7, 2)


def earlier(raw: Raw) -> ir.StringValue:
    return record_of(NAME, slot_of(raw["duplicate_of"]), raw["duplicate_of"])


SOURCE = Source(
    name=NAME,
    version=1,
    title="Northmere command and control",
    kind="incident",
    label=LABEL,
    format=InDegrees(
        JsonLines(
            (
                "incident",
                "called_at",
                "dispatched_at",
                "arrived_at",
                "closed_at",
                "grade",
                "method",
                "opening_code",
                "closing_code",
                "location",
                "easting",
                "northing",
                "ward",
                "caller.surname",
                "caller.forenames",
                "caller.phone",
                "crime_number",
                "duplicate_of",
                "log",
            )
        ),
        "easting",
        "northing",
    ),
    recognise=recognise,
    key=lambda raw: text(raw["incident"]),
    mapping=incident,
    also=(
        Part("caller", "person", CALLER, caller, has_caller),
        link("reported", Here("person", "caller"), "reporter", Here("incident"), CALLER, has_caller),
        link(
            "crime",
            There("crime", lambda raw: record_of(CRIMES, "northmere-crime/whole", raw["crime_number"])),
            "arose_from",
            Here("incident"),
            LABEL,
            lambda raw: raw["crime_number"] != "",
        ),
        link(
            "same-matter",
            Here("incident"),
            "same_matter",
            There("incident", earlier),
            LABEL,
            lambda raw: raw["duplicate_of"] != "",
        ),
    ),
    rules=(
        Rule(
            "bad-call-time",
            "called_at",
            "its time of call is not an instant in UTC with its Z",
            "Control room: correct the export's format of times, and send the month again",
            lambda raw, record: record["opened_at"].isnull(),
        ),
        Rule(
            "wrong-month",
            "incident",
            "its log number is of another month than the file",
            "Control room: send the row with its own month",
            lambda raw, record: raw["incident"].substr(3, 6) != raw["_month"].strftime("%Y%m"),
        ),
    ),
)
