"""Northmere's establishment: a row gives an officer, who is staff and no nominal, and so is never in `person`."""

import re

import ibis.expr.types as ir

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import british_date, text
from athena.ingest.source import UNDATED, Raw, Record, Rule, Slot, Source
from athena.pole import Label

LABEL = Label("official", "other", "ungraded", "employment", "staff")


def recognise(name: str) -> Slot | None:
    if re.fullmatch(r"(?:.*/)?hr/officers\.csv", name) is None:
        return None
    return Slot("northmere-establishment", "northmere", "establishment", UNDATED, UNDATED)


def officer(raw: Raw) -> Record:
    # The row also has date of birth, sex and ethnicity. They stay in the staff system (DPA 2018 s.37).
    return {
        "collar_number": text(raw["collar_number"]),
        "given_names": text(raw["forenames"]),
        "family_name": text(raw["surname"]),
        "rank": text(raw["rank"]),
        "station": text(raw["station"]),
        "team": text(raw["team"]),
        "joined_on": british_date(raw["joined"]),
        "left_on": british_date(raw["left"]),
    }


def bad_date(column: str) -> Rule:
    def broken(raw: Raw, record: Record) -> ir.BooleanValue:  # noqa: ARG001 - a rule's form
        return (raw[column] != "") & british_date(raw[column]).isnull()

    return Rule(
        f"bad-{column}",
        column,
        f"its {column} is not a date DD/MM/YYYY",
        "Human resources: correct the row and send the establishment again",
        broken,
    )


SOURCE = Source(
    name="northmere-establishment",
    version=1,
    title="Northmere officers",
    kind="officer",
    label=LABEL,
    format=Delimited(
        (
            "collar_number",
            "surname",
            "forenames",
            "dob",
            "sex",
            "ethnicity_self",
            "rank",
            "station",
            "team",
            "joined",
            "left",
        )
    ),
    recognise=recognise,
    key=lambda raw: text(raw["collar_number"]),
    mapping=officer,
    rules=(bad_date("joined"), bad_date("left")),
)
